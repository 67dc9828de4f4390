"""Every idea that was tried to beat the method, on two halves of the competition series.

``python -m benchmarks.forecasting.ideas`` prints OWA against naive on the development half and the confirmation half,
for five and ten training years and for all of them, in random panels of 20 averaged over three cuts. The table and
what was learnt from it are in docs/forecasting.md.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.forecasting.halves import HORIZON, PANEL, STEPS, Halves, Variant
from foresight.forecasting.closed_forms import predict_damped_drift, predict_drift
from foresight.forecasting.growth import (
    Constants,
    fit_pooled_growth,
    panel_growth,
    prior_of_variances,
    shrink_variance,
)
from foresight.forecasting.predictions import predict_pooled
from foresight.forecasting.walks import damped_years, fit_walks, last_years

FIRST = Constants(window=999, centre_kept=1.0, usual_spread_worth=0.0)  # the published method before this search


def with_constants(**changes: float) -> Variant:
    constants = replace(Constants(), **changes)
    return lambda values: predict_pooled(values, STEPS, constants=constants).point


def box_cox(power: float) -> Variant:
    """Pool on a power scale between logarithms (0) and money (1)."""

    def forecast(values: np.ndarray) -> np.ndarray:
        constants = Constants()
        scaled = last_years(values, constants.window) / values[:, -1:]
        fit = fit_pooled_growth((scaled**power - 1.0) / power, constants)
        ahead = fit.growth[:, None] * damped_years(STEPS, constants.damping)
        return values[:, -1:] * np.maximum(1.0 + power * ahead, 1e-3) ** (1.0 / power)

    return forecast


def discounted(kept: float, huber: float | None = None) -> Variant:
    """Weigh older jumps less, or far ones."""

    def forecast(values: np.ndarray) -> np.ndarray:
        constants = Constants()
        logs = np.log(values / values[:, -1:])
        jumps = np.diff(logs, axis=1)
        seen = ~np.isnan(jumps)
        jumps = np.where(seen, jumps, 0.0)
        weight = np.where(seen, kept ** np.arange(jumps.shape[1])[::-1], 0.0)
        growth = (weight * jumps).sum(axis=1) / weight.sum(axis=1)
        if huber is not None:
            for _ in range(5):
                error = np.abs(jumps - growth[:, None])
                scale = huber * np.sqrt((seen * error**2).sum(axis=1) / seen.sum(axis=1))[:, None] + 1e-12
                bounded = weight * np.minimum(1.0, scale / np.maximum(error, 1e-12))
                growth = (bounded * jumps).sum(axis=1) / bounded.sum(axis=1)
        number = weight.sum(axis=1) ** 2 / (weight**2).sum(axis=1)
        squares = (weight * (jumps - growth[:, None]) ** 2).sum(axis=1) / weight.sum(axis=1)
        variance = squares * number / (number - 1.0)
        prior, degrees = prior_of_variances(variance, number - 1.0)
        error = shrink_variance(variance, number - 1.0, prior, degrees) / number
        return _shrunk(values, growth, error, prior, constants)

    return forecast


def heavy_tailed(share: float, width: float) -> Variant:
    """Prior of true growth with heavy tails: a share of the series from a wider normal."""

    def forecast(values: np.ndarray) -> np.ndarray:
        constants = Constants()
        walks = fit_walks(np.log(last_years(values, constants.window) / values[:, -1:]))
        prior, degrees = prior_of_variances(walks.variance, walks.degrees)
        error = shrink_variance(walks.variance, walks.degrees, prior, degrees) / walks.span
        centre, between = panel_growth(walks.growth, error, constants.trim)
        between = _steadied(between, prior, len(values), constants)
        centre *= constants.centre_kept
        logs, means = [], []
        for part, spread in ((1.0 - share, between), (share, width**2 * between)):
            total = spread + error
            logs.append(np.log(part) - 0.5 * np.log(total) - 0.5 * (walks.growth - centre) ** 2 / total)
            means.append(centre + spread / total * (walks.growth - centre))
        chance = np.exp(np.array(logs) - np.max(logs, axis=0))
        growth = (chance / chance.sum(axis=0) * np.array(means)).sum(axis=0)
        return values[:, -1:] * np.exp(growth[:, None] * damped_years(STEPS, constants.damping))

    return forecast


def _steadied(between: float, prior: float, number: int, constants: Constants) -> float:
    worth = constants.usual_spread_worth
    return (worth * constants.usual_spread * prior + number * between) / (worth + number)


def _shrunk(
    values: np.ndarray, growth: np.ndarray, error: np.ndarray, prior: float, constants: Constants
) -> np.ndarray:
    centre, between = panel_growth(growth, error, constants.trim)
    between = _steadied(between, prior, len(values), constants)
    weight = between / (between + error)
    shrunk = weight * growth + (1.0 - weight) * constants.centre_kept * centre
    return values[:, -1:] * np.exp(shrunk[:, None] * damped_years(STEPS, constants.damping))


def log_theta(values: np.ndarray) -> np.ndarray:
    """Theta on logarithms, the smoothing constant from a grid."""
    grid = np.linspace(0.1, 1.0, 19)
    out = np.empty((len(values), HORIZON))
    for row, logs in enumerate(np.log(values)):
        logs = logs[~np.isnan(logs)]
        slope = np.polyfit(np.arange(len(logs)), logs, 1)[0]
        level, squares = np.full(len(grid), logs[0]), np.zeros(len(grid))
        for value in logs[1:]:
            error = value - level
            squares, level = squares + error**2, level + grid * error
        best = int(np.argmin(squares))
        alpha = grid[best]
        out[row] = level[best] + 0.5 * slope * (STEPS - 1 + 1 / alpha - (1 - alpha) ** len(logs) / alpha)
    return np.exp(out)


def mean_of(*variants: Variant) -> Variant:
    """Geometric mean of forecasts."""
    return lambda values: np.exp(np.mean([np.log(np.maximum(one(values), 1e-9)) for one in variants], axis=0))


def fitted_to_features(
    development: dict[int | None, np.ndarray], truth: np.ndarray, names: tuple[str, ...]
) -> Callable:
    """Regress what came on features of each series by least absolute deviations, on the development half."""

    def features(values: np.ndarray) -> np.ndarray:
        constants = Constants()
        logs = np.log(last_years(values, constants.window) / values[:, -1:])
        fit = fit_pooled_growth(logs, constants)
        jumps = np.diff(logs, axis=1)
        centre = np.full(len(values), fit.panel_growth)
        own = fit.walks.growth
        known = {
            "shrunk": fit.growth,
            "own part": fit.weight * own,
            "panel": centre,
            "own": own,
            "last": jumps[:, -1],
            "turn": jumps[:, -1] - own,
            "deviation": np.sqrt(fit.variance),
            "decline": np.minimum(fit.growth, 0.0),
        }
        return np.stack([known[name] for name in names], axis=1)

    def build(train: int | None) -> Variant:
        values = development[train]
        inputs, targets = [], []
        for seed in range(5):
            order = np.random.default_rng(seed).permutation(len(values))
            for start in range(0, len(order), PANEL):
                rows = order[start : start + PANEL]
                inputs.append(features(values[rows]))
                targets.append(np.log(truth[rows] / values[rows, -1:]))
        inputs, targets = np.concatenate(inputs), np.concatenate(targets)
        slopes = np.stack([_least_absolute(inputs, targets[:, year]) for year in range(HORIZON)], axis=1)
        return lambda values: values[:, -1:] * np.exp(features(values) @ slopes)

    return build


def _least_absolute(inputs: np.ndarray, target: np.ndarray) -> np.ndarray:
    slope = np.linalg.lstsq(inputs, target, rcond=None)[0]
    for _ in range(100):
        weight = 1.0 / np.maximum(np.abs(target - inputs @ slope), 1e-3)
        slope = np.linalg.solve((inputs * weight[:, None]).T @ inputs, (inputs * weight[:, None]).T @ target)
    return slope


def variants() -> dict[str, Variant]:
    pooled = with_constants()
    found: dict[str, Variant] = {
        "first method": lambda values: predict_pooled(values, STEPS, constants=FIRST).point,
        "the method": pooled,
        "all years": with_constants(window=999),
    }
    found |= {f"window {years}": with_constants(window=years) for years in (6, 7, 8, 12, 16)}
    found |= {f"panel growth kept {kept}": with_constants(centre_kept=kept) for kept in (0.5, 0.7, 1.0)}
    found |= {f"usual spread worth {worth}": with_constants(usual_spread_worth=worth) for worth in (0.0, 20.0, 40.0)}
    found |= {f"usual spread {ratio}": with_constants(usual_spread=ratio) for ratio in (0.05, 0.1, 0.3)}
    found |= {f"damping {kept}": with_constants(damping=kept) for kept in (0.8, 0.85, 0.95)}
    found |= {f"trim {share}": with_constants(trim=share) for share in (0.0, 0.05, 0.15, 0.2)}
    found |= {f"power {power}": box_cox(power) for power in (0.1, 0.25, 0.5, 1.0)}
    found |= {f"discount {kept}": discounted(kept) for kept in (0.8, 0.85, 0.9)}
    found |= {f"huber {width}": discounted(1.0, width) for width in (1.0, 1.5)}
    found |= {f"heavy tails {share}, {width}": heavy_tailed(share, width) for share, width in ((0.1, 3.0), (0.2, 5.0))}
    found |= {
        "theta on logs": log_theta,
        "mean with theta": mean_of(pooled, log_theta),
        "3 parts with 1 of theta": mean_of(pooled, pooled, pooled, log_theta),
        "mean with drift": mean_of(pooled, lambda values: predict_drift(values, STEPS).point),
        "mean with damped drift": mean_of(pooled, lambda values: predict_damped_drift(values, STEPS).point),
        "mean of windows 4, 5, 9": mean_of(with_constants(window=4), with_constants(window=5), pooled),
        "mean of windows 5, 9, all": mean_of(with_constants(window=5), pooled, with_constants(window=999)),
    }
    return found


def main() -> None:
    halves = Halves()
    halves.show_all(variants())
    rows = halves.rows["development"]
    learning = {train: values[rows] for train, values in halves.cuts.items()}
    for names in (
        ("shrunk",),
        ("own part", "panel"),
        ("own part", "panel", "last"),
        ("own part", "panel", "turn"),
        ("own part", "panel", "deviation"),
        ("own part", "panel", "decline"),
        ("shrunk", "own", "panel", "last", "deviation", "decline"),
    ):
        halves.show("fitted: " + ", ".join(names)[:20], fitted_to_features(learning, halves.truth[rows], names))


if __name__ == "__main__":
    main()
