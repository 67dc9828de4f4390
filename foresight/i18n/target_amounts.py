"""Amounts and chances of the five targets in words, the same on a page, in a chart and in a document."""

from __future__ import annotations

import math

from foresight.i18n.language import Language

SHARE = "cofinancing_share"


def amount(indicator: str, value: float | None, language: Language) -> str:
    """Write the amount of an indicator: a share in percent, counts as whole as they are, a dash where unknown."""
    if value is None or math.isnan(value):
        return "–"
    if indicator == SHARE:
        return language.percent(value, 0 if value >= 0.1 or abs(value * 100 - round(value * 100)) < 1e-9 else 1)
    return language.number(value, 0 if value >= 10 or value == round(value) else 1)


def amounts_between(indicator: str, low: float | None, high: float | None, language: Language) -> str:
    """Write a range of amounts; one amount where both ends read the same."""
    return "–".join(dict.fromkeys(amount(indicator, end, language) for end in (low, high)))


def _counted(probability: float) -> tuple[str, int, int]:
    """Return a sign, a count and of how many futures: of ten, or of a hundred near the ends."""
    if probability < 0.005:
        return "<", 1, 100
    if probability > 0.995:
        return ">", 99, 100
    of = 10 if 0.095 <= probability <= 0.905 else 100
    return "", round(probability * of), of


def count_of_ten(probability: float, language: Language) -> str:
    """Say a probability as a count of ten futures, or of a hundred near the ends."""
    sign, count, of = _counted(probability)
    if sign:
        return language.text("< 1 in 100") if sign == "<" else language.text("> 99 in 100")
    return language.text("{count} in 10", count=count) if of == 10 else language.text("{count} in 100", count=count)


def brief_count(probability: float) -> str:
    """Write a count of futures as a fraction, where there is room for no word."""
    return "{}{}/{}".format(*_counted(probability))
