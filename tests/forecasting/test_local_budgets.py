"""Local budgets: states and amounts, never a fraction of a budget."""

import numpy as np
import pandas as pd
import pytest

from foresight.forecasting.local_budgets import fit_local_budgets
from foresight.problems import Problem


def frame(series, first=2020):
    """None is a printed dash, 0 a printed zero, "?" a missing year."""
    rows = []
    for name, values in series.items():
        for place, value in enumerate(values):
            status = "not_published" if value is None else "missing" if value == "?" else "published"
            rows.append((name, first + place, np.nan if status != "published" else value, status))
    return pd.DataFrame(rows, columns=["unique_id", "ds", "y", "status"])


SERIES = {
    "always": [60, 50, 55, 75, 65],
    "again": [20, None, 37, 72, 49],
    "stopped": [58, 52, 56, 75, None],
    "never": [None] * 5,
    "zero": [0, 0, 0, 0, 0],
    "once": [None, 18, None, None, None],
}
NATIONAL = {2020: 160.0, 2021: 120.0, 2022: 148.0, 2023: 222.0, 2024: 134.0}


@pytest.fixture
def model():
    return fit_local_budgets(frame(SERIES), 2027, national=NATIONAL)


def chance(model, draws=4000, seed=0):
    numbers = np.random.default_rng(seed)
    shape = (draws, len(model.regions), len(model.years))
    return numbers.random(shape), numbers.standard_normal((draws, shape[2])), numbers.standard_normal(shape)


def test_the_national_total_tells_what_is_hidden(model):
    hidden = model.hidden.set_index("ds")
    assert hidden["hidden"].tolist() == pytest.approx([22.0, 0.0, 0.0, 0.0, 20.0])
    assert hidden.loc[2024, "hidden_share"] == pytest.approx(20 / 134)


def test_published_hidden_and_zero_are_three_things(model):
    assert dict(zip(model.regions, model.last_state, strict=True)) == {
        "always": "funded",
        "again": "funded",
        "stopped": "not_published",
        "never": "not_published",
        "zero": "zero",
        "once": "not_published",
    }
    now = dict(zip(model.regions, model.funded_now, strict=True))
    assert now["always"] == 1.0
    assert now["zero"] == 0.0
    assert now["stopped"] > 0.2 > now["never"] > 0.0


def test_where_the_total_hides_nothing_a_dash_is_a_zero():
    model = fit_local_budgets(frame(SERIES), 2027, national={**NATIONAL, 2024: 114.0})
    assert model.last_state[2] == "zero"
    assert model.funded_now[2] == 0.0


def test_without_a_total_a_dash_counts_as_not_funded():
    assert fit_local_budgets(frame(SERIES), 2027).funded_now.tolist() == [1, 1, 0, 0, 0, 0]


def test_a_state_persists(model):
    chance_of = model.funded_probability()
    assert chance_of[0, 0] > 0.6
    assert chance_of[4, 0] < 0.35
    assert chance_of[0, 0] > chance_of[2, 0] > chance_of[4, 0]


def test_the_summary_never_multiplies_chance_and_amount(model):
    summary = model.summary()
    row = summary[(summary["unique_id"] == "stopped") & (summary["ds"] == 2025)].iloc[0]
    assert 0 < row["funded_probability"] < 1
    assert row["amount"] == pytest.approx(60, rel=0.25)  # near what it was when funded
    assert row["amount-lo-80"] < row["amount"] < row["amount-hi-80"] < row["amount-hi-95"]
    assert not {"expected", "mean"} & set(summary.columns)


def test_paths_are_nothing_or_an_amount(model):
    paths = model.paths(*chance(model))
    assert paths.shape == (4000, 6, 3)
    assert (paths == 0).any()
    assert paths[paths > 0].min() > 1.0
    assert (paths > 0).mean(axis=0) == pytest.approx(model.funded_probability(), abs=0.03)
    funded = paths[:, 0, 0][paths[:, 0, 0] > 0]
    assert np.median(funded) == pytest.approx(np.exp(model.log_median[0, 0]), rel=0.08)


def test_a_draw_depends_only_on_its_own_numbers(model):
    states, common, own = chance(model, 50)
    assert model.paths(states, common, own)[:7].tolist() == model.paths(states[:7], common[:7], own[:7]).tolist()


