"""The forecast of a panel as a page sees it."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from foresight.forecasting.panel_forecast import forecast_panel
from foresight.forecasting.predictions import predict_pooled
from foresight.problems import Problem


@pytest.fixture
def forecast(panel_frame):
    return forecast_panel(panel_frame, 2030)


def codes(forecast, name):
    return {one.code for one in forecast.problems if one.unique_id == name}


def test_rows_follow_the_nixtla_convention(forecast):
    assert list(forecast.rows.columns) == [
        "unique_id",
        "ds",
        *(
            f"{method}{ending}"
            for method in ("pooled", "naive")
            for ending in ("", "-lo-80", "-hi-80", "-lo-95", "-hi-95")
        ),
        "method",
        "years_used",
        "own_weight",
        "notes",
    ]
    assert len(forecast.rows) == 20 * 6
    assert forecast.rows["ds"].unique().tolist() == [2025, 2026, 2027, 2028, 2029, 2030]
    assert forecast.methods == ("pooled", "naive")


def test_the_numbers_are_those_of_the_method(forecast, walks_of):
    reference = predict_pooled(walks_of(), np.arange(1, 7))
    assert forecast.rows["pooled"].to_numpy() == pytest.approx(reference.point.ravel())
    assert forecast.rows["own_weight"].between(0, 1).all()
    assert forecast.pooled_growth == pytest.approx(np.expm1(reference.fit.panel_growth))
    assert (forecast.rows["naive"].to_numpy() == np.repeat(walks_of()[:, -1], 6)).all()


def test_every_series_explains_itself(forecast):
    growths = forecast.own_growth
    assert list(growths.columns) == [
        "unique_id",
        "own_growth",
        "own_weight",
        "growth",
        "years_used",
        "yearly_deviation",
    ]
    assert (growths["years_used"] == 5).all()
    assert forecast.rows["method"].eq("pooled_growth").all()


def test_other_methods_come_on_demand(panel_frame):
    few = panel_frame[panel_frame["unique_id"] < "R03"]
    forecast = forecast_panel(few, 2026, methods=("pooled", "naive", "drift", "theta"))
    assert {"drift", "theta-hi-95"} <= set(forecast.rows.columns)
    assert set(forecast.scores.index) == {"naive", "pooled", "drift", "theta"}


def test_a_horizon_in_the_past_is_named_with_the_last_year(panel_frame):
    for horizon in (2024, 1999):
        with pytest.raises(
            Problem, match=f"the horizon {horizon} lies in the past: the last year of the panel is 2024"
        ):
            forecast_panel(panel_frame, horizon)


def test_growing_panels_choose_the_pooled_growth(forecast):
    assert (forecast.chosen, forecast.chosen_reason) == ("pooled", "pooled_beats_naive")
    assert forecast.scores.loc["pooled", "owa"] < 1
    assert forecast.shown()["median"].equals(forecast.rows["pooled"])


def test_a_panel_that_turns_every_year_shows_naive_and_says_why(frame_of):
    chance = np.random.default_rng(2)
    turning = {
        f"R{row}": list(100 * np.exp(0.4 * np.array([0, 1, 2, 0, 0, -2]) + 0.02 * chance.standard_normal(6)))
        for row in range(12)
    }
    forecast = forecast_panel(frame_of(turning), 2028)
    assert (forecast.chosen, forecast.chosen_reason) == ("naive", "naive_beats_pooled")
    shown = forecast.shown()
    assert shown["median"].equals(forecast.rows["naive"])
    assert shown["method"].eq("naive").all()


def test_three_years_are_too_short_to_score(frame_of, walks_of):
    values = walks_of(years=3)
    forecast = forecast_panel(frame_of({f"R{row}": list(line) for row, line in enumerate(values)}), 2024)
    assert (forecast.chosen, forecast.chosen_reason) == ("pooled", "too_short_to_score")
    assert forecast.scores.empty


def test_marked_years_do_not_move_the_forecast(panel_frame):
    spoiled = panel_frame.copy()
    spoiled.loc[(spoiled["unique_id"] == "R03") & (spoiled["ds"] == 2022), "y"] *= 21.5
    out = {("R03", 2022)}
    clean, marked = (forecast_panel(frame, 2030, exclusions=out) for frame in (panel_frame, spoiled))
    assert clean.rows["pooled"].equals(marked.rows["pooled"])
    assert marked.rows.loc[marked.rows["unique_id"] == "R03", "notes"].iloc[0] == (("year_left_out", {"year": 2022}),)
    assert not forecast_panel(spoiled, 2030).rows["pooled"].equals(clean.rows["pooled"])


def test_a_level_break_leaves_the_growth_of_the_new_level(panel_frame):
    broken = panel_frame.copy()
    early = (broken["unique_id"] == "R05") & (broken["ds"] < 2022)
    broken.loc[early, "y"] *= 13.7
    forecast = forecast_panel(broken, 2030, level_breaks={"R05": 2022})
    row = forecast.rows[forecast.rows["unique_id"] == "R05"].iloc[0]
    assert row["years_used"] == 3
    assert row["notes"] == (("fitted_after_break", {"year": 2022}),)
    assert row["pooled"] > row["naive"]


def test_level_only_keeps_the_last_value(panel_frame):
    forecast = forecast_panel(panel_frame, 2030, level_only={"R07"})
    row = forecast.rows[(forecast.rows["unique_id"] == "R07") & (forecast.rows["ds"] == 2030)].iloc[0]
    assert row["pooled"] == row["naive"]
    assert (row["method"], row["notes"]) == ("last_value", (("level_only", {}),))


def test_bad_series_are_named_and_the_rest_goes_on(panel_frame, frame_of):
    bad = frame_of(
        {
            "short": [None, None, None, 5, 6],
            "zeros": [0, 0, 0, 0, 0],
            "empty": [None] * 5,
            "minus": [5, 6, -7, 8, 9],
            "gaps": [0, 3, 0, 0, 4],
        }
    )
    alone = forecast_panel(panel_frame, 2030)
    together = forecast_panel(pd.concat([panel_frame, bad]), 2030)
    assert codes(together, "short") == {"short_history"}
    assert codes(together, "zeros") == {"all_zeros"}
    assert codes(together, "empty") == {"no_observation"}
    assert codes(together, "minus") == {"negative_money"}
    assert "empty" not in together.ids
    last = together.rows[together.rows["ds"] == 2030].set_index("unique_id")
    assert last.loc["zeros", "pooled"] == 0
    assert last.loc["gaps", ["pooled", "method"]].tolist() == [4, "last_value"]
    assert last.loc["short", "method"] == "panel_growth"
    assert last.loc["short", "own_weight"] == 0
    money = together.rows.filter(regex="pooled|naive")
    assert (money >= 0).all().all()
    kept = together.rows[together.rows["unique_id"].isin(alone.ids)]
    assert np.median(np.abs(np.log(kept["pooled"].to_numpy() / alone.rows["pooled"].to_numpy()))) < 0.02


def test_a_panel_of_one_is_forecast_alone(frame_of):
    forecast = forecast_panel(frame_of({"KZ": [10, 12, 11, 14, 16]}), 2027)
    assert forecast.rows["method"].eq("log_half_drift").all()
    assert ("panel_too_small", {"series": 1}) in forecast.rows["notes"].iloc[0]
    assert forecast.rows["pooled"].iloc[-1] == pytest.approx(16 * (16 / 10) ** (3 / 8))


def test_one_year_alone_is_no_forecast(frame_of):
    forecast = forecast_panel(frame_of({"A": [None, None, 7], "B": [5, 6, 7]}), 2025)
    assert codes(forecast, "A") == {"too_short"}
    assert forecast.ids == ("B",)


def test_nothing_to_forecast_gives_an_empty_frame(frame_of):
    forecast = forecast_panel(frame_of({"A": [7]}), 2023)
    assert forecast.rows.empty
    assert forecast.draws(np.empty((5, 0, 3))).shape == (5, 0, 3)


def test_a_series_that_ended_early_is_forecast_from_where_it_ended(panel_frame):
    cut = panel_frame[(panel_frame["unique_id"] != "R04") | (panel_frame["ds"] < 2024)]
    row = forecast_panel(cut, 2025).rows.query("unique_id == 'R04'").iloc[0]
    assert ("starts_from", {"year": 2023}) in row["notes"]


def normals(draws=4000, seed=0):
    return np.random.default_rng(seed).standard_normal((draws, 20, 6))


@pytest.mark.parametrize("method", ["pooled", "naive"])
def test_paths_agree_with_the_limits(forecast, method):
    grid = norm.ppf((np.arange(2000) + 0.5) / 2000)
    first_year = np.zeros((2000, 20, 6))
    first_year[:, :, 0] = grid[:, None]
    paths = forecast.draws(first_year, method=method)
    rows = forecast.rows[forecast.rows["ds"] == 2025]
    for level in (80, 95):
        low, high = np.quantile(paths[:, :, 0], [0.5 - level / 200, 0.5 + level / 200], axis=0)
        assert low == pytest.approx(rows[f"{method}-lo-{level}"].to_numpy(), rel=5e-3, abs=1e-9)
        assert high == pytest.approx(rows[f"{method}-hi-{level}"].to_numpy(), rel=5e-3)
    assert np.median(paths[:, :, 0], axis=0) == pytest.approx(rows[method].to_numpy(), rel=5e-3)


def test_paths_agree_with_the_limits_of_the_last_year(forecast):
    paths = forecast.draws(normals(), method="pooled")[:, :, -1]
    rows = forecast.rows[forecast.rows["ds"] == 2030]
    inside = (paths >= rows["pooled-lo-80"].to_numpy()) & (paths <= rows["pooled-hi-80"].to_numpy())
    assert inside.mean() == pytest.approx(0.8, abs=0.01)


def test_a_path_remembers_where_it_was(forecast):
    logs = np.log(forecast.draws(normals(), method="pooled"))
    neighbours = np.corrcoef(logs[:, 0, 4], logs[:, 0, 5])[0, 1]
    far = np.corrcoef(logs[:, 0, 0], logs[:, 0, 5])[0, 1]
    assert neighbours > 0.85
    assert far < neighbours


def test_more_draws_leave_the_first_ones_as_they_were(forecast):
    many = normals(50)
    assert forecast.draws(many)[:10].tolist() == forecast.draws(many[:10]).tolist()


def test_common_shocks_move_regions_together(forecast):
    shared = np.random.default_rng(1).standard_normal((4000, 6))
    alone, together = (np.log(forecast.draws(normals(), shared, common_share=share)[:, :, -1]) for share in (0.0, 0.6))
    assert abs(np.corrcoef(alone[:, 0], alone[:, 1])[0, 1]) < 0.05
    assert np.corrcoef(together[:, 0], together[:, 1])[0, 1] > 0.5
    assert together[:, 0].std() == pytest.approx(alone[:, 0].std(), rel=0.05)


def test_paths_never_turn_negative_and_have_a_mean(frame_of):
    wild = np.exp(2.5 * np.random.default_rng(4).standard_normal((20, 3)))
    forecast = forecast_panel(frame_of({f"R{row:02d}": list(line) for row, line in enumerate(wild)}), 2028)
    for method in ("pooled", "naive"):
        paths = forecast.draws(normals()[:, :, :6], method=method)
        assert (paths >= 0).all()
        assert paths.max() <= wild.max() * np.exp(2 * 1.5 + 6)


def test_normals_of_the_wrong_shape_are_refused(forecast):
    with pytest.raises(Problem, match=r"normals must have the shape \(draws, 20, 6\)"):
        forecast.draws(np.zeros((10, 3, 6)))
    with pytest.raises(Problem, match="between 0 and 1"):
        forecast.draws(normals(2), np.zeros((2, 6)), common_share=2.0)
    with pytest.raises(Problem, match="not for theta"):
        forecast.draws(normals(2), method="theta")
