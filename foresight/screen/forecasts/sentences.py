"""Sentences and tables that explain a forecast."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts.amounts import MONEY
from foresight.forecasting.from_figures import FiguresForecast
from foresight.forecasting.panel_forecast import PanelForecast
from foresight.i18n.language import Language
from foresight.regions.regions import NATION, REGIONS
from foresight.screen.forecasts.answers import View

ENOUGH_COMPARISONS = 15
NOTICEABLE = 0.05


def capital(sentence: str) -> str:
    """Begin a sentence with a capital; names such as «город Алматы» do not."""
    return sentence[:1].upper() + sentence[1:]


def list_small(said: list[str]) -> None:
    """Write sentences as a list in small type, so that they stand beside a chart."""
    st.markdown("\n".join(f"- :small[{one}]" for one in said))


def amount(value: float, unit: str, language: Language) -> str:
    """Write an amount as money where its unit is money, with its unit where it is not."""
    if unit == MONEY:
        return language.money(value)
    return f"{language.number(value, 0 if abs(value) >= 10 else 1)} ({language.label('unit', unit)})"


def range_of(row: pd.Series, method: str, unit: str, language: Language, level: int = 80) -> dict[str, str]:
    """Write a point and its limits."""
    return {
        name: amount(row[column], unit, language)
        for name, column in (
            ("middle", method),
            ("low", f"{method}-lo-{level}"),
            ("high", f"{method}-hi-{level}"),
        )
    }


def headline(view: View, row: pd.Series, found: FiguresForecast, language: Language) -> str:
    """Say the finding: the amount in the last year and the range of eight futures in ten, in the prices shown."""
    said = range_of(row, found.found.chosen, found.unit, language)
    place = language.region(view.place)
    if found.real and view.constant:
        return language.text(
            "{region}: about {middle} in {year} in prices of {base}; in 8 futures of 10 between {low} and {high}",
            region=place,
            year=view.horizon,
            base=found.base_year,
            **said,
        )
    return language.text(
        "{region}: about {middle} in {year}; in 8 futures of 10 between {low} and {high}",
        region=place,
        year=view.horizon,
        **said,
    )


def other_prices(view: View, row: pd.Series, found: FiguresForecast, language: Language) -> str:
    """Say the same amount in the other prices, so that both are on the page."""
    said = range_of(row, found.found.chosen, found.unit, language)
    inflation = (
        language.text("{rate} a year", rate=language.percent(view.own_rate, 1))
        if view.inflation == "own"
        else language.label("inflation", view.inflation)
    )
    if view.constant:
        return language.text(
            "**In prices of {year}: about {middle}** ({low} – {high}), with inflation: {inflation}.",
            year=view.horizon,
            inflation=inflation,
            **said,
        )
    return language.text(
        "**In prices of {base}: about {middle}** ({low} – {high}). Inflation ahead: {inflation}.",
        base=found.base_year,
        inflation=inflation,
        **said,
    )


def naive_name(with_inflation: bool, language: Language) -> str:
    """Name naive: carried on in constant prices and told in those of each year, it grows with them."""
    return language.text("as last year, with inflation") if with_inflation else language.text("same as last year")


def weight_sentence(row: pd.Series, found: PanelForecast, language: Language) -> str:
    """Say how much of the forecast comes from the region's own history."""
    years = int(row["years_used"])
    if found.chosen == "naive":
        return language.text("The last figure is carried on; the limits come from the yearly changes seen so far.")
    if not pd.notna(found.pooled_growth):
        return language.text(
            "A single series: half of its own mean growth is carried on; {years} years used.", years=years
        )
    return language.text(
        "**Own history counts {weight}**, the panel's growth of {growth} a year the rest, "
        "damped each year; {years} years used.",
        weight=language.percent(row["own_weight"]),
        growth=language.percent(found.pooled_growth),
        years=years,
    )


def coverage_sentence(found: PanelForecast, coverage: dict[int, float], shock: float, language: Language) -> str:
    """Say how often bands like these held on these very figures, and that they are too narrow where they are."""
    comparisons = int(found.scores["comparisons"].iloc[0]) if len(found.scores) else 0
    if comparisons < ENOUGH_COMPARISONS:
        return language.text(
            "Too few past forecasts ({count}) to measure how often such bands hold.", count=comparisons
        )
    said = {
        "inside80": round(100 * coverage[80]),
        "inside95": round(100 * coverage[95]),
        "count": comparisons,
    }
    narrow = coverage[80] < 0.8 - NOTICEABLE or coverage[95] < 0.95 - NOTICEABLE
    if shock > 0 and narrow:
        return language.text(
            "**Even with this shock, bands like these held {inside80} and {inside95} of 100 past values** instead of "
            "80 and 95 ({count} checked): take them as the least that can happen.",
            **said,
        )
    if narrow:
        return language.text(
            "**Bands like these held only {inside80} and {inside95} of 100 past values**, not 80 and 95 "
            "({count} checked): the true uncertainty is wider.",
            **said,
        )
    return language.text(
        "Bands like these held {inside80} and {inside95} of 100 past values, 80 and 95 are promised ({count} checked).",
        **said,
    )


