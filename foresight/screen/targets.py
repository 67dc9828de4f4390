"""The answer on the targets, told for a leader."""

import pandas as pd
import streamlit as st

from foresight import chain
from foresight.charts.targets import target_amount
from foresight.funding.vocabulary import YEARS
from foresight.i18n.language import Language
from foresight.reports import target_words
from foresight.screen import funding, resources
from foresight.store import actuals
from foresight.targets.what_it_takes import relief_of_constraints


@st.cache_data(max_entries=12, show_spinner=False)
def _answer(scenario: str, key: tuple) -> pd.DataFrame:
    return chain.answer_on_targets(
        funding.simulation(funding.scenario_named(scenario)), actuals.recorded(resources.database(), YEARS)
    )


def answer(scenario: str) -> pd.DataFrame:
    """Return the answer on every target and year under a scenario."""
    return _answer(scenario, funding.records_key())


def headline(table: pd.DataFrame, language: Language) -> str:
    """Say the finding: how many of the targets of the last year are likely to be met."""
    return target_words.headline(table.to_dict("records"), language)


def so_far(table: pd.DataFrame, year: int, language: Language) -> str:
    """Say what of a year's targets has been reached already."""
    return target_words.recorded_so_far(table.to_dict("records"), year, language)


def hardest(table: pd.DataFrame) -> pd.Series:
    """Return the target of the last year that is least likely to be met."""
    last = table[(table["year"] == chain.LAST_TARGET_YEAR) & table["target"].notna()]
    return last.loc[last["probability"].idxmin()]


@st.cache_data(max_entries=12, show_spinner=False)
def _relief(scenario: str, year: int, key: tuple) -> dict[str, float]:
    return relief_of_constraints(funding.simulation(funding.scenario_named(scenario)), year)


def relief(scenario: str, year: int) -> tuple[str, float]:
    """Return the constraint whose relief brings most, and how many more projects it brings on average."""
    gains = _relief(scenario, year, funding.records_key())
    best = max(gains, key=gains.get)
    return best, gains[best]


def what_it_takes(row: pd.Series, language: Language) -> str:
    """Say what would make a target likely, or that nothing examined does."""
    code, values = row["what_it_takes"]
    told = {
        name: language.percent(value)
        if name in ("probability", "best_alone_probability", "share_of_rule")
        else language.number(value, 0 if value == round(value) else 1)
        for name, value in values.items()
        if isinstance(value, int | float)
    }
    if isinstance(values.get("lever"), str):
        told["lever"] = language.label(
            "lever", values["lever"] if "." in values["lever"] else f"parameters.{values['lever']}"
        )
    if "money" in values:
        told["money"] = language.money(values["money"])
        told["expected"] = language.money(values["expected"])
    if "constraint" in values:
        told["constraint"] = language.label("binding", values["constraint"])
    return language.label("what_it_takes", code, **told)


def package(row: pd.Series, language: Language) -> list[str]:
    """Return the levers of the package examined for a target, each with the value it would take."""
    _, values = row["what_it_takes"]
    return [
        language.text(
            "{lever}: {value}", lever=language.label("lever", path), value=lever_amount(path, value, language)
        )
        for path, value in values.get("levers", {}).items()
    ]


def lever_amount(path: str, value: float, language: Language) -> str:
    """Write the value of a lever in its own unit."""
    return (
        language.percent(value)
        if path in funding.SHARES or path == "parameters.take_up"
        else language.number(value, 0 if value == round(value) else 1)
    )


def answer_table(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the answer for reading: every target and year with its proof."""
    known = table.dropna(subset=["target"])
    return pd.DataFrame(
        {
            language.text("Target"): [language.label("target", code) for code in known["indicator"]],
            language.text("Year"): known["year"].tolist(),
            language.text("Asked for"): [
                target_amount(i, v, language) for i, v in zip(known["indicator"], known["target"])
            ],
            language.text("Recorded so far"): [
                target_amount(i, v, language) for i, v in zip(known["indicator"], known["committed"])
            ],
            language.text("8 futures in 10"): [
                f"{target_amount(i, low, language)} – {target_amount(i, high, language)}"
                for i, low, high in zip(known["indicator"], known["p10"], known["p90"])
            ],
            language.text("Chance"): [language.chance(p) for p in known["probability"]],
            language.text("What binds"): [language.label("target_binding", code) for code in known["binding"]],
            language.text("What it would take"): [
                " ".join([what_it_takes(row, language), *package(row, language)]) for _, row in known.iterrows()
            ],
        }
    )
