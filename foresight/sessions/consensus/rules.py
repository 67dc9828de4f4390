"""The rule of a round: what will count as consensus, set before anybody votes and stored with the round."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields

from foresight.problems import Problem

MEASURES = ("rand_ucla", "share_in_zone", "quartiles")
MULTIPLICITY = ("holm", "benjamini_hochberg")


@dataclass(frozen=True)
class ConsensusRule:
    """Thresholds of a round. Every measure is computed and reported; ``measure`` names the one that decides.

    Attributes
    ----------
    measure : {"rand_ucla", "share_in_zone", "quartiles"}
        ``rand_ucla``: accepted with the median in the zone and a disagreement index of at most 1.
        ``share_in_zone``: accepted with at least ``zone_share`` of the answers in the zone.
        ``quartiles``: accepted with the median in the zone and an interquartile range of at most ``iqr_at_most``.
    lowest, highest : float
        Scale on which a person's overall answer is put; the disagreement index needs 1-9.
    zone_from, decline_to : float
        The zone of acceptance starts at the first; the zone of refusal ends at the second (7 and 3 on 1-9).
    zone_share, iqr_at_most : float
        Thresholds of the two other measures.
    unchanged_at_least : float
        Share of people who kept their answer from which an item counts as stable.
    concordance_at_least : float
        Kendall's W from which no further round is needed.
    confidence : float
        Of intervals and of the bands of equal rank.
    significance : float
        After correction for the number of comparisons (``multiplicity``).
    contested_effect : float
        Cliff's delta from which two groups differ in earnest (0.33 is a medium effect, Romano et al. 2006).
    multiplicity : {"holm", "benjamini_hochberg"}
    statistics_from : int
        Smaller groups show their answers as dots and no statistics.
    shown_from : int
        Smaller breakdowns are not shown at all.
    top_k : int
        How many needs the session is to choose.
    top_overlap_at_least : float
        Expected overlap of the top k between panels like this one, below which the panel is too small.
    """

    measure: str = "rand_ucla"
    lowest: float = 1.0
    highest: float = 9.0
    zone_from: float = 7.0
    decline_to: float = 3.0
    zone_share: float = 0.75
    iqr_at_most: float = 2.0
    unchanged_at_least: float = 0.8
    concordance_at_least: float = 0.7
    confidence: float = 0.95
    significance: float = 0.05
    contested_effect: float = 0.33
    multiplicity: str = "holm"
    statistics_from: int = 8
    shown_from: int = 5
    top_k: int = 10
    top_overlap_at_least: float = 0.75

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise Problem(
                "the consensus measure {measure} is unknown: one of {allowed}",
                measure=self.measure,
                allowed=", ".join(MEASURES),
            )
        if self.multiplicity not in MULTIPLICITY:
            raise Problem(
                "the correction {correction} is unknown: one of {allowed}",
                correction=self.multiplicity,
                allowed=", ".join(MULTIPLICITY),
            )
        if not self.lowest <= self.decline_to < self.zone_from <= self.highest:
            raise Problem(
                "the zones must lie within {lowest} to {highest}, refusal ({decline}) below acceptance ({accept})",
                lowest=self.lowest,
                highest=self.highest,
                decline=self.decline_to,
                accept=self.zone_from,
            )
        for name in ("zone_share", "unchanged_at_least", "confidence", "significance", "top_overlap_at_least"):
            if not 0 < getattr(self, name) <= 1:
                raise Problem("the threshold {name} must be a share above 0 and up to 1", name=name)
        if self.top_k < 1 or self.statistics_from < 2 or self.shown_from < 1:
            raise Problem("the top k and the smallest group sizes must be positive counts")

    @property
    def accepts_from(self) -> float:
        """Overall answers from here count into the zone: half a point below it, as an answer between two rounds up."""
        return self.zone_from - 0.5

    @property
    def declines_below(self) -> float:
        """Overall answers below this count as refusal."""
        return self.decline_to + 0.5

    def as_dict(self) -> dict:
        """Plain values to store with the round."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict) -> ConsensusRule:
        """Rule as stored with a round.

        Raises
        ------
        Problem
            A threshold this version does not know.
        """
        known = {field.name for field in fields(cls)}
        for name in stored:
            if name not in known:
                raise Problem("the stored rule has an unknown threshold {name}", name=name)
        return cls(**stored)

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change with any threshold, to print in the protocol."""
        return hashlib.sha256(json.dumps(self.as_dict(), sort_keys=True).encode()).hexdigest()[:12]
