"""How the five indicators are counted is a choice, and the choice has a reason."""

import numpy as np
import pytest

from foresight.funding.engine import simulate
from foresight.funding.scenario import read_scenario
from foresight.problems import Problem
from foresight.statistics.shipped import read_targets
from foresight.targets.indicators import (
    INDICATORS,
    OPTIONS,
    CountingChoices,
    indicator_draws,
    reached,
)
from tests.funding.cases import certain, inputs_of, shipped


class Known:
    """Two years, two futures, by hand."""

    years = (2029, 2030)
    tables = {
        "sessions": [[5, 4], [5, 5]],
        "specifications": [[2, 3], [4, 1]],
        "recommendations": [[1, 1], [2, 0]],
        "started": [[1, 0], [2, 0]],
        "active": [[1, 0], [3, 0]],
        "local": [[10.0, 0.0], [40.0, 0.0]],
        "private": [[0.0, 0.0], [10.0, 0.0]],
        "central": [[10.0, 0.0], [40.0, 0.0]],
        "in_kind": [[0.0, 0.0], [10.0, 0.0]],
    }

    def national(self, name):
        return np.array(self.tables[name], dtype=float)

    def denominator(self, name):
        return np.full((2, 2), {"gerd": 5000.0, "public_rd": 2500.0}[name])


def test_every_indicator_of_the_table_is_counted():
    assert set(read_targets()["indicator"]) == set(INDICATORS) == set(indicator_draws(Known()))


def test_counts_by_year_and_since_the_beginning():
    yearly = indicator_draws(Known())
    total = indicator_draws(
        Known(), CountingChoices("cumulative", "cumulative", "cumulative", recommendations="cumulative")
    )
    assert yearly["foresight_sessions"].tolist() == [[5, 4], [5, 5]]
    assert total["foresight_sessions"].tolist() == [[5, 4], [10, 9]]
    assert yearly["active_projects"].tolist() == [[1, 0], [3, 0]]
    assert total["active_projects"].tolist() == [[1, 0], [3, 0]]
    assert total["technical_specifications"].tolist() == [[2, 3], [6, 4]]
    started = indicator_draws(Known(), CountingChoices(active_projects="started"))
    assert started["active_projects"].tolist() == [[1, 0], [2, 0]]


def test_the_share_depends_on_what_it_is_a_share_of():
    """(40 + 10 + 10 in kind) of 100 mln is 60 %; of 5,000 mln GERD it is 1.2 %, of 2,500 mln public R&D 2.4 %."""
    shares = {
        base: indicator_draws(Known(), CountingChoices(cofinancing_share=base))["cofinancing_share"][1, 0]
        for base in OPTIONS["cofinancing_share"]
    }
    assert shares == pytest.approx({"regional_projects": 0.6, "gerd": 0.012, "public_rd": 0.024})


def test_contributions_in_kind_can_be_left_out():
    choices = CountingChoices(in_kind_counts=False)
    assert indicator_draws(Known(), choices)["cofinancing_share"][1, 0] == pytest.approx(0.5)


def test_a_share_of_nothing_is_not_a_share_and_reaches_nothing():
    values = indicator_draws(Known())["cofinancing_share"]
    assert np.isnan(values[:, 1]).all()
    assert reached(values[1], 0.02).tolist() == [True, False]


def test_the_share_of_a_simulated_rule_is_the_rule():
    result = simulate(certain(), inputs_of(539.0), draws=3)
    assert result.indicators()["cofinancing_share"] == pytest.approx(0.5)


def test_every_default_has_a_reason_and_every_own_choice_is_marked():
    choices = CountingChoices()
    assert all(choices.reason(indicator) not in ("", "own_choice") for indicator in INDICATORS)
    assert CountingChoices(active_projects="started").reason("active_projects") == "own_choice"


def test_an_unknown_counting_rule_is_named():
    with pytest.raises(
        Problem, match="active_projects cannot be counted as wished: one of active, started, cumulative"
    ):
        CountingChoices(active_projects="wished")


def test_gerd_grows_from_its_last_figure():
    result = simulate(read_scenario("concept"), shipped(), draws=50)
    growth = 1 + result.levels["rd_expenditure_growth"][0]
    assert result.denominator("gerd")[0] == pytest.approx(219_669.8 * growth, rel=1e-5)
    assert result.denominator("gerd")[5] == pytest.approx(219_669.8 * growth**6, rel=1e-5)
