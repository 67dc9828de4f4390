"""Sixteen answers that can be worked out by hand; the simulation must give the same."""

import numpy as np
import pytest

from foresight.funding import closed_forms
from foresight.funding.budgets import VolatileBudgets
from foresight.funding.candidates import responding_share, stochastic_rounding
from foresight.funding.comparison import difference
from foresight.funding.distribution import gini
from foresight.funding.engine import simulate
from foresight.funding.goal_seek import Goal, Lever, goal_seek
from foresight.funding.pipeline import poisson_from_waiting
from foresight.funding.result import SimulationResult
from foresight.funding.robustness import regret, satisficing
from foresight.funding.waterfall import log_mean_decomposition, shapley_values
from foresight.targets.indicators import probability_with_error
from tests.funding.cases import YEARS, certain, inputs_of

UNIFORM = np.random.default_rng(5)


def active(result: SimulationResult) -> list[float]:
    """Running projects of the nation in each year, where every future is the same."""
    totals = result.national("active")
    assert np.all(totals == totals[:, :1])
    return totals[:, 0].tolist()


def test_1_a_region_starts_as_many_projects_as_its_money_pays_its_share_of():
    """n = floor(B / (m c)) = floor(539 / (0.5 * 28.5)) = floor(37.8) = 37, every year anew when projects last one."""
    assert closed_forms.whole_projects(539, 0.5, 28.5) == 37
    assert active(simulate(certain(), inputs_of(539), draws=4)) == [37] * 6


@pytest.mark.parametrize("share", [0.02, 0.05, 0.2, 0.5, 0.9])
def test_2_pooled_money_gives_the_smaller_of_what_region_and_centre_can_pay(share):
    """N(m) = min(B / m, E / (1 - m)) / c: each project needs m c from the region and (1 - m) c from the centre."""
    money, centre = 539.0, 10_241.0
    scenario = certain(
        {"central_envelope": centre}, {"divisible": True, "limit_envelope": True}, rule__grant__local_share=share
    )
    expected = float(closed_forms.pooled_projects(money, centre, np.array(share), 28.5))
    assert active(simulate(scenario, inputs_of(money), draws=2)) == pytest.approx([expected] * 6, rel=1e-5)


def test_2_the_most_projects_are_where_both_are_used_up():
    """B / m = E / (1 - m) gives m* = B / (B + E), and there N* = (B + E) / c; B = E means half and half."""
    assert closed_forms.best_share(100, 100) == 0.5
    assert closed_forms.best_share(539.0413, 10_241.7847) == pytest.approx(0.05)
    shares = np.linspace(0.01, 0.99, 981)
    counts = closed_forms.pooled_projects(539, 2000, shares, 28.5)
    assert shares[counts.argmax()] == pytest.approx(closed_forms.best_share(539, 2000), abs=1e-3)
    assert counts.max() <= closed_forms.most_projects(539, 2000, 28.5)
    best = closed_forms.pooled_projects(539, 2000, np.array(closed_forms.best_share(539, 2000)), 28.5)
    assert best == pytest.approx(closed_forms.most_projects(539, 2000, 28.5))


@pytest.mark.parametrize(("share", "expected"), [(0.5, 1), (0.05, 19)])
def test_3_the_centre_adds_its_leverage_to_every_local_tenge(share, expected):
    """(1 - m) / m: one at half and half, nineteen at five per cent; in the money tables too."""
    assert closed_forms.leverage(share) == pytest.approx(expected)
    result = simulate(certain(rule__grant__local_share=share), inputs_of(539), draws=2)
    assert result.national("central") / result.national("local") == pytest.approx(expected, rel=1e-5)


def test_4_a_greedy_start_makes_a_saw_tooth_and_a_steady_one_does_not():
    """All money is bound for three years by the first 37; starting floor(37.8 / 3) = 12 a year goes on for ever."""
    three_years = {"grant_duration": 3}
    greedy = simulate(certain(three_years), inputs_of(539), draws=2)
    assert greedy.national("started")[:, 0].tolist() == [37, 0, 0, 37, 0, 0]
    steady = simulate(certain(three_years, {"pacing": "steady"}), inputs_of(539), draws=2)
    assert steady.national("started")[:, 0].tolist() == [12] * 6
    for result in (greedy, steady):
        assert np.all(result.national("local") <= 539 + 1e-3)


def test_5_whole_projects_lose_half_a_project_a_region_on_average():
    """sum floor(x) lies within R below sum x, and with uniform fractions E[x - floor(x)] = 1/2 each."""
    budgets = UNIFORM.uniform(0, 200, 400)
    price = 0.5 * 28.5
    counts = active(simulate(certain(), inputs_of(budgets), draws=1))[0]
    real = (budgets / price).sum()
    assert real - 400 < counts <= real
    assert real - counts == pytest.approx(closed_forms.expected_loss_to_floors(400), rel=0.1)
    assert closed_forms.expected_loss_to_floors(8) == 4.0


