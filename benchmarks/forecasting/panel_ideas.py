"""Ideas that let each panel decide: damping, weights and groups estimated from the panel of 20 itself.

``python -m benchmarks.forecasting.panel_ideas`` prints the same table as ``ideas``; what was learnt is in
docs/forecasting.md.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.forecasting.halves import STEPS, Halves, Variant
from benchmarks.forecasting.ideas import log_theta, with_constants
from foresight.forecasting.growth import Constants, PooledGrowth, fit_pooled_growth
from foresight.forecasting.predictions import predict_pooled
from foresight.forecasting.walks import damped_years, fit_walks, last_years

DAMPINGS = (0.8, 0.85, 0.9, 0.95)
FEWEST_YEARS = 3


def _logs(values: np.ndarray) -> np.ndarray:
    return np.log(last_years(values, Constants().window) / values[:, -1:])


def _ahead(values: np.ndarray, growth: np.ndarray, damping: float = Constants().damping) -> np.ndarray:
    return values[:, -1:] * np.exp(growth[:, None] * damped_years(STEPS, damping))


def past_errors(values: np.ndarray, variant: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> float:
    """Mean absolute logarithmic error from every origin of the panel with three years behind it."""
    errors = []
    for end in range(FEWEST_YEARS, values.shape[1]):
        ready = (~np.isnan(values[:, :end])).sum(axis=1) >= FEWEST_YEARS
        if ready.sum() < Constants().smallest_panel:
            continue
        actual = values[ready, end : end + len(STEPS)]
        point = variant(values[ready, :end], np.arange(1, actual.shape[1] + 1))
        errors.append(np.abs(np.log(actual / np.maximum(point, 1e-9))).ravel())
    return float(np.nanmean(np.concatenate(errors))) if errors else np.nan


def damping_of_panel(worth: float) -> Variant:
    """Damping with the least error of past origins in this panel, drawn to 0.9 as if by so many comparisons."""

    def forecast(values: np.ndarray) -> np.ndarray:
        recent = last_years(values, Constants().window)
        found = []
        for damping in DAMPINGS:
            constants = replace(Constants(), damping=damping)
            found.append(
                past_errors(recent, lambda past, steps, c=constants: predict_pooled(past, steps, (80,), c).point)
            )
        if not np.isfinite(found).all():
            return predict_pooled(values, STEPS).point
        best = DAMPINGS[int(np.argmin(found))]
        number = recent.shape[1] - FEWEST_YEARS
        damping = (number * best + worth * Constants().damping) / (number + worth)
        return predict_pooled(values, STEPS, constants=replace(Constants(), damping=damping)).point

    return forecast


def growth_kept_of_panel(values: np.ndarray) -> np.ndarray:
    """Share of the panel's growth that is kept, by the past origins of this panel."""
    recent = last_years(values, Constants().window)
    options = (0.5, 0.7, 0.85, 1.0)
    found = [
        past_errors(
            recent,
            lambda past, steps, kept=kept: (
                predict_pooled(past, steps, (80,), replace(Constants(), centre_kept=kept)).point
            ),
        )
        for kept in options
    ]
    best = options[int(np.argmin(found))] if np.isfinite(found).all() else Constants().centre_kept
    kept = 0.5 * (best + Constants().centre_kept)
    return predict_pooled(values, STEPS, constants=replace(Constants(), centre_kept=kept)).point


def shrunk_to_size(values: np.ndarray) -> np.ndarray:
    """Shrink to a line of growth on logarithmic size across the panel instead of to one number."""
    fit = fit_pooled_growth(_logs(values))
    size = np.log(values[:, -1])
    size = (size - size.mean()) / (size.std() or 1.0)
    error = fit.variance / fit.walks.span + fit.between_variance
    slope = (size / error * (fit.walks.growth - fit.panel_growth)).sum() / (size**2 / error).sum()
    # The slope itself is drawn to zero by its own uncertainty.
    slope *= slope**2 / (slope**2 + 1.0 / (size**2 / error).sum())
    return _ahead(values, fit.growth + (1.0 - fit.weight) * Constants().centre_kept * slope * size)


