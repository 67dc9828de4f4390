"""Maps: every region has a tile, colours hold over the years, and an estimate never looks official."""

import json
import math

import pandas as pd
import pytest

from foresight.charts.maps import CLICKED, Quantity, area_map, circle_map, shaded, tile_map, two_lines
from foresight.i18n.language import language
from foresight.regions.boundary_file import read_boundary_file
from foresight.regions.regions import REGIONS
from tests.regions.test_boundary_file import made

RUSSIAN = language("ru")


def quantity(values) -> Quantity:
    return Quantity("Затраты, млн", pd.Series(values, dtype=float), lambda value: f"{value:.0f}")


def rows(values: dict[str, float], status: str = "published") -> pd.DataFrame:
    frame = pd.DataFrame({"region": list(REGIONS), "value": [values.get(code, math.nan) for code in REGIONS]})
    frame["status"] = [status if code in values else "not_published" for code in REGIONS]
    return frame.assign(text=frame["value"].astype(str), sign="–")


def drawn(chart) -> str:
    return json.dumps(chart.to_dict(), ensure_ascii=False)


def test_a_name_too_long_for_a_phone_breaks_between_syllables():
    assert two_lines("Абай") == "Абай"
    assert two_lines("Вост. Казахстан") == "Вост.\nКазахстан"
    assert two_lines("Кызылординская") == "Кызылор-\nдинская"
    assert two_lines("Атырауская") == "Атырау-\nская"
    for code in REGIONS:
        for name in ("ru", "kk", "en"):
            assert max(map(len, two_lines(REGIONS[code].short_name(name)).split("\n"))) <= 10


@pytest.mark.parametrize(
    ("values", "kind"),
    [([1, 100], "log"), ([1, 20], "linear"), ([0, 1, 1, 1, 100], "sqrt"), ([0, 0], "linear"), ([5], "linear")],
)
def test_the_scale_follows_how_far_values_lie_apart(values, kind):
    scale = quantity(values)
    assert scale.kind == kind
    assert scale.shade(pd.Series(scale.limits)).tolist() == pytest.approx([0, 1])


def test_without_any_value_there_is_a_map_all_the_same():
    assert "Алматы" in drawn(tile_map(rows({}), quantity([]), RUSSIAN))


def test_every_region_has_a_tile_with_its_value_in_words():
    chart = tile_map(rows({"KZ-75": 100.0}), quantity([1, 100]), RUSSIAN, chosen="KZ-75")
    content = drawn(chart)
    assert all(REGIONS[code].short_ru in content for code in REGIONS)
    assert f'"name": "{CLICKED}"' in content
    assert "не опубликовано" in content


def test_a_map_in_a_document_cannot_be_clicked():
    chart = tile_map(rows({"KZ-75": 100.0}), quantity([1, 100]), RUSSIAN, clickable=False)
    assert CLICKED not in drawn(chart)


def test_an_estimate_is_marked_and_what_is_missing_is_empty():
    frame = shaded(rows({"KZ-75": 100.0}, "estimate"), quantity([1, 100]), RUSSIAN).set_index("region")
    assert frame.loc["KZ-75", "unsure"]
    assert frame.loc["KZ-71", "ink"] == "empty"
    assert frame.loc["KZ-75", "told"] == "город Алматы: 100.0; оценка, неофициально"


def test_circles_lie_where_the_centres_are():
    chart = circle_map(rows({"KZ-75": 100.0, "KZ-47": 10.0}), quantity([1, 100]), RUSSIAN)
    [data] = [records for records in chart.to_dict()["datasets"].values() if records and "x" in records[0]][:1]
    places = {row["region"]: (row["x"], row["y"]) for row in data}
    assert places["KZ-47"][0] < places["KZ-71"][0] < places["KZ-63"][0]
    assert places["KZ-79"][1] < places["KZ-59"][1]


def test_areas_carry_the_code_of_their_region_and_one_direction_of_rings():
    boundaries = read_boundary_file(json.dumps(made()).encode(), "map.geojson")
    chart = area_map(rows({"KZ-75": 100.0}), quantity([1, 100]), RUSSIAN, boundaries).to_dict()
    features = chart["datasets"]["areas"]
    assert {feature["region"] for feature in features} == set(REGIONS)
    for feature in features:
        for ring in feature["geometry"]["coordinates"][0]:
            area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
            assert area < 0