def test_6_fundable_applications_are_poisson_again():
    """Thinning: keep each of Poisson(lambda) with chance p and Poisson(lambda p) is left, mean = variance."""
    waiting = UNIFORM.standard_exponential(200_000, dtype=np.float32)
    counts = poisson_from_waiting(np.full(200_000, 3 * 0.28, np.float32), waiting)
    assert counts.mean() == pytest.approx(0.84, abs=0.01)
    assert counts.var() == pytest.approx(0.84, abs=0.02)
    assert np.mean(counts >= 1) == pytest.approx(closed_forms.reach_of_specification(3, 0.28), abs=0.005)
    assert closed_forms.reach_of_specification(3, 0.28) == pytest.approx(0.568, abs=1e-3)


def test_6_the_pipeline_of_the_engine_is_thinned_alike():
    """Five sessions x 3 specifications x 0.6 approved x (1 - exp(-0.84)) ready, with nothing else in the way."""
    chances = {
        "sessions_per_year": 5,
        "specifications_per_session": 3,
        "specification_approved": 0.6,
        "applications_per_specification": 3,
        "fundable": 0.28,
        "targeting": 0,
    }
    scenario = certain(chances, {"limit_pipeline": True, "limit_budget": False}, rule="no_rule")
    counts = simulate(scenario, inputs_of([50] * 20), draws=8000).national("started")[1]
    mean = 5 * 3 * 0.6 * closed_forms.reach_of_specification(3, 0.28)
    assert counts.mean() == pytest.approx(mean, abs=4 * np.sqrt(mean / 8000))
    assert counts.var() == pytest.approx(mean, rel=0.06)


def test_7_dropout_leaves_a_geometric_sum_running():
    """s (1 + (1 - d) + (1 - d)^2) = s (1 - (1 - d)^D) / d; without dropout s D."""
    assert closed_forms.steady_active(12, 3, 0) == 36
    assert closed_forms.steady_active(12, 3, 1e-9) == pytest.approx(36)
    scenario = certain(
        {"grant_duration": 3, "annual_dropout": 0.1}, {"divisible": True, "pacing": "steady"}, rule="concept"
    )
    starts = 539 / (0.5 * 28.5) / 3
    last = simulate(scenario, inputs_of(539), draws=2).national("active")[-1, 0]
    assert last == pytest.approx(closed_forms.steady_active(starts, 3, 0.1), rel=1e-5)


def test_8_uncertain_costs_buy_more_projects_on_average():
    """E[1 / c] = (1 + cv^2) / E[c] for a lognormal cost: 6.25 % more at cv = 0.25 (Jensen's inequality)."""
    scenario = certain({"grant_cost_variation": 0.25}, {"divisible": True})
    result = simulate(scenario, inputs_of(539), draws=20_000)
    expected = 539 / 0.5 * closed_forms.mean_inverse_cost(28.5, 0.25)
    assert expected == pytest.approx(539 / 0.5 / 28.5 * 1.0625)
    assert result.national("started").mean() == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize("elasticity", [0.0, 0.4, 1.0])
def test_9_regions_answer_a_lower_rate_with_less_money_and_more_research(elasticity):
    """Research bought is m^-eps, local outlay m^(1 - eps) of what full price gives."""
    share = np.float32(0.2)
    assert responding_share(share, np.float32(elasticity)) == pytest.approx(0.2 ** (1 - elasticity), rel=1e-6)
    scenario = certain({"elasticity": elasticity}, {"divisible": True}, rule__grant__local_share=0.2)
    result = simulate(scenario, inputs_of(539), draws=1)
    assert result.national("local")[0, 0] == pytest.approx(539 * 0.2 ** (1 - elasticity), rel=1e-5)
    assert result.national("started")[0, 0] == pytest.approx(539 / 28.5 * 0.2**-elasticity, rel=1e-5)


def test_10_sobol_indices_of_a_product_are_known():
    """prod(1 + v_i) - 1 is the relative variance; scipy's estimator must find each factor's part of it."""
    from scipy.stats import lognorm, sobol_indices

    spreads = np.array([0.5, 0.3, 0.2])
    first, total = closed_forms.product_sobol(spreads)
    found = sobol_indices(func=lambda x: x.prod(axis=0)[None, :], n=16_384, dists=[lognorm(s) for s in spreads], rng=1)
    assert np.ravel(found.first_order) == pytest.approx(first, abs=0.02)
    assert np.ravel(found.total_order) == pytest.approx(total, abs=0.02)
    assert first == pytest.approx([0.6144, 0.2037, 0.0883], abs=1e-4)
    assert first.sum() < 1 < total.sum()


