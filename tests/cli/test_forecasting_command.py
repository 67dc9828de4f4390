"""Forecasts on the command line: the contract of the back-test, files with faults, prices, totals and what came."""

import csv
import json
import re

import pandas as pd
import pytest

from foresight.store import figures
from foresight.store.database import Database
from tests.cli.test_command import run
from tests.cli.test_figures import answered, called, refused

SCORES = ["owa", "smape", "mase", "coverage80", "coverage95", "msis95", "seconds"]
THIS_YEAR_AND_FAR_AHEAD = 2999


def long_file(folder, rows):
    file = folder / "panel.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(["unique_id", "ds", "y"])
        writer.writerows(rows)
    return str(file)


@pytest.fixture
def panel(tmp_path):
    """Eight series of twelve years, each growing in its own way."""
    return long_file(
        tmp_path,
        [
            (f"S{series}", 2010 + year, round(100 * (1.02 + 0.01 * series) ** year + 7 * ((year * 5 + series) % 4), 2))
            for series in range(8)
            for year in range(12)
        ],
    )


@pytest.fixture
def faulty(tmp_path):
    """Six good series, and one for every fault."""
    good = [
        (f"good{n}", year, 100 + 9 * n + 4 * (year - 2015) + (year * n) % 5)
        for n in range(6)
        for year in range(2015, 2024)
    ]
    return long_file(
        tmp_path,
        [
            *good,
            ("short", 2022, 5),
            ("short", 2023, 6),
            *(("zeros", year, 0) for year in range(2015, 2024)),
            *(("negative", year, -5 if year == 2020 else 50) for year in range(2015, 2024)),
            *(("twice", year, 70) for year in range(2015, 2024)),
            ("twice", 2021, 71),
            *(("future", year, 30) for year in range(2015, 2024)),
            ("future", THIS_YEAR_AND_FAR_AHEAD, 31),
            *(("text", year, "many" if year == 2019 else 40 + year % 3) for year in range(2015, 2024)),
        ],
    )


FAULTS = {
    "short": "short_history",
    "zeros": "all_zeros",
    "negative": "negative_money",
    "twice": "year_given_twice",
    "future": "year_in_the_future",
    "text": "not_a_number",
}


def test_the_contract_of_the_back_test(panel):
    found = json.loads(run("backtest", panel, "--horizon", "6", "--train", "5", "--json").stdout)
    assert set(found) == {"series", "methods"}
    assert found["series"] == 8
    assert list(found["methods"]) == ["pooled", "naive"]
    for scores in found["methods"].values():
        assert list(scores) == SCORES
    assert found["methods"]["naive"]["owa"] == 1
    assert found["methods"]["pooled"]["owa"] < 1
    assert 0 <= found["methods"]["pooled"]["coverage80"] <= found["methods"]["pooled"]["coverage95"] <= 1


def test_methods_are_named_on_the_command_line(panel):
    found = answered("backtest", panel, "--horizon", "2", "--methods", "drift,ets")
    assert set(found["methods"]) == {"drift", "ets"}
    assert "Unknown method prophet" in refused("backtest", panel, "--horizon", "2", "--methods", "prophet")


@pytest.mark.parametrize("command", [["backtest", "--horizon", "3"], ["forecast", "--horizon", "2030"]])
def test_a_sentence_a_series_and_the_rest_goes_on(faulty, command):
    name, *options = command
    found = json.loads(run(name, faulty, *options, "--json").stdout)
    codes = {(one["unique_id"], one["code"]) for one in found["problems"]}
    expected = FAULTS | ({"short": "too_short"} if name == "backtest" else {})
    assert set(expected.items()) <= codes
    assert not {series for series, _ in codes if series.startswith("good")}
    for one in found["problems"]:
        assert one["unique_id"] in one["sentence"]
    if name == "forecast":
        series = {row["unique_id"] for row in found["forecasts"]}
        assert {f"good{n}" for n in range(6)} | set(FAULTS) == series
        assert all(row["pooled"] == 0 for row in found["forecasts"] if row["unique_id"] == "zeros")


@pytest.mark.parametrize("command", [["backtest", "--horizon", "3"], ["forecast"]])
def test_without_json_the_sentences_stand_on_standard_error(faulty, command):
    name, *options = command
    done = run(name, faulty, *options, "--lang", "ru")
    sentences = done.stderr.strip().splitlines()
    assert len(sentences) >= len(FAULTS)
    assert all(re.search("[а-я]", sentence) for sentence in sentences)
    assert "Traceback" not in done.stderr
    assert "pooled" in done.stdout or "good0" in done.stdout


def test_a_panel_of_one_is_forecast_and_says_so(tmp_path):
    file = long_file(tmp_path, [("alone", year, 100 + 3 * (year - 2015) + year % 2) for year in range(2015, 2024)])
    found = answered("forecast", file)
    assert [row["ds"] for row in found["forecasts"]] == list(range(2024, 2030))
    assert found["forecasts"][0]["method"] == "log_half_drift"
    assert "panel_of_one" in [one["code"] for one in found["problems"]]
    assert "panel_of_one" in [one["code"] for one in answered("backtest", file, "--horizon", "2")["problems"]]


