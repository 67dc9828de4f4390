"""Units a reader would use on an axis: bn tenge instead of 200,000 mln, thousand people instead of 1,200,000."""

from dataclasses import dataclass

import altair as alt

from foresight.i18n.language import Language

MONEY = "mln KZT, current prices"


@dataclass(frozen=True)
class ReadableUnit:
    """What values are divided by for an axis, and what the axis is then called."""

    divisor: float
    name: str

    @property
    def axis(self) -> alt.Axis:
        """An axis in this unit; the letters k, M and G of other languages never stand on it."""
        return alt.Axis(title=None, format=",~r", formatType="number", tickCount=5)

    def title(self) -> alt.TitleParams:
        """Return the unit as a line above the chart, readable on a phone where a turned axis title is not."""
        return alt.TitleParams(self.name, anchor="start", fontSize=12, fontWeight="normal", color="#607D8B", offset=4)


def readable_unit(largest: float, unit: str, language: Language, *, prices_of: int | None = None) -> ReadableUnit:
    """Choose the unit in which the largest value of a chart has one to three digits before the comma.

    Parameters
    ----------
    largest : float
        Largest value to be drawn, in the unit of the figures.
    unit : str
        Unit of the figures, a code of the catalogue.
    language : Language
        The reader's.
    prices_of : int, optional
        The year whose prices are used; current prices by default.
    """
    size = abs(largest)
    if unit == MONEY:
        name, divisor = next(
            (one, factor)
            for one, factor, least in (
                (language.text("trn"), 1e6, 1e6),
                (language.text("bn"), 1e3, 1e3),
                (language.text("mln"), 1.0, 1.0),
                (language.text("thousand"), 1e-3, 0.0),
            )
            if size >= least
        )
        prices = (
            language.text("current prices") if prices_of is None else language.text("prices of {year}", year=prices_of)
        )
        return ReadableUnit(divisor, f"{name} ₸, {prices}")
    label = language.label("unit", unit)
    if unit.startswith("persons") and size >= 1e4:
        return ReadableUnit(1e3, f"{language.text('thousand')} · {label}")
    return ReadableUnit(1.0, label)
