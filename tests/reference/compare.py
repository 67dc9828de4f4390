"""Comparison of a result with a case: every key the case names, within the tolerance the case states."""

import math
from collections.abc import Mapping

# Lists whose order says nothing.
SETS = {"consistent", "kemeny_orders", "smith_set", "borda_winners", "copeland_winners"}
# One of several equally good answers, of which the case prints one.
ANY_OF = {"kemeny_order"}


def mismatches(case: Mapping, actual: Mapping) -> list[str]:
    """Say where the result leaves the case."""
    found = []
    tolerance = case.get("tolerance") or {}
    for key, expected in case["expected"].items():
        if key not in actual:
            found.append(f"{key}: the project has no such result")
        elif key in SETS:
            if sorted(map(str, expected)) != sorted(map(str, actual[key])):
                found.append(f"{key}: expected the set {expected}, got {actual[key]}")
        elif key in ANY_OF:
            if list(expected) not in [list(one) for one in actual[key]]:
                found.append(f"{key}: {expected} is not among {actual[key]}")
        else:
            found += _differences(key, expected, actual[key], float(tolerance.get(key) or 0.0))
    return found


def _differences(where: str, expected, actual, tolerance: float) -> list[str]:
    if isinstance(expected, Mapping):
        if not isinstance(actual, Mapping):
            return [f"{where}: expected a table, got {actual!r}"]
        missing = [f"{where}.{key}: missing" for key in expected if key not in actual]
        return missing + [
            line
            for key, value in expected.items()
            if key in actual
            for line in _differences(f"{where}.{key}", value, actual[key], tolerance)
        ]
    if isinstance(expected, list):
        given = list(actual) if hasattr(actual, "__iter__") and not isinstance(actual, str) else None
        if given is None or len(given) != len(expected):
            return [f"{where}: expected {len(expected)} values, got {actual!r}"]
        return [
            line
            for number, (one, other) in enumerate(zip(expected, given, strict=True))
            for line in _differences(f"{where}[{number}]", one, other, tolerance)
        ]
    if expected is None or isinstance(expected, str | bool):
        same = actual == expected and (isinstance(expected, bool) == isinstance(actual, bool) or expected is None)
        return [] if same else [f"{where}: expected {expected!r}, got {actual!r}"]
    if actual is None or isinstance(actual, str | bool):
        return [f"{where}: expected {expected!r}, got {actual!r}"]
    # Exact means exact up to the last bits of a double.
    if math.isclose(expected, actual, rel_tol=1e-12, abs_tol=max(tolerance * (1 + 1e-9), 1e-12)):
        return []
    return [f"{where}: expected {expected}, got {actual}, tolerance {tolerance}"]