def test_years_before_a_region_existed_say_nothing(model):
    out = {("never", year) for year in (2020, 2021, 2022, 2023)}
    young = fit_local_budgets(frame(SERIES), 2027, national=NATIONAL, exclusions=out)
    assert young.start[3] > model.start[3]


def test_a_region_never_funded_takes_the_amount_of_the_panel(model):
    assert model.years_funded == (5, 4, 4, 0, 0, 1)
    assert model.log_median[3, 0] == pytest.approx(model.log_median[4, 0])
    assert model.log_deviation[3, 0] > model.log_deviation[0, 0]


def test_funding_from_a_year_on_is_sure(model):
    planned = model.funded_from("never", 2026, amount=30.0)
    paths = planned.paths(*chance(model))
    assert (paths[:, 3, 1:] > 0).all()
    assert np.median(paths[:, 3, 2]) == pytest.approx(30.0, rel=0.1)
    assert planned.funded_probability()[3].tolist()[1:] == [1.0, 1.0]
    assert planned.funded_probability()[3, 0] == model.funded_probability()[3, 0]


def test_a_programme_that_ends_leaves_nothing(model):
    assert (model.ends_in("always", 2026).paths(*chance(model))[:, 0, 1:] == 0).all()


def test_scaling_scales_amounts_and_not_chances(model):
    one, twice = model.paths(*chance(model)), model.scaled(2.0).paths(*chance(model))
    assert twice == pytest.approx(2 * one)


def test_amounts_do_not_depend_on_the_unit():
    thousand = {name: [v * 1000 if v else v for v in values] for name, values in SERIES.items()}
    one, other = (fit_local_budgets(frame(each), 2026) for each in (SERIES, thousand))
    assert other.log_median - np.log(1000) == pytest.approx(one.log_median)
    assert other.stay == pytest.approx(one.stay)


def test_bad_input_is_named(model):
    with pytest.raises(Problem, match="horizon 2024 lies in the past: the last year of the panel is 2024"):
        fit_local_budgets(frame(SERIES), 2024)
    with pytest.raises(Problem, match="no region has a published local budget"):
        fit_local_budgets(frame({"never": [None] * 3}), 2026)
    with pytest.raises(Problem, match="column status is missing"):
        fit_local_budgets(frame(SERIES).drop(columns="status"), 2026)
    with pytest.raises(Problem, match="unknown region KZ-99: one of always"):
        model.ends_in("KZ-99", 2026)
    with pytest.raises(Problem, match="amount for never must be positive"):
        model.funded_from("never", 2026, amount=-1)
    states, common, own = chance(model, 5)
    with pytest.raises(Problem, match="own_normals must have the shape"):
        model.paths(states, common, own[:, :3])
    negative = fit_local_budgets(frame({**SERIES, "minus": [5, -7, 8, 9, 9]}), 2026)
    assert [one.code for one in negative.problems] == ["negative_money"]


def test_one_region_alone_is_a_panel_too():
    model = fit_local_budgets(frame({"only": [10, 12, 11]}), 2025)
    assert model.log_median[0, 0] == pytest.approx(np.log(11), abs=0.1)
    assert 0.5 < model.funded_probability()[0, 0] < 1


def test_years_that_have_come_stand_in_front_of_the_forecast(model):
    amounts = np.full((len(model.regions), 2), np.nan)
    amounts[0] = [12.5, 0.0]
    longer = model.reaching_back(amounts)
    assert longer.years == (model.last_year - 1, model.last_year, *model.years)
    source = np.random.default_rng(1)
    shape = (400, len(model.regions), len(longer.years))
    paths = longer.paths(source.random(shape), source.standard_normal((400, shape[2])), source.standard_normal(shape))
    assert paths[:, 0, 0] == pytest.approx(12.5)
    assert (paths[:, 0, 1] == 0).all()
    assert (paths[:, 1:, 0] == 0).all()
    assert longer.funded_probability()[:, 1] == pytest.approx(
        np.where(np.arange(len(model.regions)) == 0, 0, model.funded_now)
    )


def test_what_comes_after_a_year_that_has_come_hangs_on_its_state(model):
    known = np.where(model.funded_now[:, None] == 1, 10.0, np.nan)
    longer = model.reaching_back(known)
    assert longer.funded_probability()[:, 1:] == pytest.approx(model.funded_probability())