def test_11_both_ways_of_splitting_a_change_sum_exactly():
    """LMDI: sum L ln(x1/x0) = L ln(N1/N0) = N1 - N0. Shapley: every order telescopes to v(all) - v(none)."""
    before, after = [539, 0.5, 2, 0.9, 1.3], [700, 0.6, 3, 1.4, 1.1]
    assert log_mean_decomposition(before, after).sum() == pytest.approx(np.prod(after) - np.prod(before))

    def worth(members: frozenset[int]) -> np.ndarray:
        return np.array(np.prod([after[i] if i in members else before[i] for i in range(5)]))

    assert shapley_values(5, worth).sum() == pytest.approx(np.prod(after) - np.prod(before))


def test_12_a_rate_in_proportion_to_capacity_gives_every_region_the_same():
    """m proportional to f and B proportional to f: N = B / (m c) is the same everywhere, Gini 0."""
    capacity = np.array([0.4, 0.8, 1.2, 1.6])
    rule = {
        "instruments": {
            "grant": {"local_share": {"smooth": {"mean": 0.5, "exponent": 1.0}}},
            "programme": {"local_share": 0.05},
        }
    }
    scenario = certain(choices={"divisible": True}, rule=rule)
    result = simulate(scenario, inputs_of(100 * capacity, fiscal_capacity=capacity), draws=1)
    counts = result.active[0, :, 0, 0]
    assert counts == pytest.approx([100 / 0.5 / 28.5] * 4, rel=1e-5)
    assert gini(counts) == pytest.approx(0, abs=1e-6)


def test_13_rounding_at_random_keeps_the_mean_with_less_spread_than_a_binomial():
    """E[floor(x + U)] = x; the variance is f (1 - f) of the fraction f, below n p (1 - p)."""
    kept = stochastic_rounding(np.full(200_000, 7 * 0.92), UNIFORM.random(200_000))
    assert kept.mean() == pytest.approx(6.44, abs=0.005)
    assert kept.var() == pytest.approx(0.44 * 0.56, abs=0.005)
    assert kept.var() < 7 * 0.92 * 0.08


@pytest.mark.parametrize(("probability", "draws", "error"), [(0.035, 10_000, 0.0018), (0.035, 500, 0.0082)])
def test_14_the_error_of_a_probability_is_printed(probability, draws, error):
    """sqrt(p (1 - p) / n)."""
    assert closed_forms.probability_error(probability, draws) == pytest.approx(error, abs=5e-5)
    hits = np.arange(10_000) < 350
    assert probability_with_error(hits)[1] == pytest.approx(0.0018, abs=5e-5)


def test_15_seven_grants_need_exactly_a_hundred_million():
    """7 m c = 7 * 0.5 * 28.5 = 99.75."""
    goal, lever = Goal(7, 2026, 0.8), Lever("regions.R0.local_budget", 0.0, 400.0)
    answer = goal_seek(certain(), inputs_of(50), lever, goal, draws=2)
    assert answer.status == "reached"
    assert answer.fails_at < 99.75 <= answer.reaches_at + 1e-3
    assert answer.reaches_at - answer.fails_at < 0.1


def test_16_regret_is_never_negative_and_nothing_for_the_best():
    outcomes = UNIFORM.poisson(3, (500, 4)).astype(float)
    missed = regret(outcomes)
    assert np.all(missed >= 0)
    assert np.all(missed[np.arange(500), outcomes.argmax(axis=1)] == 0)
    enough = satisficing(outcomes, 3)
    assert np.all((enough >= 0) & (enough <= 1))
    assert satisficing(np.array([[1.0, 5.0], [4.0, 5.0]]), 4).tolist() == [0.5, 1.0]


def test_volatile_budgets_keep_their_mean_growth():
    """E[exp(s z - s^2 / 2)] = 1, so the mean grows by g whatever the spread; shocks are correlated by rho."""
    budgets = VolatileBudgets(("a", "b"), YEARS, np.array([100.0, 100.0]), growth=0.1, volatility=0.3, correlation=0.5)
    paths = budgets.paths(
        UNIFORM.random((40_000, 2, 6)), UNIFORM.standard_normal((40_000, 6)), UNIFORM.standard_normal((40_000, 2, 6))
    )
    assert paths.mean(axis=0)[0] == pytest.approx(100 * 1.1 ** np.arange(1, 7), rel=0.02)
    steps = np.diff(np.log(paths), axis=2)
    assert np.corrcoef(steps[:, 0, 2], steps[:, 1, 2])[0, 1] == pytest.approx(0.5, abs=0.02)


def test_common_futures_make_a_difference_surer():
    """var(B - A) = var A + var B - 2 cov: with the same random numbers the covariance is large."""
    base = UNIFORM.standard_normal(5000)
    row = difference(base, base + 0.1 * UNIFORM.standard_normal(5000) + 0.05)
    assert row["low"] < 0.05 < row["high"]
    assert row["variance_ratio"] > 100
