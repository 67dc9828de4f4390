"""Boundaries that a user brings as GeoJSON: checked, matched with the regions, and made light enough to draw."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from foresight.problems import Problem
from foresight.regions.regions import REGIONS, find_region
from foresight.regions.rings import crossing, ring_area, simplified

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
MOST_FEATURES = 5_000
MOST_POINTS = 8_000
"""Points kept of all boundaries together; a map of 1,000 pixels shows no more."""
WEST, EAST, SOUTH, NORTH = 40.0, 95.0, 35.0, 60.0
_FIRST_TOLERANCE = 0.002
_SMALLEST_AREA = 1e-4
_NAMES_SHOWN = 5

Polygon = tuple[np.ndarray, ...]
"""Outer ring first, then the holes; each ring (points, 2) in degrees, closed."""


@dataclass(frozen=True)
class Boundaries:
    """Boundaries of all regions.

    Attributes
    ----------
    polygons : Mapping
        Polygons by code of the region, in degrees.
    property_name : str
        Property of the file by which regions were matched.
    ignored : tuple of str
        Names of features that are no region.
    """

    polygons: Mapping[str, tuple[Polygon, ...]]
    property_name: str = ""
    ignored: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, list]:
        """Return plain lists, as they can be kept as JSON."""
        return {
            code: [[np.round(ring, 4).tolist() for ring in polygon] for polygon in polygons]
            for code, polygons in self.polygons.items()
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, list]) -> Boundaries:
        """Return what :meth:`as_dict` wrote."""
        return cls(
            {
                code: tuple(tuple(np.asarray(ring, float) for ring in polygon) for polygon in polygons)
                for code, polygons in content.items()
            }
        )


def read_boundary_file(data: bytes, name: str) -> Boundaries:
    """Read a GeoJSON of the 20 regions.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for the sentences.

    Returns
    -------
    Boundaries
        Of all regions, simplified to at most about ``MOST_POINTS`` points.

    Raises
    ------
    Problem
        If the file is too large, no GeoJSON, holds other regions or not all of them, is not in degrees, or a polygon
        crosses itself; the sentence names the place.
    """
    features = _features(data, name)
    property_name, matched = _matched(features, name)
    polygons: dict[str, list[Polygon]] = {}
    ignored = []
    for position, feature in enumerate(features):
        code = matched.get(position)
        if code is None:
            ignored.append(_called(feature))
            continue
        polygons.setdefault(code, []).extend(_polygons(feature.get("geometry"), code, name))
    return Boundaries(_light(polygons), property_name, tuple(text for text in ignored if text))


def _features(data: bytes, name: str) -> list[Mapping]:
    if len(data) > LARGEST_FILE:
        raise Problem(
            "file {file} has {size} MB: at most {limit} MB are allowed",
            file=name,
            size=round(len(data) / MEGABYTE, 1),
            limit=LARGEST_FILE // MEGABYTE,
        )
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Problem("file {file} is not a GeoJSON file: it cannot be read as JSON", file=name) from None
    found = content.get("features") if isinstance(content, Mapping) else None
    if not isinstance(found, list) or content.get("type") != "FeatureCollection" or not found:
        raise Problem("file {file} is not a GeoJSON file: it has no collection of features", file=name)
    if len(found) > MOST_FEATURES:
        raise Problem(
            "file {file} holds {count} parts: at most {limit}", file=name, count=len(found), limit=MOST_FEATURES
        )
    if not all(isinstance(feature, Mapping) and isinstance(feature.get("properties"), Mapping) for feature in found):
        raise Problem("file {file} is not a GeoJSON file: a feature has no properties", file=name)
    return found


def _matched(features: list[Mapping], name: str) -> tuple[str, dict[int, str]]:
    """Find the property whose values name most regions."""
    found: dict[str, dict[int, str]] = {}
    for position, feature in enumerate(features):
        for key, value in feature["properties"].items():
            code = find_region(value) if isinstance(value, str) and 0 < len(value) < 200 else None
            if code in REGIONS:
                found.setdefault(key, {})[position] = code
    best = max(found, key=lambda key: (len(set(found[key].values())), -len(found[key])), default=None)
    if best is None:
        names = ", ".join(filter(None, map(_called, features[:_NAMES_SHOWN])))
        raise Problem("file {file} holds none of the regions of Kazakhstan, but {names}", file=name, names=names or "-")
    missing = [code for code in REGIONS if code not in set(found[best].values())]
    if missing:
        raise Problem(
            "file {file} holds {count} of the {all} regions; {regions} are missing",
            file=name,
            count=len(REGIONS) - len(missing),
            all=len(REGIONS),
            regions=", ".join(missing[:_NAMES_SHOWN]) + (" …" if len(missing) > _NAMES_SHOWN else ""),
        )
    return best, found[best]


def _called(feature: Mapping) -> str:
    texts = [value for value in feature["properties"].values() if isinstance(value, str) and value.strip()]
    return texts[0].strip()[:60] if texts else ""


def _polygons(geometry: object, code: str, name: str) -> Iterator[Polygon]:
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise Problem("{region} in file {file} is no polygon but {kind}", region=code, file=name, kind=str(kind)[:40])
    parts = [geometry.get("coordinates")] if kind == "Polygon" else geometry.get("coordinates")
    if not isinstance(parts, list) or not parts:
        raise Problem("{region} in file {file} has no points", region=code, file=name)
    for part in parts:
        if not isinstance(part, list) or not part:
            raise Problem("{region} in file {file} has no points", region=code, file=name)
        yield tuple(_ring(points, code, name) for points in part)


def _ring(points: object, code: str, name: str) -> np.ndarray:
    try:
        ring = np.array([point[:2] for point in points], dtype=float)
    except (TypeError, ValueError, IndexError, KeyError):
        ring = np.empty((0, 2))
    if ring.ndim != 2 or ring.shape[1:] != (2,) or len(ring) < 3 or not np.isfinite(ring).all():
        raise Problem("{region} in file {file} has points that are no pairs of numbers", region=code, file=name)
    west, south = ring.min(axis=0)
    east, north = ring.max(axis=0)
    if west < WEST or east > EAST or south < SOUTH or north > NORTH:
        raise Problem(
            "{region} in file {file} lies at {longitude}, {latitude}: degrees of longitude from {west} to {east} and "
            "latitude from {south} to {north} are expected",
            region=code,
            file=name,
            longitude=round(float(ring[0, 0]), 2),
            latitude=round(float(ring[0, 1]), 2),
            west=WEST,
            east=EAST,
            south=SOUTH,
            north=NORTH,
        )
    if (ring[0] != ring[-1]).any():
        ring = np.vstack([ring, ring[:1]])
    place = crossing(ring)
    if place is not None:
        raise Problem(
            "the boundary of {region} in file {file} crosses itself near {longitude}, {latitude}",
            region=code,
            file=name,
            longitude=round(place[0], 3),
            latitude=round(place[1], 3),
        )
    return ring


def _light(polygons: Mapping[str, list[Polygon]]) -> dict[str, tuple[Polygon, ...]]:
    """Simplify all boundaries with one tolerance, the smallest that leaves few enough points."""
    tolerance = 0.0
    while True:
        found = {code: _simplified(parts, tolerance) for code, parts in polygons.items()}
        points = sum(len(ring) for parts in found.values() for polygon in parts for ring in polygon)
        if points <= MOST_POINTS or tolerance > 1:
            return {code: found[code] for code in REGIONS}
        tolerance = max(_FIRST_TOLERANCE, tolerance * 1.7)


def _simplified(parts: list[Polygon], tolerance: float) -> tuple[Polygon, ...]:
    """Simplify the polygons of a region; the largest always stays, specks of islands go."""
    sizes = [abs(ring_area(polygon[0])) for polygon in parts]
    largest = int(np.argmax(sizes))
    kept = []
    for position, polygon in enumerate(parts):
        rings = [simplified(ring, tolerance) for ring in polygon]
        if position == largest and len(rings[0]) < 4:
            rings[0] = polygon[0]
        if len(rings[0]) >= 4 and (position == largest or sizes[position] > _SMALLEST_AREA or tolerance == 0):
            kept.append((rings[0], *(ring for ring in rings[1:] if len(ring) >= 4)))
    return tuple(kept)
