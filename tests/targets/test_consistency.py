"""The targets against each other and the rule: every finding proven by arithmetic that anybody can redo."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.statistics.shipped import read_observations
from foresight.targets.consistency import ConsistencyFigures, consistency_findings, figures_from
from foresight.targets.indicators import INDICATORS
from tests.funding.cases import shipped

INPUTS = shipped()
FIGURES = figures_from(INPUTS, INPUTS.targets, read_observations())
FOUND = {finding.code: finding for finding in consistency_findings(FIGURES)}

OPERATIONS = {
    "multiply": lambda *terms: math.prod(terms),
    "divide": lambda above, below: above / below,
    "subtract": lambda first, second: first - second,
    "add": lambda *terms: math.fsum(terms),
    "minimum": min,
    "leverage": lambda money, share: money / share - money,
    "root_growth": lambda times, years, growth: (1 + growth) * times ** (1 / years) - 1,
    "at_least_one": lambda applications, chance: 1 - math.exp(-applications * chance),
}


def redo(findings):
    for finding in findings:
        for step in finding.steps:
            if step.operation != "count":
                values = [value for _, value in step.terms]
                assert OPERATIONS[step.operation](*values) == pytest.approx(step.result), (finding.code, step.code)


def test_every_step_can_be_redone():
    redo(FOUND.values())


def test_one_or_two_per_cent_lie_below_the_rules_own_floor():
    """Concept audit, item 31: any mix of projects at 5 and 50 % has at least 5 %."""
    finding = FOUND["share_below_the_rule"]
    assert finding.severity == "contradiction"
    assert finding.values == {"floor": 0.05, "years": (2028, 2029, 2030), "targets": (0.01, 0.01, 0.02)}


def test_two_per_cent_of_gerd_need_eight_times_the_local_money():
    """2 % of 219,669.8 = 4,393.4 mln = 8.15 x 539.0; 41.9 % a year for six years with GERD standing still."""
    values = FOUND["share_of_gerd_needs"].values
    assert values["needed"] == pytest.approx(4393.4, abs=0.1)
    assert values["times"] == pytest.approx(8.15, abs=0.005)
    assert values["share_today"] == pytest.approx(0.00245, abs=5e-6)
    expected = {0.0: 0.419, 0.1: 0.56, 0.2: 0.70, 0.27: 0.80}
    assert values["growth"] == pytest.approx(expected, abs=0.005)


def test_two_per_cent_would_pay_for_forty_times_seven_projects():
    """7 grants need 99.75 mln of local money; 4,393.4 mln buy 308 grant-years at 50 %."""
    finding = FOUND["projects_far_from_share"]
    assert finding.severity == "contradiction"
    assert finding.values["local_money"] == pytest.approx(99.75)
    assert finding.values["bought"] == pytest.approx(308.3, abs=0.1)
    assert finding.values["times"] == pytest.approx(44.04, abs=0.01)
    steps = {step.code: step.result for step in finding.steps}
    assert steps["part_of_local_budget"] == pytest.approx(0.185, abs=5e-4)
    assert steps["part_of_gerd"] == pytest.approx(0.00045, abs=5e-6)


def test_the_centre_would_have_to_add_nineteen_tenge_to_each_at_five_per_cent():
    values = FOUND["central_money_needed"].values
    assert values["grant"] == pytest.approx(539.04, abs=0.01)
    assert values["programme"] == pytest.approx(10_241.8, abs=0.1)


def test_five_sessions_a_year_reach_twenty_regions_in_four_years():
    values = FOUND["sessions_reach_all_regions"].values
    assert (values["total"], values["years"], values["year"], values["per_region"]) == (25, 4, 2029, 1.25)


def test_specifications_per_session_rise_from_less_than_half_to_three():
    values = FOUND["specifications_per_session_rise"].values
    assert (values["first"], values["last"], values["times"]) == pytest.approx((0.4, 3.0, 7.5))


def test_the_planned_specifications_would_suffice_for_the_planned_projects():
    """20 specifications of 2027-2029 stand behind 2030; at 0.568 x 0.92 they give 10.5 projects for 7."""
    finding = FOUND["specifications_suffice"]
    steps = {step.code: step.result for step in finding.steps}
    assert steps["specifications_behind_2030"] == 20
    assert steps["projects_expected_2030"] == pytest.approx(10.46, abs=0.01)
    assert steps["projects_expected_2027"] == pytest.approx(1.05, abs=0.01)


def test_six_regions_can_pay_their_part_of_one_grant():
    values = FOUND["few_regions_can_pay_one_grant"].values
    assert (values["able"], values["published"], values["regions"]) == (6, 8, 20)


def test_the_local_share_has_been_falling():
    values = FOUND["local_share_has_been_falling"].values
    assert values["last_year"] == 2024
    assert values["last"] < values["first"]


def test_contradictions_come_first():
    order = [finding.severity for finding in consistency_findings(FIGURES)]
    assert order == sorted(order, key=("contradiction", "tension", "fits").index)


def test_other_targets_give_other_findings():
    """With 50 % of project cost as the target, the first contradiction is gone."""
    targets = {**FIGURES.targets, **{("cofinancing_share", year): 0.5 for year in (2028, 2029, 2030)}}
    codes = {finding.code for finding in consistency_findings(replace(FIGURES, targets=targets))}
    assert "share_fits_the_rule" in codes
    assert "share_below_the_rule" not in codes


def test_eight_times_the_local_money_makes_two_per_cent_fit():
    found = {f.code: f for f in consistency_findings(replace(FIGURES, local_budget=4400.0))}
    assert found["share_of_gerd_needs"].severity == "fits"


def test_fewer_good_applications_make_the_specifications_too_few():
    found = {f.code: f for f in consistency_findings(replace(FIGURES, fundable=0.1))}
    assert found["specifications_too_few"].severity == "tension"
    assert 2030 in found["specifications_too_few"].values["lacking"]


def test_fewer_sessions_miss_regions():
    targets = {**FIGURES.targets, **{("foresight_sessions", year): 2.0 for year in range(2026, 2031)}}
    found = {f.code: f for f in consistency_findings(replace(FIGURES, targets=targets))}
    assert found["sessions_miss_regions"].severity == "tension"


def test_no_targets_no_contradiction():
    codes = {finding.code for finding in consistency_findings(replace(FIGURES, targets={}))}
    assert not codes & {"share_below_the_rule", "projects_far_from_share", "share_of_gerd_needs"}


@given(
    st.floats(0.001, 0.9),
    st.floats(0.5, 60),
    st.floats(100, 1e6),
    st.floats(1, 1e5),
    st.floats(0.01, 1.0),
    st.floats(0.01, 1.0),
)
@settings(max_examples=40, deadline=None)
def test_whatever_the_figures_the_arithmetic_holds(share, projects, gerd, local, grant, programme):
    figures = ConsistencyFigures(
        targets={
            ("cofinancing_share", 2030): share,
            ("active_projects", 2030): projects,
            ("foresight_sessions", 2030): 5.0,
        },
        rd_expenditure=gerd,
        local_budget=local,
        regional_budgets=(local,),
        grant_share=grant,
        programme_share=programme,
        history=((2023, local, gerd), (2024, local / 2, gerd)),
    )
    redo(consistency_findings(figures))


def test_a_target_of_zero_is_compared_with_nothing():
    nothing = {**FIGURES.targets, ("cofinancing_share", 2030): 0.0, ("active_projects", 2030): 0.0}
    codes = {finding.code for finding in consistency_findings(replace(FIGURES, targets=nothing))}
    assert not codes & {"share_of_gerd_needs", "projects_far_from_share"}


@given(
    st.lists(st.sampled_from([0.0, 0.01, 2.0, float("nan")]), min_size=3, max_size=3),
    st.lists(st.sampled_from([0.0, 0.02, 7.0]), min_size=25, max_size=25),
    st.sampled_from([0.0, 0.05, 1.0]),
    st.sampled_from([2024, 2026, 2030]),
)
@settings(max_examples=60, deadline=None)
def test_zeros_and_unknown_figures_never_break_the_panel(figures, targets, share, base_year):
    """No target, no money, no expenditure of a year: fewer findings, each still redone by hand."""
    places = [(indicator, year) for indicator in INDICATORS for year in range(2026, 2031)]
    gerd, local, public = figures
    redo(
        consistency_findings(
            ConsistencyFigures(
                targets=dict(zip(places, targets)),
                rd_expenditure=gerd,
                local_budget=local,
                public_rd=public,
                regional_budgets=(local,) if local == local else (),
                history=((2023, 1.0, 0.0), (2024, 0.0, 10.0), (2025, 1.0, 20.0)),
                grant_share=share,
                programme_share=share / 10,
                base_year=base_year,
                earmark=share,
                fundable=share,
            )
        )
    )


def test_wrong_figures_are_named():
    with pytest.raises(Problem, match="local_budget must not be negative, but is -1"):
        replace(FIGURES, local_budget=-1)
    with pytest.raises(Problem, match="grant_cost must be positive, not 0"):
        replace(FIGURES, grant_cost=0)
    with pytest.raises(Problem, match="grant_share 1.5 is not a share"):
        replace(FIGURES, grant_share=1.5)
