"""One function a method: the inputs of a case through the project's public functions, results under the case's keys."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from foresight.priorities.acceptability import pairwise_winning, smaa_table, weight_draws
from foresight.priorities.ahp import DEFAULT_TABLE, RANDOM_INDEX, judgement_matrix, pairwise_weights
from foresight.priorities.chnri import chnri
from foresight.priorities.cross_impact import (
    consistent_scenarios,
    cross_impact,
    impact_balances,
    is_consistent,
    scenario_count,
)
from foresight.priorities.kemeny import kemeny, order_score, winners_by_method
from foresight.priorities.objective_weights import critic_weights, entropy_weights
from foresight.priorities.promethee import Preference, promethee
from foresight.priorities.topsis import topsis
from foresight.priorities.voting import borda, condorcet_order, copeland, majority_levels, tally_of_profile
from foresight.priorities.weighted_sum import competition_ranks, weighted_sum_of_table
from foresight.problems import Problem
from foresight.regions import normalisation
from foresight.regions.potential_index import potential_index
from foresight.sessions.consensus.kendall import kendall_w
from foresight.sessions.consensus.ordinal import ordinal_agreement
from foresight.sessions.consensus.quartiles import quartile_summary
from foresight.sessions.consensus.rand_ucla import rand_ucla
from foresight.sessions.consensus.stability import wilcoxon_stability


def _names(inputs: Mapping, count: int) -> list[str]:
    return [str(name) for name in inputs.get("alternatives") or [f"a{number}" for number in range(1, count + 1)]]


def _ordered(names: list[str], scores: np.ndarray) -> list[str]:
    return [names[number] for number in np.argsort(-scores, kind="stable")]


def _weighted_sum(inputs: Mapping) -> dict:
    said = inputs.get("normalisation", "none")
    # The published case describes its normalisation in a sentence.
    way = said if said in ("none", "sum", "minmax") else ("sum" if "sum" in said else "minmax")
    score = weighted_sum_of_table(inputs["matrix"], inputs["objectives"], inputs["weights"], way)
    return {"score": score, "rank": competition_ranks(score), "order": _ordered(_names(inputs, len(score)), score)}


def _topsis(inputs: Mapping) -> dict:
    if inputs.get("metric", "euclidean") != "euclidean":
        raise Problem("metric {metric} is unknown: one of euclidean", metric=inputs["metric"])
    result = topsis(inputs["matrix"], inputs["objectives"], inputs["weights"], inputs.get("normalisation", "vector"))
    order = _ordered(_names(inputs, len(result.rank)), result.closeness)
    return {"closeness": result.closeness, "score": result.closeness, "rank": result.rank, "order": order}


def _promethee(inputs: Mapping) -> dict:
    given = inputs.get("preference") or [{"type": "usual"}] * len(inputs["weights"])
    given = [given] * len(inputs["weights"]) if isinstance(given, Mapping) else given
    shapes = [
        Preference(one["type"], **{key: float(one[key]) for key in ("q", "p", "s") if one.get(key) is not None})
        for one in given
    ]
    result = promethee(inputs["matrix"], inputs["objectives"], inputs["weights"], shapes)
    count = len(result.rank)
    names = _names(inputs, count)
    return {
        "preference_index": result.preference_index,
        "phi_plus": result.phi_plus,
        "phi_minus": result.phi_minus,
        "phi_net": result.phi_net,
        "phi_plus_sum": result.phi_plus * (count - 1),
        "phi_minus_sum": result.phi_minus * (count - 1),
        "rank": result.rank,
        "promethee2_order": _ordered(names, result.phi_net),
        "promethee1_outranks": {
            name: [names[other] for other in np.flatnonzero(row)]
            for name, row in zip(names, result.outranks, strict=True)
        },
    }


def _ahp(inputs: Mapping) -> dict:
    elements = inputs.get("elements")
    matrix = inputs.get("matrix")
    if matrix is None:
        matrix = judgement_matrix(elements, inputs["comparisons"])
    tables = dict.fromkeys(RANDOM_INDEX)
    prefix = "random_index_"
    tables |= {key.removeprefix(prefix): value for key, value in inputs.items() if key.startswith(prefix)}
    by_table = {name: pairwise_weights(matrix, name, table) for name, table in tables.items()}
    result = by_table[DEFAULT_TABLE]
    weights = result.weights
    return {
        "weights": dict(zip(elements, weights, strict=True)) if elements and "comparisons" in inputs else weights,
        "largest_eigenvalue": result.largest_eigenvalue,
        "consistency_index": result.consistency_index,
        "consistency_ratio": result.consistency_ratio,
        "acceptable": result.acceptable,
        **{f"cr_{name}": of_table.consistency_ratio for name, of_table in by_table.items()},
    }


def _critic(inputs: Mapping) -> dict:
    objectives = inputs.get("objectives") or ["max"] * len(inputs["matrix"][0])
    scale = inputs.get("normalisation", "minmax") == "minmax"
    return {
        "weights": critic_weights(inputs["matrix"], objectives, inputs.get("correlation", "pearson"), scale).weights,
        "weights_spearman": critic_weights(inputs["matrix"], objectives, "spearman", scale).weights,
    }


def _entropy(inputs: Mapping) -> dict:
    return {"weights": entropy_weights(inputs["matrix"]).weights}


def _group_ranking(inputs: Mapping) -> dict:
    options, counted = tally_of_profile(inputs["profile"])
    solution = kemeny(counted, listed=10_000)
    winners = {
        method: [options[one] for one in places] for method, places in winners_by_method(counted, solution).items()
    }
    orders = [[options[one] for one in order] for order in solution.orders]
    order = condorcet_order(counted)
    # Some count n points for a first place, others n - 1.
    voters = sum(count for count, _ in inputs["profile"])
    points = borda(counted) + (voters if str(inputs.get("borda_points", "")).startswith("n for") else 0)
    single = {f"{method}_winner": (places[0] if len(places) == 1 else None) for method, places in winners.items()}
    return {
        "borda": dict(zip(options, points, strict=True)),
        "copeland": dict(zip(options, copeland(counted), strict=True)),
        "plurality": dict(zip(options, counted.first_places, strict=True)),
        "pairwise": {a: {b: counted.prefers[i, j] for j, b in enumerate(options)} for i, a in enumerate(options)},
        "condorcet_order": None if order is None else [options[one] for one in order],
        "smith_set": [options[one] for one in majority_levels(counted)[0]],
        "kemeny_order": orders,
        "kemeny_orders": orders,
        "kemeny_count": solution.order_count,
        "kemeny_score": solution.score,
        "kemeny_distance": solution.distance,
        "kemeny_scores": _Scores(options, counted.prefers),
        **{f"{method}_winners": places for method, places in winners.items()},
        **single,
    }


class _Scores(dict):
    """Kemeny score of any order written as its letters."""

    def __init__(self, options, prefers):
        super().__init__()
        self.options, self.prefers = options, prefers

    def __contains__(self, order):
        return sorted(order) == list(self.options)

    def __getitem__(self, order):
        return order_score(self.prefers, tuple(self.options.index(letter) for letter in order))


def _smaa(inputs: Mapping) -> dict:
    draws = max(int(inputs.get("n_samples_min", 10_000)), 60_000)
    kind = "uniform" if "uniform" in inputs.get("weights", "uniform") else inputs["weights"]
    generator = np.random.default_rng(20)
    result = smaa_table(
        inputs["matrix"], inputs["objectives"], draws, generator, inputs.get("normalisation", "none"), kind
    )
    signs = np.where(np.array(inputs["objectives"]) == "max", 1.0, -1.0)
    weights = weight_draws(kind, len(signs), draws, np.random.default_rng(21))
    return {
        "rank_acceptability": result.rank_acceptability,
        "central_weights": result.central_weights,
        "pairwise_winning": pairwise_winning(np.array(inputs["matrix"]) * signs, weights),
    }


def _cib(inputs: Mapping) -> dict:
    impacts = cross_impact(inputs["descriptors"], inputs["matrix"])
    scenarios = consistent_scenarios(impacts)
    example = inputs.get("example_scenario")
    return {
        "n_scenarios": scenario_count(impacts),
        "n_consistent": len(scenarios),
        "consistent": [" ".join(scenario) for scenario in scenarios],
        "example_balances": None if example is None else impact_balances(impacts, example),
        "example_consistent": None if example is None else is_consistent(impacts, example),
    }


def _normalisation(inputs: Mapping) -> dict:
    values = np.array(inputs["values"], dtype=float)
    return {
        "rank_high_is_23": normalisation.ranks(values),
        "rank": normalisation.ranks(values),
        "z": normalisation.z_scores(values),
        "minmax": normalisation.min_max(values),
        "ratio_mean": normalisation.ratio_to_mean(values),
        "ratio_best": normalisation.ratio_to_best(values),
        "above_below_mean_20pct": normalisation.above_or_below_mean(values, 0.2),
        "percentile": normalisation.percentiles(values),
    }


def _composite_indicator(inputs: Mapping) -> dict:
    table = pd.DataFrame(inputs["matrix"], index=inputs["countries"], columns=inputs["indicators"])
    in_logarithms = inputs.get("goalposts_log10", [])
    goalposts = None
    if "goalpost_min" in inputs:
        posts = zip(inputs["indicators"], inputs["goalpost_min"], inputs["goalpost_max"], strict=True)
        goalposts = {
            name: tuple(np.log10([low, high]) if name in in_logarithms else (low, high)) for name, low, high in posts
        }
    results = {"rank_geometric_raw": potential_index(table, normalisation="none", aggregation="geometric").rank}
    for key, weights in inputs.items():
        if key.startswith("weights_"):
            scheme = {"weights_equal": "equal_weights", "weights_bap": "budget_allocation"}.get(
                key, key.removeprefix("weights_")
            )
            by_name = dict(zip(inputs["indicators"], weights, strict=True))
            index = potential_index(table, goalposts=goalposts, weights=by_name)
            results |= {f"rank_{scheme}": index.rank, f"score_{scheme}": index.score}
    equal = potential_index(table, goalposts=goalposts)
    results["score_undp_2dp"] = equal.score
    results.setdefault("rank_equal_weights", equal.rank)
    return {key: series.to_dict() for key, series in results.items()}


def _kendall_w(inputs: Mapping) -> dict:
    result = kendall_w(inputs["ranks"] if "ranks" in inputs else inputs["ratings"])
    return dict(vars(result))


def _rand_ucla(inputs: Mapping) -> dict:
    return rand_ucla(inputs["ratings"], tuple(inputs.get("scale", (1, 9))))


def _ordinal_agreement(inputs: Mapping) -> dict:
    result = ordinal_agreement(inputs["frequencies"])
    return result | {"polarization": result["polarisation"]}


def _quartiles(inputs: Mapping) -> dict:
    return quartile_summary(inputs["ratings"])


def _wilcoxon_stability(inputs: Mapping) -> dict:
    return wilcoxon_stability(inputs["differences"])


def _chnri(inputs: Mapping) -> dict:
    result = chnri(inputs["answers"], inputs.get("weights"), inputs.get("thresholds"))
    return {
        "intermediate": result.intermediate[0],
        "rps": result.rps[0],
        "weighted_rps": result.weighted_rps[0],
        "passes": bool(result.passes[0]),
        "aea_blanks_excluded": result.aea_blanks_excluded[0],
        "aea_blanks_counted": result.aea_blanks_counted[0],
    }


METHODS: dict[str, Callable[[Mapping], dict]] = {
    "weighted_sum": _weighted_sum,
    "topsis": _topsis,
    "promethee2": _promethee,
    "ahp": _ahp,
    "critic": _critic,
    "entropy": _entropy,
    "group_ranking": _group_ranking,
    "smaa": _smaa,
    "cib": _cib,
    "normalisation": _normalisation,
    "composite_indicator": _composite_indicator,
    "kendall_w": _kendall_w,
    "rand_ucla": _rand_ucla,
    "ordinal_agreement": _ordinal_agreement,
    "quartiles": _quartiles,
    "wilcoxon_stability": _wilcoxon_stability,
    "chnri": _chnri,
}


def replay(case: Mapping) -> dict:
    """Run a case; a method the project does not have is a failure.

    Raises
    ------
    LookupError
        Unknown method.
    """
    if case["method"] not in METHODS:
        raise LookupError(f"case {case['name']}: method {case['method']} is unknown, one of {', '.join(METHODS)}")
    return METHODS[case["method"]](case["inputs"])