def test_a_frame_goes_out_with_the_columns_of_forecasting_tools(panel, tmp_path):
    called("forecast", panel, "--csv", str(tmp_path / "out.csv"))
    out = pd.read_csv(tmp_path / "out.csv")
    assert list(out.columns[:7]) == [
        "unique_id",
        "ds",
        "pooled",
        "pooled-lo-80",
        "pooled-hi-80",
        "pooled-lo-95",
        "pooled-hi-95",
    ]
    assert len(out) == 8 * 6


@pytest.mark.parametrize(
    ("rows", "said"),
    [([("A", 2020, "x")], "no usable value"), ([], "is empty")],
)
def test_a_file_without_anything_usable_is_refused(tmp_path, rows, said):
    assert said in refused("forecast", long_file(tmp_path, rows))


def test_a_file_without_the_columns_is_refused(tmp_path):
    file = tmp_path / "other.csv"
    file.write_text("region,year,value\nA,2020,1\n")
    assert "unique_id" in refused("forecast", str(file))
    assert "unique_id" in refused("backtest", str(file), "--horizon", "1")


def test_money_in_constant_prices_stands_beside_current_ones():
    found = answered("forecast", "--region", "KZ-75", "--real", "--inflation", "0.1")
    last = found["forecasts"][-1]
    assert found["prices"]["base_year"] == 2024
    assert found["prices"]["levels"]["2030"] == pytest.approx(1.1**6)
    assert last["pooled"] == pytest.approx(last["constant-pooled"] * 1.1**6)
    jump = answered("forecast", "--region", "KZ-75", "--real", "--inflation", "jump")["forecasts"][-1]
    assert jump["constant-pooled"] == pytest.approx(last["constant-pooled"])
    assert jump["pooled"] != pytest.approx(last["pooled"])


def test_a_common_shock_widens_and_its_coverage_is_told():
    plain = answered("forecast", "--region", "KZ-75")["forecasts"][-1]
    found = answered("forecast", "--region", "KZ-75", "--shock", "0.2")
    wide = found["forecasts"][-1]
    assert wide["pooled"] == plain["pooled"]
    assert wide["pooled-hi-80"] > plain["pooled-hi-80"]
    assert found["coverage_with_shock"]["coverage80"] >= found["scores"]["pooled"]["coverage80"]


def test_models_beside_are_scored_on_the_panel():
    found = answered("forecast", "--indicator", "doctoral_students", "--methods", "drift,ets")
    assert {"pooled", "naive", "drift", "ets"} <= set(found["scores"])
    assert "ets-hi-95" in found["forecasts"][0]


def test_the_nation_stands_beside_the_sum_of_its_regions():
    found = answered("forecast", "--region", "KZ", "--total", "2030=500000")
    assert found["sum_of_regions"]["2030"] > found["forecasts"][-1]["naive"]
    agreed = [row for row in found["agreed"] if row["ds"] == 2030]
    assert sum(row["agreed"] for row in agreed) == pytest.approx(500000)
    assert len(agreed) == 20


def test_drivers_are_a_line_beside_the_forecast():
    found = answered("forecast", "--region", "KZ-75", "--driver", "budget_grows:2027:0.2", "--budget-share", "0.5")
    rows = {row["ds"]: row for row in found["forecasts"]}
    assert rows[2026]["scenario"] == rows[2026]["pooled"]
    assert rows[2027]["scenario"] == pytest.approx(rows[2027]["pooled"] * 1.1)
    budgets = answered(
        "forecast", "--indicator", "local_budget_rd", "--region", "KZ-10", "--driver", "funded_from:2027:50:KZ-10"
    )
    assert {row["ds"]: row["funded_probability"] for row in budgets["forecasts"]}[2027] == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--inflation", "high", "--real"], "Unknown inflation high"),
        (["--index", "bread", "--real"], "Unknown price index bread"),
        (["--total", "2030"], "2030 is not a year and an amount"),
        (["--total", "2031=5"], "no forecast for 2031"),
        (["--driver", "rain:2027:1"], "Unknown driver rain"),
        (["--driver", "budget_grows"], "budget_grows is not a driver"),
        (["--shock", "-1"], "must not be negative"),
        (["--methods", "prophet"], "Unknown method prophet"),
        (["--publish", " "], "author"),
        (["--indicator", "population", "--real"], "opulation is not money"),
        (["--indicator", "local_budget_rd", "--real"], "a chance and an amount"),
    ],
)
def test_a_wrong_option_is_named_in_one_sentence(options, said):
    assert said in refused("forecast", *options)


def test_what_was_published_is_held_against_what_came(own_store):
    called("forecast", "--publish", "A. Planner", "--real")
    assert "None of the forecast years" in refused("reckon")
    with Database.open(own_store) as database:
        now = figures.observations(database)
        last = now[(now["indicator"] == "rd_expenditure") & (now["year"] == 2024)]
        later = last.assign(year=2025, value=last["value"] * 1.25)
        figures.add_vintage(database, pd.concat([now, later]), name="2025", source="a test")
    found = answered("reckon")
    assert len(found["rows"]) == 21
    assert found["made_from"] != found["figures"]
    assert found["rows"][0]["actual"] == pytest.approx(
        1.25 * last.set_index("region").loc[found["rows"][0]["unique_id"], "value"]
    )
    assert 0 <= found["coverage80"] <= 1
    assert "has been published" in refused("reckon", "--indicator", "gdp")
