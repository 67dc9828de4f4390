"""Comparing, explaining and searching: exact sums, known answers, honest errors."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from foresight.funding.budgets import VolatileBudgets
from foresight.funding.comparison import compare, compare_all
from foresight.funding.distribution import gini, regional_distribution, winners_and_losers
from foresight.funding.engine import count_projects, simulate
from foresight.funding.goal_seek import Goal, Lever, bisect_first, goal_seek, least_package
from foresight.funding.model import resolve, varied
from foresight.funding.robustness import robustness
from foresight.funding.scenario import Change, Scenario, read_scenario
from foresight.funding.tornado import assumption_load, correlation_ratio, tornado
from foresight.funding.waterfall import (
    differing_paths,
    mixed_scenario,
    sampled_shapley_values,
    shapley_values,
    waterfall,
)
from foresight.problems import Problem
from tests.funding.cases import YEARS, certain, inputs_of, scenario_of, shipped

INPUTS = shipped()
DRAWS = 1200


@pytest.fixture(scope="module")
def results():
    return {name: simulate(read_scenario(name), INPUTS, draws=DRAWS) for name in ("baseline", "concept", "waiver")}


def test_the_difference_of_two_scenarios_is_taken_future_by_future(results):
    frame = compare(results["baseline"], results["concept"], measures=["active"], by_region=True)
    row = frame[(frame["region"] == "KZ") & (frame["year"] == 2030)].iloc[0]
    gap = results["concept"].national("active")[-1] - results["baseline"].national("active")[-1]
    assert row["difference"] == pytest.approx(gap.mean())
    assert row["low"] < row["difference"] < row["high"]
    regions = frame[(frame["region"] != "KZ") & (frame["year"] == 2030)]
    assert regions["difference"].sum() == pytest.approx(row["difference"], abs=1e-6)


def test_common_futures_cut_the_variance_of_a_difference_several_times(results):
    frame = compare(results["baseline"], results["concept"], measures=["active"])
    assert frame[frame["year"] == 2030]["variance_ratio"].iloc[0] > 3


def test_a_scenario_does_not_differ_from_itself(results):
    frame = compare(results["concept"], results["concept"])
    assert (frame["difference"] == 0).all()
    assert (frame["standard_error"] == 0).all()


def test_any_scenario_is_compared_with_any(results):
    frame = compare_all(results, "active", 2030)
    assert len(frame) == 3
    assert set(frame["first_scenario"]) | set(frame["second_scenario"]) == set(results)


def test_different_futures_are_not_compared(results):
    other = simulate(read_scenario("concept"), INPUTS, draws=DRAWS, seed=2)
    with pytest.raises(Problem, match="not drawn alike: seeds 1, 2"):
        compare(results["baseline"], other)
    with pytest.raises(Problem, match="unknown measure joy"):
        compare(results["baseline"], results["concept"], measures=["joy"])
    with pytest.raises(Problem, match="year 2040 is outside"):
        compare_all(results, "active", 2040)


def test_a_fair_share_of_a_simple_game_is_known():
    """A glove game: a left and two right gloves; a pair is worth 1. Shapley: 2/3, 1/6, 1/6."""

    def worth(members):
        return np.array(float(0 in members and len(members) > 1))

    assert shapley_values(3, worth) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    shares, errors = sampled_shapley_values(3, worth, np.random.default_rng(1), orders=400)
    assert shares.sum() == pytest.approx(1)
    assert shares == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=4 * errors.max() + 0.01)


def test_the_steps_of_a_waterfall_sum_exactly():
    steps = waterfall(read_scenario("baseline"), read_scenario("package"), INPUTS, draws=300)
    assert steps.method == "all_orders"
    assert steps.start + sum(part.value for part in steps.contributions) == pytest.approx(steps.end, abs=1e-9)
    assert {part.path for part in steps.contributions} == set(
        differing_paths(read_scenario("baseline"), read_scenario("package"))
    )
    assert steps.start == pytest.approx(
        simulate(read_scenario("baseline"), INPUTS, draws=300).national("active")[-1].mean(), abs=1e-6
    )


def test_more_than_six_steps_are_sampled_and_still_sum():
    names = ("earmark", "targeting", "take_up", "absorption", "fundable", "elasticity", "session_held")
    second = scenario_of(dict.fromkeys(names, 0.9), None, "concept")
    steps = waterfall(read_scenario("baseline"), second, INPUTS, draws=30)
    assert steps.method == "sampled_orders"
    assert len(steps.contributions) == 8
    assert steps.start + sum(part.value for part in steps.contributions) == pytest.approx(steps.end, abs=1e-6)
    assert all(part.order_error >= 0 for part in steps.contributions)


def test_a_mixed_scenario_takes_whole_paths():
    first = Scenario("a", (Change("rule", YEARS, "concept"), Change("parameters.earmark", (2027,), 0.4)))
    second = Scenario("b", (Change("parameters.earmark", (2028,), 0.9),))
    mixed = mixed_scenario(first, second, ["parameters.earmark"])
    assert [(change.path, change.years) for change in mixed.changes] == [
        ("rule", YEARS),
        ("parameters.earmark", (2028,)),
    ]
    assert mixed_scenario(first, second, []).changes == first.changes


def test_the_tornado_points_the_right_way_and_is_sorted():
    frame = tornado(read_scenario("concept"), INPUTS, draws=400, names=["budget_growth", "team_size", "earmark"])
    assert frame["swing"].abs().is_monotonic_decreasing
    swings = frame.set_index("name")["swing"]
    assert swings["budget_growth"] > 0
    assert swings["earmark"] > 0
    assert swings["team_size"] <= 0
    assert frame["middle"].nunique() == 1


def test_a_parameter_without_influence_has_no_swing():
    idle = ["displacement", "private_partner_found"]
    frame = tornado(read_scenario("concept"), INPUTS, draws=200, names=idle)
    assert (frame["swing"] == 0).all()
    assert not set(idle) & set(varied(resolve(read_scenario("concept"), INPUTS)))


def test_beside_a_forecast_the_random_walk_is_idle():
    paths = VolatileBudgets(INPUTS.regions, INPUTS.years, np.full(20, 50.0))
    model = resolve(read_scenario("concept"), replace(INPUTS, budget_paths=paths))
    assert "budget_growth" in varied(resolve(read_scenario("concept"), INPUTS))
    assert not {"budget_growth", "entry_hazard"} & set(varied(model))


def test_a_correlation_ratio_of_known_parts():
    """y = 2 a + b: a explains 4/5, b explains 1/5, c nothing."""
    a, b, c = np.random.default_rng(8).standard_normal((3, 20_000))
    assert correlation_ratio(a, 2 * a + b, 40) == pytest.approx(0.8, abs=0.02)
    assert correlation_ratio(b, 2 * a + b, 40) == pytest.approx(0.2, abs=0.02)
    assert correlation_ratio(c, 2 * a + b, 40) == pytest.approx(0.0, abs=0.005)


def test_the_assumption_load_is_a_share():
    load = assumption_load(simulate(read_scenario("concept"), INPUTS, draws=5000))
    assert sum(load.by_grade.values()) == pytest.approx(1)
    assert sum(load.by_parameter.values()) == pytest.approx(1)
    assert load.assumed == load.by_grade["C"]
    assert 0.3 < load.assumed < 0.9
    assert 0 < load.explained < 1


def test_nothing_rests_on_assumptions_where_all_is_certain():
    load = assumption_load(simulate(certain(), inputs_of(539.0), draws=200))
    assert load.assumed == 0
    assert load.explained == 0


def test_halving_finds_where_a_condition_begins():
    low, high = bisect_first(lambda value: value >= np.pi, 0.0, 8.0, 30)
    assert low < np.pi <= high
    assert high - low < 1e-7


def test_a_goal_can_lie_in_the_other_direction():
    """Fewer per cent, more projects: seven of 28.5 mln from 50 mln at m = 50 / 199.5 = 0.2506."""
    answer = goal_seek(certain(), inputs_of(50.0), Lever("rule.grant.local_share", 0.05, 0.95), Goal(7, 2025), draws=2)
    assert answer.status == "reached"
    assert answer.fails_at > 50 / 199.5 >= answer.reaches_at - 1e-3


def test_what_cannot_be_reached_is_said_plainly():
    answer = goal_seek(read_scenario("concept"), INPUTS, Lever("parameters.earmark", 0.5, 1.0), Goal(50), draws=100)
    assert answer.status == "not_reachable"
    assert np.isnan(answer.reaches_at)
    assert answer.probability == 0


def test_what_is_reached_already_is_said_too():
    answer = goal_seek(certain(), inputs_of(539.0), Lever("regions.R0.local_budget", 539, 900), Goal(3), draws=2)
    assert answer.status == "already_reached"


def test_the_answer_widens_by_the_error_of_the_simulation():
    answer = goal_seek(
        read_scenario("package"), INPUTS, Lever("parameters.budget_level", 1.0, 10.0), Goal(5, 2030, 0.6), draws=400
    )
    assert answer.sure_from <= answer.fails_at < answer.reaches_at <= answer.sure_to
    assert answer.probability >= 0.6
    assert list(answer.tried) == sorted(answer.tried)


def test_sessions_and_years_are_sought_and_packed_as_whole_numbers():
    package, goal = read_scenario("package"), Goal(6, 2030, 0.6)
    sessions = Lever("parameters.sessions_per_year", 5, 20)
    alone = goal_seek(package, INPUTS, sessions, goal, draws=200)
    assert alone.status == "reached"
    assert alone.reaches_at == alone.fails_at + 1 == int(alone.reaches_at)
    money = Lever("parameters.budget_level", 1.0, 1.2)
    together = least_package(package, INPUTS, [sessions, money], goal, draws=200)
    assert together.moves[sessions.path] == int(together.moves[sessions.path])
    years = Lever("parameters.grant_duration", 1, 3)
    assert goal_seek(package, INPUTS, years, Goal(1, 2030, 0.2), draws=50).status != "not_reachable"


@pytest.mark.parametrize("together", [False, True])
def test_a_package_reaches_what_no_lever_reaches_alone(together):
    """Two regions of 10 mln each: twice the money and a quarter of the rate give 2 floor(20 / 3.56) = 10 together."""
    inputs = inputs_of([10.0, 10.0])
    levers = [Lever("parameters.budget_level", 1.0, 2.0), Lever("rule.grant.local_share", 0.5, 0.125)]
    goal = Goal(10, 2025)
    for lever in levers:
        assert goal_seek(certain(), inputs, lever, goal, draws=2).status == "not_reachable"
    package = least_package(certain(), inputs, levers, goal, draws=2, together=together)
    assert package.status == "reached"
    assert set(package.moves) == {lever.path for lever in levers}
    assert 0 < package.effort <= 2


def test_a_package_that_is_not_needed_moves_nothing():
    levers = [Lever("parameters.budget_level", 1.0, 2.0)]
    assert least_package(certain(), inputs_of(539.0), levers, Goal(2), draws=2).status == "already_reached"
    assert least_package(certain(), inputs_of(5.0), levers, Goal(2), draws=2).status == "not_reachable"


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ({"projects": -1}, "-1 projects is not a goal"),
        ({"projects": 3, "probability": 1.0}, "probability 1.0 must lie between 0 and 1"),
        ({"projects": 3, "measure": "liked"}, "cannot be counted as liked"),
    ],
)
def test_wrong_goals_are_named(goal, words):
    with pytest.raises(Problem, match=words):
        Goal(**goal)


def test_a_goal_beyond_the_horizon_is_named():
    with pytest.raises(Problem, match="year 2040 is outside the horizon 2025 to 2030"):
        goal_seek(certain(), inputs_of(1.0), Lever("parameters.budget_level", 1, 2), Goal(1, 2040), draws=2)


class Enough(Exception):
    """Raised by a listener who wants no more."""


LEVERS = [Lever("parameters.budget_level", 1, 4), Lever("parameters.earmark", 0.5, 1)]
SEARCHES = {
    "waterfall": lambda tell: waterfall(
        read_scenario("baseline"), read_scenario("concept"), INPUTS, draws=20, progress=tell
    ),
    "goal_seek": lambda tell: goal_seek(read_scenario("concept"), INPUTS, LEVERS[0], Goal(1), draws=20, progress=tell),
    "least_package": lambda tell: least_package(
        read_scenario("concept"), INPUTS, LEVERS, Goal(1), draws=20, progress=tell
    ),
    "all_together": lambda tell: least_package(
        read_scenario("concept"), INPUTS, LEVERS, Goal(1), draws=20, together=True, progress=tell
    ),
}


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_that_is_stopped_works_out_nothing_more(name, monkeypatch):
    """The listener stops the second evaluation before it begins; told to the end, it hears a share that only grows."""
    heard, counted = [], []
    for module in ("waterfall", "goal_seek"):
        monkeypatch.setattr(
            f"foresight.funding.{module}.count_projects",
            lambda *given, **more: counted.append(1) or count_projects(*given, **more),
        )
    SEARCHES[name](lambda done, most: heard.append((done, most)))
    assert len(heard) == len(counted)
    assert len({most for _, most in heard}) == 1
    assert heard == sorted(heard)
    assert heard[-1][0] <= heard[-1][1]
    counted.clear()

    def stop(done, most):
        if done == 1:
            raise Enough

    with pytest.raises(Enough):
        SEARCHES[name](stop)
    assert len(counted) == 1


def test_gini_of_known_cases():
    assert gini(np.array([1.0, 1.0, 1.0, 1.0])) == 0
    assert gini(np.array([0.0, 0.0, 0.0, 8.0])) == pytest.approx(0.75)
    assert gini(np.array([1.0, 3.0])) == pytest.approx(0.25)
    assert gini(np.zeros(5)) == 0
    with pytest.raises(Problem, match="not negative: -1.0"):
        gini(np.array([-1.0, 2.0]))


def test_a_waiver_has_winners_and_no_losers(results):
    frame = winners_and_losers(results["concept"], results["waiver"], 2030).set_index("region")
    waived = [code for code, f in zip(INPUTS.regions, INPUTS.fiscal_capacity) if f < 0.6]
    assert set(frame.index[frame["verdict"] == "winner"]) == set(waived)
    assert (frame["verdict"] == "loser").sum() == 0
    assert list(frame["difference"]) == sorted(frame["difference"], reverse=True)


def test_a_waiver_brings_projects_to_more_regions_and_takes_weight_off_the_first(results):
    before, after = (regional_distribution(results[name], 2030) for name in ("concept", "waiver"))
    assert after["regions_with_projects"] > before["regions_with_projects"]
    assert after["most"] < before["most"]
    assert 0 < after["gini_projects"] < 1


def test_robustness_puts_all_scenarios_into_the_same_futures():
    names = ("baseline", "concept", "no_rule")
    found = robustness([read_scenario(name) for name in names], INPUTS, Goal(4), futures=DRAWS)
    table = found.table.set_index("scenario")
    assert np.all(found.regret >= 0)
    assert np.all(found.regret.min(axis=1) == 0)
    assert table.loc["no_rule", "satisfices"] > table.loc["concept", "satisfices"]
    assert table.loc["no_rule", "mean_regret"] < table.loc["concept", "mean_regret"]
    assert found.futures.shape == (DRAWS, len(found.futures.columns))
    expected = simulate(read_scenario("concept"), INPUTS, draws=DRAWS).national("active")[-1]
    assert np.array_equal(found.outcomes[:, 1], expected)


def test_the_conditions_of_failure_are_found_in_words():
    found = robustness([read_scenario("no_rule"), read_scenario("concept")], INPUTS, Goal(4), futures=3000)
    box = found.conditions("no_rule", "fails")
    assert box.conditions
    assert box.density > 1.5 * box.base_rate
    assert ("specifications_per_session", "below") in {(part.name, part.side) for part in box.conditions}
    with pytest.raises(Problem, match="unknown scenario fair"):
        found.conditions("fair")
    with pytest.raises(Problem, match="unknown outcome maybe"):
        found.conditions("concept", "maybe")


def test_robustness_needs_two_different_scenarios():
    with pytest.raises(Problem, match="at least two scenarios with different names"):
        robustness([read_scenario("concept")], INPUTS, Goal(4))


def test_the_table_of_a_comparison_is_a_frame(results):
    assert isinstance(compare(results["baseline"], results["concept"], measures=["local"]), pd.DataFrame)
