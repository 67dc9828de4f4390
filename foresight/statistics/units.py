"""Units as tables print them, brought to the unit of the catalogue."""

from __future__ import annotations

import re

from foresight.problems import Problem

_MONEY = {"тенге": 1e-6, "теңге": 1e-6, "tenge": 1e-6, "kzt": 1e-6, "₸": 1e-6, "тг": 1e-6}
_PEOPLE = {"человек": 1.0, "чел": 1.0, "адам": 1.0, "persons": 1.0, "people": 1.0, "person": 1.0, "человека": 1.0}
_SIZES = {
    "тыс": 1e3, "тысяч": 1e3, "thousand": 1e3, "thous": 1e3, "мың": 1e3,
    "млн": 1e6, "миллион": 1e6, "миллионов": 1e6, "mln": 1e6, "million": 1e6,
    "млрд": 1e9, "миллиард": 1e9, "миллиардов": 1e9, "bn": 1e9, "billion": 1e9,
    "трлн": 1e12, "триллион": 1e12, "триллионов": 1e12, "trn": 1e12, "trillion": 1e12,
}  # fmt: skip
_ADDED = re.compile(
    r"\b(current prices|в текущих ценах|текущие цены|ағымдағы бағада\w*|1 january|на 1 января|1 қаңтар\w*|1 қаңтарға)\b"
)
_OTHERS = {
    "organisations": {
        "organisations",
        "organizations",
        "предприятий",
        "предприятия",
        "организаций",
        "единиц",
        "бірлік",
        "ұйым",
    },
    "articles and reviews": {"articles and reviews", "articles", "единиц", "публикаций", "статей", "бірлік"},
}


def unit_factor(text: str, unit: str) -> float | None:
    """Return by what a printed value is multiplied to stand in the unit of the catalogue.

    Parameters
    ----------
    text : str
        Unit as written: ``mln KZT``, ``тыс. тенге``, ``млрд ₸``, ``тыс. человек``, ``%``.
    unit : str
        Unit of the catalogue, such as ``mln KZT, current prices``.

    Returns
    -------
    float or None
        1 for the same unit, 0.001 for thousand KZT against mln KZT; None where the unit does not fit.
    """
    written = _plain(text)
    if written == _plain(unit):
        return 1.0
    if unit.startswith("mln KZT, "):
        return _sized(written, _MONEY)
    if unit.startswith("persons"):
        return _sized(written, _PEOPLE)
    if unit.startswith("%"):
        return 1.0 if written in {"%", "percent", "процент", "процентов", "пайыз"} else None
    return 1.0 if written in _OTHERS.get(unit, set()) else None


def require_unit_factor(text: str, unit: str, indicator: str) -> float:
    """Return the factor of :func:`unit_factor`, or refuse the unit by name."""
    factor = unit_factor(text, unit)
    if factor is None:
        raise Problem(
            "unit {value} of {indicator} is not allowed: it must be {allowed}, or the same in thousands, mln or bn",
            value=text,
            indicator=indicator,
            allowed=unit,
        )
    return factor


def _sized(written: str, bases: dict[str, float]) -> float | None:
    words = written.split()
    if not words or words[-1] not in bases or len(words) > 2:
        return None
    size = 1.0 if len(words) == 1 else _SIZES.get(words[0])
    # Scaled in whole powers of ten, so that thousand against mln is exactly 0.001.
    return None if size is None else float(f"{size * bases[words[-1]]:.0e}")


def _plain(text: str) -> str:
    lower = _ADDED.sub(" ", str(text).casefold())
    lower = re.sub(r"(млн|млрд|тыс|трлн|mln|bn|тг|чел)\.", r"\1 ", lower).replace("₸", " ₸ ")
    return re.sub(r"[\s,.;()]+", " ", lower).strip()
