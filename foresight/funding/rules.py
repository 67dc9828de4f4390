"""Co-financing rules: who must pay which share of a project, where and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from foresight.funding.vocabulary import INSTRUMENTS
from foresight.problems import Problem
from foresight.statistics.shipped import SHIPPED

SCHEDULES = ("uniform", "tiered", "smooth", "stepping")


@dataclass(frozen=True)
class LocalShare:
    """The share of the cost that a region must bring, as a function of its fiscal capacity and the year.

    Attributes
    ----------
    kind : str
        ``uniform``: one share. ``tiered``: steps by fiscal capacity. ``smooth``: ``mean * capacity ** exponent``,
        kept between ``low`` and ``high``. ``stepping``: steps by year.
    share : float
        The uniform share, or the mean of the smooth one.
    tiers : tuple of (float, float)
        (capacity below, share), ascending; the last bound is infinite.
    exponent, low, high : float
        Of the smooth share.
    steps : tuple of (int, float)
        (from year, share), ascending; before the first year the first share holds.
    """

    kind: str = "uniform"
    share: float = 0.0
    tiers: tuple[tuple[float, float], ...] = ()
    exponent: float = 1.0
    low: float = 0.0
    high: float = 1.0
    steps: tuple[tuple[int, float], ...] = ()

    def values(self, capacity: np.ndarray, years: tuple[int, ...]) -> np.ndarray:
        """Return the share by year and region, (years, regions)."""
        shape = (len(years), len(capacity))
        if self.kind == "uniform":
            return np.full(shape, self.share)
        if self.kind == "tiered":
            bounds = [bound for bound, _ in self.tiers[:-1]]
            shares = np.array([share for _, share in self.tiers])
            return np.broadcast_to(shares[np.searchsorted(bounds, capacity, side="right")], shape).copy()
        if self.kind == "smooth":
            row = np.clip(self.share * capacity**self.exponent, self.low, self.high)
            return np.broadcast_to(row, shape).copy()
        starts = np.array([year for year, _ in self.steps])
        shares = np.array([share for _, share in self.steps])
        at = np.maximum(np.searchsorted(starts, years, side="right") - 1, 0)
        return np.broadcast_to(shares[at][:, None], shape).copy()


@dataclass(frozen=True)
class InstrumentRule:
    """What one instrument asks for.

    Attributes
    ----------
    local_share : LocalShare
        Share of the cost the region brings.
    private_share : float
        Share of the cost a private partner brings, besides the local one.
    in_kind_share : float
        Part of the local share that may be people, rooms and equipment instead of money.
    cost_cap : float
        Highest cost of a project, mln KZT a year in prices of the base year; infinite where there is none.
    """

    local_share: LocalShare = field(default_factory=LocalShare)
    private_share: float = 0.0
    in_kind_share: float = 0.0
    cost_cap: float = float("inf")


@dataclass(frozen=True)
class Rule:
    """A whole co-financing rule.

    Attributes
    ----------
    name : str
        Code; the interface labels it.
    grant, programme : InstrumentRule
        What each instrument asks for.
    waiver_below : float
        Regions whose fiscal capacity (GRP a head, nation = 1) is lower pay ``waived_share``; 0 waives nobody.
    waived_share : float
        Local share of a waived region.
    pairs : tuple of (str, str)
        Neighbouring regions that put the money left over together, so that joint projects become possible.
    source, address, read_on, grade, note : str
        Where the rule comes from, and what was assumed to carry it over to Kazakhstan.
    """

    name: str
    grant: InstrumentRule
    programme: InstrumentRule
    waiver_below: float = 0.0
    waived_share: float = 0.0
    pairs: tuple[tuple[str, str], ...] = ()
    source: str = ""
    address: str = ""
    read_on: str = ""
    grade: str = "C"
    note: str = ""

    def instrument(self, name: str) -> InstrumentRule:
        """Return what one instrument asks for."""
        return {"grant": self.grant, "programme": self.programme}[name]

    def local_shares(self, capacity: np.ndarray, years: tuple[int, ...]) -> np.ndarray:
        """Return the local share, (years, regions, instruments), with waivers applied."""
        shares = np.stack([self.instrument(name).local_share.values(capacity, years) for name in INSTRUMENTS], axis=-1)
        waived = np.asarray(capacity) < self.waiver_below
        shares[:, waived, :] = np.minimum(shares[:, waived, :], self.waived_share)
        return shares

    def with_change(self, path: tuple[str, ...], value: object) -> Rule:
        """Return a copy with one value replaced.

        Parameters
        ----------
        path : tuple of str
            (instrument, field) with field in local_share, private_share, in_kind_share, cost_cap; or one of
            ``waiver_below``, ``waived_share``, ``pairs``.
        value : object
            A number, or for ``local_share`` also a schedule as in the JSON files.
        """
        document = rule_to_document(self)
        if len(path) == 2 and path[0] in INSTRUMENTS:
            if path[1] not in _INSTRUMENT_FIELDS:
                raise _unknown_field(".".join(path), [f"{path[0]}.{name}" for name in _INSTRUMENT_FIELDS])
            document["instruments"][path[0]][path[1]] = value
        elif len(path) == 1 and path[0] in ("waiver_below", "waived_share"):
            waiver = document.setdefault("waiver", {"below": 0.0, "share": 0.0})
            waiver["below" if path[0] == "waiver_below" else "share"] = value
        elif path == ("pairs",):
            document["pairs"] = value
        else:
            raise _unknown_field(".".join(path), RULE_PATHS)
        changed = rule_from_document(document, self.name)
        return replace(changed, source=self.source, address=self.address, read_on=self.read_on, note=self.note)


_INSTRUMENT_FIELDS = ("local_share", "private_share", "in_kind_share", "cost_cap")
RULE_PATHS: tuple[str, ...] = (
    *(f"{instrument}.{name}" for instrument in INSTRUMENTS for name in _INSTRUMENT_FIELDS),
    "waiver_below",
    "waived_share",
    "pairs",
)


def rule_from_document(document: Mapping[str, object], name: str = "") -> Rule:
    """Read a rule from its JSON form, checking every share.

    Parameters
    ----------
    document : mapping
        ``{"name", "instruments": {"grant": {...}, "programme": {...}}, "waiver", "pairs", "source", ...}``; a local
        share is a number, ``{"tiers": [{"below", "share"}]}``, ``{"smooth": {"mean", "exponent", "low", "high"}}``
        or ``{"steps": {year: share}}``.
    name : str
        Used where the document has none.

    Returns
    -------
    Rule
        Checked.
    """
    code = str(document.get("name") or name or "own")
    instruments = document.get("instruments")
    if not isinstance(instruments, Mapping) or set(instruments) != set(INSTRUMENTS):
        raise Problem("rule {rule}: instruments must be exactly grant and programme", rule=code)
    parts = {key: _instrument_rule(code, key, instruments[key]) for key in INSTRUMENTS}
    waiver = document.get("waiver") or {}
    below = _positive(code, "waiver.below", waiver.get("below", 0.0))
    waived = _share(code, "waiver.share", waiver.get("share", 0.0))
    pairs = tuple((str(first), str(second)) for first, second in document.get("pairs", ()))
    members = [member for pair in pairs for member in pair]
    if len(set(members)) != len(members):
        raise Problem("rule {rule}: a region can pool with one neighbour only", rule=code)
    texts = {key: str(document.get(key, "")) for key in ("source", "address", "read_on", "note")}
    return Rule(
        code,
        **parts,
        waiver_below=below,
        waived_share=waived,
        pairs=pairs,
        **texts,
        grade=str(document.get("grade", "C")),
    )


def rule_to_document(rule: Rule) -> dict[str, object]:
    """Return the JSON form of a rule; ``rule_from_document`` reads it back."""
    instruments: dict[str, dict[str, object]] = {}
    for name in INSTRUMENTS:
        part = rule.instrument(name)
        instruments[name] = {
            "local_share": _local_share_document(part.local_share),
            "private_share": part.private_share,
            "in_kind_share": part.in_kind_share,
            "cost_cap": None if np.isinf(part.cost_cap) else part.cost_cap,
        }
    return {
        "name": rule.name,
        "instruments": instruments,
        "waiver": {"below": rule.waiver_below, "share": rule.waived_share},
        "pairs": [list(pair) for pair in rule.pairs],
        "source": rule.source,
        "address": rule.address,
        "read_on": rule.read_on,
        "grade": rule.grade,
        "note": rule.note,
    }


def read_rules(folder: Path = SHIPPED) -> dict[str, Rule]:
    """Read all presets in ``rules/`` of a folder, by name."""
    files = sorted((Path(folder) / "rules").glob("*.json"))
    if not files:
        raise Problem("no rules found in {folder}", folder=str(folder))
    return dict(_read_rules(tuple((file, file.stat().st_mtime_ns) for file in files)))


@lru_cache(maxsize=8)
def _read_rules(files: tuple[tuple[Path, int], ...]) -> tuple[tuple[str, Rule], ...]:
    documents = [(file.stem, json.loads(file.read_text(encoding="utf-8"))) for file, _ in files]
    return tuple((stem, rule_from_document(document, stem)) for stem, document in documents)


def _instrument_rule(rule: str, instrument: str, document: object) -> InstrumentRule:
    if not isinstance(document, Mapping):
        raise Problem("rule {rule}: {field} must be an object", rule=rule, field=instrument)
    unknown = set(document) - set(_INSTRUMENT_FIELDS)
    if unknown:
        raise _unknown_field(f"{instrument}.{sorted(unknown)[0]}", RULE_PATHS)
    local = _local_share(rule, f"{instrument}.local_share", document.get("local_share", 0.0))
    private = _share(rule, f"{instrument}.private_share", document.get("private_share", 0.0))
    in_kind = _share(rule, f"{instrument}.in_kind_share", document.get("in_kind_share", 0.0))
    cap = document.get("cost_cap")
    cap = float("inf") if cap is None else _positive(rule, f"{instrument}.cost_cap", cap)
    if _highest(local) + private > 1 + 1e-9:
        raise Problem(
            "rule {rule}: local share {local} and private share {private} of a {instrument} exceed the whole cost",
            rule=rule,
            local=_highest(local),
            private=private,
            instrument=instrument,
        )
    return InstrumentRule(local, private, in_kind, cap)


def _local_share(rule: str, name: str, value: object) -> LocalShare:
    if not isinstance(value, Mapping):
        return LocalShare(share=_share(rule, name, value))
    if set(value) == {"tiers"}:
        tiers = tuple(
            (
                float("inf") if tier.get("below") is None else _positive(rule, name, tier["below"]),
                _share(rule, name, tier["share"]),
            )
            for tier in value["tiers"]
        )
        bounds = [bound for bound, _ in tiers]
        if not tiers or bounds != sorted(set(bounds)) or not np.isinf(bounds[-1]):
            raise Problem("rule {rule}: the tiers of {field} must rise and end without a bound", rule=rule, field=name)
        return LocalShare("tiered", tiers=tiers)
    if set(value) == {"smooth"}:
        smooth = value["smooth"]
        low, high = (_share(rule, name, smooth.get(key, default)) for key, default in (("low", 0.0), ("high", 1.0)))
        if low > high:
            raise Problem("rule {rule}: the lowest share of {field} is above the highest", rule=rule, field=name)
        mean = _share(rule, name, smooth["mean"])
        return LocalShare("smooth", share=mean, exponent=float(smooth.get("exponent", 1.0)), low=low, high=high)
    if set(value) == {"steps"}:
        steps = tuple(sorted((int(year), _share(rule, name, share)) for year, share in value["steps"].items()))
        if not steps:
            raise Problem("rule {rule}: {field} has no steps", rule=rule, field=name)
        return LocalShare("stepping", steps=steps)
    raise Problem("rule {rule}: {field} must be a share, or one of tiers, smooth, steps", rule=rule, field=name)


def _local_share_document(local: LocalShare) -> object:
    if local.kind == "tiered":
        return {
            "tiers": [{"below": None if np.isinf(bound) else bound, "share": share} for bound, share in local.tiers]
        }
    if local.kind == "smooth":
        return {"smooth": {"mean": local.share, "exponent": local.exponent, "low": local.low, "high": local.high}}
    if local.kind == "stepping":
        return {"steps": {str(year): share for year, share in local.steps}}
    return local.share


def _highest(local: LocalShare) -> float:
    if local.kind == "tiered":
        return max(share for _, share in local.tiers)
    if local.kind == "smooth":
        return local.high
    if local.kind == "stepping":
        return max(share for _, share in local.steps)
    return local.share


def _share(rule: str, name: str, value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 1:
        raise Problem("rule {rule}: {field} {value} is not a share between 0 and 1", rule=rule, field=name, value=value)
    return float(value)


def _positive(rule: str, name: str, value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not value >= 0:
        raise Problem("rule {rule}: {field} {value} is negative or not a number", rule=rule, field=name, value=value)
    return float(value)


def _unknown_field(name: str, allowed: object) -> Problem:
    return Problem("unknown field {field} of a rule: one of {allowed}", field=name, allowed=", ".join(allowed))
