"""The answer on the targets, told for a leader."""

import pandas as pd
import streamlit as st

from foresight import chain
from foresight.funding.vocabulary import YEARS
from foresight.i18n.language import Language
from foresight.i18n.target_amounts import amount, amounts_between
from foresight.reports.target_words import plain_rows, what_it_takes_in_full
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


@st.cache_data(max_entries=12, show_spinner=False)
def _relief(scenario: str, year: int, key: tuple) -> dict[str, float]:
    return relief_of_constraints(funding.simulation(funding.scenario_named(scenario)), year)


def relief(scenario: str, year: int) -> tuple[str, float]:
    """Return the constraint whose relief brings most, and how many more projects it brings on average."""
    gains = _relief(scenario, year, funding.records_key())
    best = max(gains, key=gains.get)
    return best, gains[best]


def answer_table(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the answer for reading: every target and year with its proof."""
    rows = [row for row in plain_rows(table) if row["target"] is not None]
    return pd.DataFrame(
        {
            language.text("Target"): [language.label("target", row["indicator"]) for row in rows],
            language.text("Year"): [row["year"] for row in rows],
            language.text("Asked for"): [amount(row["indicator"], row["target"], language) for row in rows],
            language.text("Recorded so far"): [amount(row["indicator"], row["actual"], language) for row in rows],
            language.text("Committed already"): [amount(row["indicator"], row["committed"], language) for row in rows],
            language.text("8 futures in 10"): [
                amounts_between(row["indicator"], row["p10"], row["p90"], language) for row in rows
            ],
            language.text("Chance"): [language.chance(row["probability"]) for row in rows],
            language.text("What binds"): [language.label("target_binding", row["binding"]) for row in rows],
            language.text("What it would take"): [what_it_takes_in_full(row, language) for row in rows],
        }
    )
