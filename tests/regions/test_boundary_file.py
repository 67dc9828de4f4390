"""A GeoJSON of a user: matched by code or name, and refused in a sentence when it holds anything else."""

import json

import numpy as np
import pytest

from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.regions.boundary_file import LARGEST_FILE, MOST_POINTS, Boundaries, read_boundary_file
from foresight.regions.projection import albers
from foresight.regions.regions import REGIONS


def made(name=lambda region: region.name_ru, key: str = "name", points: int = 40) -> dict:
    """Return rounds of land at the administrative centres."""
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    features = []
    for region in REGIONS.values():
        ring = np.column_stack([region.longitude + 0.5 * np.cos(angle), region.latitude + 0.3 * np.sin(angle)])
        ring = np.vstack([ring, ring[:1]]).round(5).tolist()
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {key: name(region), "area": 1}, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def read(content: object) -> Boundaries:
    return read_boundary_file(json.dumps(content).encode(), "map.geojson")


@pytest.mark.parametrize(
    "name",
    [lambda one: one.code, lambda one: one.name_kk, lambda one: one.name_ru, lambda one: one.short_en],
    ids=["code", "kazakh", "russian", "short english"],
)
def test_regions_are_matched_by_code_or_by_name_in_any_language(name):
    found = read(made(name, key="whatever"))
    assert list(found.polygons) == list(REGIONS)
    assert found.property_name == "whatever"


def test_what_is_kept_comes_back_as_it_was():
    found = read(made())
    again = Boundaries.from_dict(json.loads(json.dumps(found.as_dict())))
    for code in REGIONS:
        np.testing.assert_allclose(again.polygons[code][0][0], found.polygons[code][0][0], atol=1e-4)


def test_lakes_beside_the_regions_are_left_out_and_told():
    content = made()
    content["features"].append({**content["features"][0], "properties": {"name": "Балхаш"}})
    assert read(content).ignored == ("Балхаш",)


def test_a_region_of_several_parts_and_a_hole():
    content = made()
    ring = content["features"][0]["geometry"]["coordinates"][0]
    hole = [[80.2, 50.42], [80.21, 50.42], [80.21, 50.43], [80.2, 50.42]]
    far = [[x + 3, y] for x, y in ring]
    content["features"][0]["geometry"] = {"type": "MultiPolygon", "coordinates": [[ring, hole], [far]]}
    polygons = read(content).polygons["KZ-10"]
    assert [len(polygon) for polygon in polygons] == [2, 1]


def test_a_detailed_file_becomes_light():
    found = read(made(points=5000))
    assert sum(len(ring) for parts in found.polygons.values() for polygon in parts for ring in polygon) <= MOST_POINTS


def test_other_regions_are_named():
    with pytest.raises(Problem, match=r"none of the regions of Kazakhstan, but Bayern"):
        read(made(lambda region: "Bayern"))


def test_a_file_from_before_june_2022_names_what_is_missing():
    content = made()
    content["features"] = [one for one in content["features"] if one["properties"]["name"] not in
                           ("область Абай", "область Жетісу", "область Ұлытау")]  # fmt: skip
    with pytest.raises(Problem, match=r"holds 17 of the 20 regions; KZ-10, KZ-33, KZ-62 are missing") as caught:
        read(content)
    assert Language("kk").problem(caught.value).endswith("Абай облысы, Жетісу облысы, Ұлытау облысы.")


def test_a_polygon_that_crosses_itself_is_named_with_its_place():
    content = made()
    ring = content["features"][4]["geometry"]["coordinates"][0]
    ring[10], ring[30] = ring[30], ring[10]
    with pytest.raises(Problem, match=r"KZ-23 in file map.geojson crosses itself near 5\d\."):
        read(content)


def test_a_projected_file_is_told_to_be_in_degrees():
    content = made()
    content["features"][0]["geometry"]["coordinates"] = [[[8.9e6, 6.5e6], [9e6, 6.5e6], [9e6, 6.6e6], [8.9e6, 6.5e6]]]
    with pytest.raises(Problem, match="degrees of longitude from 40.0 to 95.0"):
        read(content)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "is no polygon but None"),
        ({"type": "Point", "coordinates": [70, 50]}, "is no polygon but Point"),
        ({"type": "Polygon", "coordinates": []}, "has no points"),
        ({"type": "Polygon", "coordinates": [[["a", 1]]]}, "no pairs of numbers"),
        ({"type": "Polygon", "coordinates": [[[70, 50], [71, 50]]]}, "no pairs of numbers"),
        ({"type": "Polygon", "coordinates": [[[70, 50], [71, float("nan")], [71, 51]]]}, "no pairs of numbers"),
        ({"type": "MultiPolygon", "coordinates": [None]}, "has no points"),
    ],
)
def test_a_shape_that_is_none_is_told(geometry, words):
    content = made()
    content["features"][0]["geometry"] = geometry
    with pytest.raises(Problem, match=words):
        read(content)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cannot be read as JSON"),
        (b"PK\x03\x04", "cannot be read as JSON"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b"[1, 2]", "no collection of features"),
        (b'{"type": "FeatureCollection", "features": []}', "no collection of features"),
        (b'{"type": "FeatureCollection", "features": [1]}', "a feature has no properties"),
        (b" " * (LARGEST_FILE + 1), "at most 20 MB are allowed"),
        (b" " * 50 * 1024 * 1024, "has 50.0 MB: at most 20 MB"),
    ],
)
def test_a_file_that_is_no_map_is_refused_in_a_sentence(data, words):
    with pytest.raises(Problem, match=words):
        read_boundary_file(data, "map.geojson")


def test_the_projection_keeps_areas():
    """A degree square at 43° N and one at 53° N: areas in the ratio of the sphere."""

    def area(latitude: float) -> float:
        x, y = albers(np.array([66, 67, 67, 66.0]), np.array([latitude, latitude, latitude + 1, latitude + 1]))
        return abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2

    wanted = np.diff(np.sin(np.radians([53, 54])))[0] / np.diff(np.sin(np.radians([43, 44])))[0]
    assert area(53) / area(43) == pytest.approx(wanted, rel=2e-3)
    assert albers(np.array(67.0), np.array(48.0)) == pytest.approx((0.0, 0.0))
