"""Sentences and tables that explain a forecast."""

import pandas as pd

from foresight.forecasting.panel_forecast import PanelForecast
from foresight.i18n.language import Language

MONEY = "mln KZT, current prices"


def history_of(observations: pd.DataFrame, indicator: str, region: str, excluded: set[int]) -> pd.DataFrame:
    """Return a series with the mark of the years that the fit leaves out."""
    rows = observations[(observations["indicator"] == indicator) & (observations["region"] == region)]
    return rows[["year", "value", "status"]].assign(excluded=rows["year"].isin(excluded)).sort_values("year")


def amount(value: float, unit_code: str, language: Language) -> str:
    """Write an amount as money where its unit is money, with its unit where it is not."""
    if unit_code == MONEY:
        return language.money(value)
    return f"{language.number(value, 0 if abs(value) >= 10 else 1)} ({language.label('unit', unit_code)})"


def forecast_sentence(rows: pd.DataFrame, shown: str, place: str, year: int, unit_code: str, language: Language) -> str:
    """Say the finding of a forecast: the amount in the last year and the range of eight futures in ten."""
    last = rows[rows["ds"] == year].iloc[0]
    write = {
        name: amount(last[column], unit_code, language)
        for name, column in (("middle", shown), ("low", f"{shown}-lo-80"), ("high", f"{shown}-hi-80"))
    }
    return language.text(
        "{region}: about {middle} in {year}; in 8 futures of 10 between {low} and {high}",
        region=language.region(place),
        year=year,
        **write,
    )


def weight_sentence(row: pd.Series, found: PanelForecast, language: Language) -> str:
    """Say how much of the forecast comes from the region's own history."""
    if len(found.ids) == 1:
        return language.text(
            "A single series: half of its own mean growth is carried on; {years} years used.",
            years=int(row["years_used"]),
        )
    return language.text(
        "Own history counts {weight}, the panel's growth of {growth} a year the rest, "
        "damped each year; {years} years used.",
        weight=language.percent(row["own_weight"]),
        growth=language.percent(found.pooled_growth),
        years=int(row["years_used"]),
    )


def notes_of(row: pd.Series, language: Language) -> list[str]:
    """Say what a reader must know about this one forecast."""
    return [language.label("forecast_note", code, **values) for code, values in row["notes"]]


def chosen_sentence(found: PanelForecast, language: Language) -> str:
    """Say which method is shown and why."""
    return language.label("forecast_choice", found.chosen_reason)


def scores_table(scores: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the scores of rolling origins with names for a reader."""
    return pd.DataFrame(
        {
            language.text("Method"): [language.label("forecast_method", name) for name in scores.index],
            language.text("Error against naive"): scores["owa"].round(2).tolist(),
            language.text("Symmetric percentage error"): scores["smape"].round(1).tolist(),
            language.text("80 % limits cover"): [language.percent(value) for value in scores["coverage80"]],
            language.text("95 % limits cover"): [language.percent(value) for value in scores["coverage95"]],
        }
    )


def budget_table(summary: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return every region's chance of being funded and the amount if it is."""
    ordered = summary.sort_values("funded_probability", ascending=False)
    return pd.DataFrame(
        {
            language.text("Region"): [language.region(code) for code in ordered["unique_id"]],
            language.text("Last year"): [language.label("budget_state", code) for code in ordered["last_state"]],
            language.text("Years funded"): ordered["years_funded"].tolist(),
            language.text("Chance to be funded"): [language.chance(p) for p in ordered["funded_probability"]],
            language.text("Amount if funded"): [language.money(value) for value in ordered["amount"]],
            language.text("8 in 10 between"): [
                f"{language.money(low)} – {language.money(high)}"
                for low, high in zip(ordered["amount-lo-80"], ordered["amount-hi-80"])
            ],
        }
    )
