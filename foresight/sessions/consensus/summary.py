"""All statistics of consensus of one group on many needs at once, and the verdict of the rule."""

from __future__ import annotations

import numpy as np

from foresight.sessions.consensus import ordinal, rand_ucla
from foresight.sessions.consensus.agreement import share_in_zone, wilson_interval
from foresight.sessions.consensus.quartiles import quantiles
from foresight.sessions.consensus.rules import ConsensusRule

TOO_FEW = "too_few"
VERDICTS = ("accepted", "declined", "disagreement", "undecided", TOO_FEW)


def summary(values: np.ndarray, rule: ConsensusRule) -> dict[str, np.ndarray]:
    """Statistics of consensus down the first axis.

    Parameters
    ----------
    values : numpy.ndarray, shape (people, items)
        Overall answers on the rule's scale; NaN is no answer.
    rule : ConsensusRule

    Returns
    -------
    dict of numpy.ndarray, shape (items,)
        n, mean, standard_deviation, median, q1, q3, iqr; in_zone, zone_share, zone_low, zone_high (Wilson);
        p30, p70, ipr, ipras, disagreement_index, disagreement, classic_agreement, classic_disagreement;
        van_der_eijk_a, tastle_wierman_consensus, polarisation, leik, bimodality, bimodal; verdict.
        Numbers are NaN where fewer than ``rule.statistics_from`` people answered, and the verdict is ``too_few``.
    """
    q1, median, q3 = quantiles(values, (0.25, 0.5, 0.75))
    in_zone, count = share_in_zone(values, rule.accepts_from)
    low, high = wilson_interval(in_zone, count, rule.confidence)
    on_nine = rand_ucla.SCALE[0] + (values - rule.lowest) * (
        (rand_ucla.SCALE[1] - rand_ucla.SCALE[0]) / (rule.highest - rule.lowest)
    )
    index = rand_ucla.disagreement_index(on_nine)
    classic = rand_ucla.classic_rule(on_nine)
    frequencies = ordinal.category_counts(values, rule.lowest, rule.highest)
    agreement = ordinal.van_der_eijk_a(frequencies)
    bimodality = ordinal.bimodality(values)
    divisor = np.maximum(count, 1)
    mean = np.where(np.isfinite(values), values, 0.0).sum(axis=0) / divisor
    squares = np.where(np.isfinite(values), (values - mean) ** 2, 0.0).sum(axis=0)
    numbers = {
        "mean": mean,
        "standard_deviation": np.sqrt(squares / np.maximum(count - 1, 1)),
        "median": median,
        "q1": q1,
        "q3": q3,
        "iqr": q3 - q1,
        "zone_share": in_zone / divisor,
        "zone_low": low,
        "zone_high": high,
        **{key: index[key] for key in ("p30", "p70", "ipr", "ipras", "disagreement_index")},
        "van_der_eijk_a": agreement,
        "tastle_wierman_consensus": ordinal.tastle_wierman_consensus(frequencies),
        "polarisation": (1.0 - agreement) / 2.0,
        "leik": ordinal.leik(frequencies),
        "bimodality": bimodality,
    }
    enough = count >= rule.statistics_from
    result = {"n": count, "in_zone": in_zone}
    result |= {key: np.where(enough, value, np.nan) for key, value in numbers.items()}
    two_camps = (agreement < 0) | index["disagreement"]
    result |= {
        "disagreement": enough & index["disagreement"],
        "classic_agreement": enough & classic["agreement"],
        "classic_disagreement": enough & classic["disagreement"],
        # A skewed single hump also has a high coefficient, so it takes a second sign of two camps.
        "bimodal": enough & two_camps & (np.nan_to_num(bimodality) > ordinal.BIMODAL_ABOVE),
    }
    refused = (values < rule.declines_below).sum(axis=0) / divisor
    result["verdict"] = _verdicts(numbers, index["disagreement"], refused, enough, rule)
    return result


def _verdicts(
    numbers: dict[str, np.ndarray],
    disagreement: np.ndarray,
    refused_share: np.ndarray,
    enough: np.ndarray,
    rule: ConsensusRule,
) -> np.ndarray:
    high = numbers["median"] >= rule.accepts_from
    low = numbers["median"] < rule.declines_below
    if rule.measure == "share_in_zone":
        accepted, declined = numbers["zone_share"] >= rule.zone_share, refused_share >= rule.zone_share
    else:
        firm = ~disagreement if rule.measure == "rand_ucla" else numbers["iqr"] <= rule.iqr_at_most
        accepted, declined = high & firm, low & firm
    verdict = np.where(disagreement, "disagreement", "undecided")
    verdict = np.where(declined, "declined", verdict)
    verdict = np.where(accepted, "accepted", verdict)
    return np.where(enough, verdict, TOO_FEW)