def choice_sentence(found: PanelForecast, language: Language) -> str:
    """Say which method is shown and by how much it was closer."""
    said = language.label("forecast_choice", found.chosen_reason)
    if found.chosen_reason == "pooled_beats_naive":
        return language.text(
            "On these figures the errors of pooled growth were **{percent} smaller than those of "
            "“same as last year”**.",
            percent=language.percent(1 - found.scores.loc["pooled", "owa"]),
        )
    if found.chosen_reason == "naive_beats_pooled":
        return (
            said
            + " "
            + language.text(
                "The errors of pooled growth were {percent} larger.",
                percent=language.percent(found.scores.loc["pooled", "owa"] - 1),
            )
        )
    return said


def notes_of(row: pd.Series, language: Language) -> list[str]:
    """Say what a reader must know about this one forecast."""
    return [language.label("forecast_note", code, **values) for code, values in row["notes"]]


def price_notes(found: FiguresForecast, language: Language) -> list[str]:
    """Say what a reader must know about the prices."""
    return [language.label("forecast_note", code, **values) for code, values in found.notes]


def problem_sentences(found: PanelForecast, language: Language) -> list[str]:
    """Say what could not be used, a sentence a series with its name instead of its code."""
    sentences = []
    for one in found.problems:
        said = language.problem(one.problem)
        if one.unique_id in REGIONS or one.unique_id == NATION:
            said = said.replace(one.unique_id, f"«{language.region(one.unique_id)}»")
        sentences.append(said)
    return sentences


def scores_table(scores: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the scores of rolling origins with names for a reader, the closest method first."""
    ordered = scores.sort_values("owa")
    return pd.DataFrame(
        {
            language.text("Method"): [language.label("forecast_method", name) for name in ordered.index],
            language.text("Error, naive = 1"): [language.number(value, 2) for value in ordered["owa"]],
            language.text("Error, %"): [language.number(value, 1) for value in ordered["smape"]],
            language.text("80 % held"): [language.percent(value) for value in ordered["coverage80"]],
            language.text("95 % held"): [language.percent(value) for value in ordered["coverage95"]],
            language.text("Seconds"): [language.number(value, 2) for value in ordered["seconds"]],
        }
    )


def forecast_table(
    rows: pd.DataFrame, found: FiguresForecast, year: int, constant: bool, language: Language
) -> pd.DataFrame:
    """Return every region's forecast of one year with its limits and the weight of its own history."""
    method = found.found.chosen
    of_year = rows[rows["ds"] == year].sort_values(method, ascending=False)
    return pd.DataFrame(
        {
            language.text("Region"): [language.region(code) for code in of_year["unique_id"]],
            language.text("Forecast"): [amount(value, found.unit, language) for value in of_year[method]],
            language.text("8 in 10 between"): [
                f"{amount(low, found.unit, language)} – {amount(high, found.unit, language)}"
                for low, high in zip(of_year[f"{method}-lo-80"], of_year[f"{method}-hi-80"])
            ],
            capital(naive_name(found.real and not constant, language)): [
                amount(value, found.unit, language) for value in of_year["naive"]
            ],
            language.text("Own history"): [language.percent(value) for value in of_year["own_weight"]],
            language.text("Years used"): of_year["years_used"].astype(int).tolist(),
            language.text("Remarks"): [
                " ".join(language.label("forecast_note", code, **values) for code, values in said)
                for said in of_year["notes"]
            ],
        }
    )


def _state(code: str, language: Language) -> str:
    """Name a state in the width of a column."""
    if code == "not_published":
        return language.label("status_short", code)
    return language.label("budget_state", code)


def budget_table(summary: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return every region's chance of being funded and the amount if it is."""
    ordered = summary.sort_values("funded_probability", ascending=False)
    return pd.DataFrame(
        {
            language.text("Region"): [language.region(code) for code in ordered["unique_id"]],
            language.text("Last year"): [_state(code, language) for code in ordered["last_state"]],
            language.text("Years funded"): ordered["years_funded"].tolist(),
            language.text("Chance to be funded"): [language.chance(p) for p in ordered["funded_probability"]],
            language.text("Amount if funded"): [language.money(value) for value in ordered["amount"]],
            language.text("8 in 10 between"): [
                f"{language.money(low)} – {language.money(high)}"
                for low, high in zip(ordered["amount-lo-80"], ordered["amount-hi-80"])
            ],
        }
    )