def shrunk_to_neighbours(number: int) -> Variant:
    """Shrink to the series of the panel whose growth and volatility are closest."""

    def forecast(values: np.ndarray) -> np.ndarray:
        fit = fit_pooled_growth(_logs(values))
        traits = np.stack([fit.growth, 0.5 * np.log(fit.variance)], axis=1)
        traits = (traits - traits.mean(axis=0)) / (traits.std(axis=0) + 1e-12)
        distance = ((traits[:, None] - traits[None]) ** 2).sum(axis=2)
        nearest = np.argsort(distance, axis=1)[:, 1 : number + 1]
        centre = 0.5 * (np.median(fit.walks.growth[nearest], axis=1) + fit.panel_growth)
        own = fit.weight * fit.walks.growth
        return _ahead(values, own + (1.0 - fit.weight) * Constants().centre_kept * centre)

    return forecast


def median_centre(values: np.ndarray) -> np.ndarray:
    """Shrink to the weighted median of the growths, which no outlying series can move."""
    fit = fit_pooled_growth(_logs(values))
    order = np.argsort(fit.walks.growth)
    weight = (1.0 / (fit.variance / fit.walks.span + fit.between_variance))[order].cumsum()
    centre = fit.walks.growth[order][np.searchsorted(weight, 0.5 * weight[-1])]
    return _ahead(values, fit.weight * fit.walks.growth + (1.0 - fit.weight) * Constants().centre_kept * centre)


def with_theta_by_precision(values: np.ndarray) -> np.ndarray:
    """Geometric mean with Theta, each weighted by the inverse square of its past errors in this panel."""
    recent = last_years(values, Constants().window)
    errors = [
        past_errors(recent, lambda past, steps: predict_pooled(past, steps, (80,)).point),
        past_errors(recent, lambda past, steps: log_theta(past)[:, : len(steps)]),
    ]
    precision = 1.0 / np.square(errors) if np.isfinite(errors).all() else np.array([1.0, 0.0])
    share = precision[1] / precision.sum()
    return np.exp((1 - share) * np.log(predict_pooled(values, STEPS).point) + share * np.log(log_theta(values)))


def _persistence(fit: PooledGrowth, jumps: np.ndarray, usual: float, worth: float) -> float:
    """First autocorrelation of standardised deviations over the panel, drawn to a usual value."""
    deviation = (jumps - fit.growth[:, None]) / np.sqrt(fit.variance)[:, None]
    both = deviation[:, 1:] * deviation[:, :-1]
    number = np.isfinite(both).sum()
    return float((np.nansum(both) + worth * usual) / (number + worth))


def last_jump_persists(usual: float, worth: float) -> Variant:
    """Carry a part of the last year's deviation on, or take it back, as far as such deviations persist in the panel."""

    def forecast(values: np.ndarray) -> np.ndarray:
        logs = _logs(values)
        fit = fit_pooled_growth(logs)
        jumps = np.diff(logs, axis=1)
        part = float(np.clip(_persistence(fit, jumps, usual, worth), -0.5, 0.5))
        last = np.nan_to_num(jumps[:, -1] - fit.growth)
        carried = last[:, None] * (part * (1.0 - part**STEPS) / (1.0 - part))
        return _ahead(values, fit.growth) * np.exp(carried)

    return forecast


def long_and_short(share: float) -> Variant:
    """Own growth of nine years averaged with that of all years before shrinking."""

    def forecast(values: np.ndarray) -> np.ndarray:
        fit = fit_pooled_growth(_logs(values))
        whole = fit_walks(np.log(values / values[:, -1:])).growth
        own = (1.0 - share) * fit.walks.growth + share * whole
        return _ahead(values, fit.growth + fit.weight * (own - fit.walks.growth))

    return forecast


def variants() -> dict[str, Variant]:
    found: dict[str, Variant] = {"the method": with_constants()}
    found |= {f"damping of the panel, worth {worth:g}": damping_of_panel(worth) for worth in (0.0, 5.0, 20.0)}
    found["panel growth kept, of the panel"] = growth_kept_of_panel
    found["shrunk to a line of size"] = shrunk_to_size
    found |= {f"shrunk to {number} neighbours": shrunk_to_neighbours(number) for number in (5, 8)}
    found["weighted median as centre"] = median_centre
    found["theta by precision"] = with_theta_by_precision
    found |= {
        f"last jump persists {usual:g}, {worth:g}": last_jump_persists(usual, worth)
        for usual, worth in ((0.0, 0.0), (0.0, 100.0), (0.1, 1e9), (-0.1, 1e9))
    }
    found |= {f"growth of all years {share:g}": long_and_short(share) for share in (0.3, 0.5)}
    return found


def main() -> None:
    Halves().show_all(variants())


if __name__ == "__main__":
    main()
