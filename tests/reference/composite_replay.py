"""Replays of published cases of composite indicators through the public functions of the project."""

import numpy as np
import pandas as pd

from foresight.regions import normalisation as scale
from foresight.regions.potential_index import potential_index


def normalisation(inputs):
    """Scale one indicator in every way of the Handbook's Table 15."""
    values = np.array(inputs["values"], float)
    return {
        "rank_high_is_23": scale.ranks(values),
        "z": scale.z_scores(values),
        "minmax": scale.min_max(values),
        "ratio_mean": scale.ratio_to_mean(values),
        "ratio_best": scale.ratio_to_best(values),
        "above_below_mean_20pct": scale.above_or_below_mean(values),
        "percentile": scale.percentiles(values),
    }


def composite_indicator(inputs):
    """Rank countries under equal weights, budget allocation, and a geometric mean of the raw data."""
    names = inputs["indicators"]
    table = pd.DataFrame(inputs["matrix"], index=inputs["countries"], columns=names, dtype=float)
    goalposts = {
        name: tuple(np.log10((low, high)) if name in inputs["goalposts_log10"] else (low, high))
        for name, low, high in zip(names, inputs["goalpost_min"], inputs["goalpost_max"], strict=True)
    }

    def index(weights, **choices):
        return potential_index(table, weights=dict(zip(names, weights, strict=True)), **choices)

    equal = index(inputs["weights_equal"], goalposts=goalposts)
    budget = index(inputs["weights_bap"], goalposts=goalposts)
    raw = index(inputs["weights_equal"], normalisation="none", aggregation="geometric")
    return {
        "rank_equal_weights": equal.rank.astype(int).to_dict(),
        "rank_budget_allocation": budget.rank.astype(int).to_dict(),
        "rank_geometric_raw": raw.rank.astype(int).to_dict(),
        "score_undp_2dp": equal.score.to_dict(),
    }


REPLAYS = {"normalisation": normalisation, "composite_indicator": composite_indicator}
