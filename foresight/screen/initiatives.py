"""The registry of initiatives as pages read it: cards, tables, findings, and what the targets count of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from foresight import chain
from foresight.i18n.language import Language
from foresight.i18n.target_amounts import amount
from foresight.problems import Problem
from foresight.reports.specification import finding_text
from foresight.reports.specification_facts import DEFAULT_RULE, rule_shares
from foresight.screen import resources
from foresight.store import actuals, initiative_money, initiatives, specifications
from foresight.store.initiatives import Initiative
from foresight.targets.initiatives import (
    STEPS,
    InitiativeFinding,
    check_initiative,
    money_summary,
    step_dates,
    step_periods,
)

SIGNS = {"error": ":material/error:", "warning": ":material/warning:", "open": ":material/help:"}
STATE_SIGNS = {"planned": "○", "active": "●", "completed": "✓", "stopped": "✕"}


def shortened(text: str, most: int = 60) -> str:
    """Cut a long text at a word, with a sign that it goes on."""
    line = " ".join(str(text).split())
    if len(line) <= most:
        return line
    cut = line[: most - 1].rsplit(" ", 1)[0]
    return (cut if len(cut) > most // 2 else line[: most - 1]) + "…"


@dataclass(frozen=True, eq=False)
class Registered:
    """An initiative with its money and what must be looked at."""

    initiative: Initiative
    money: pd.DataFrame
    findings: tuple[InitiativeFinding, ...]

    @property
    def summary(self) -> dict:
        """Money by payer, planned and paid."""
        return money_summary(self.money)

    @property
    def worst(self) -> str:
        """The gravest kind of finding, or empty."""
        return self.findings[0].severity if self.findings else ""


def rule_of(found: Initiative) -> str:
    """Return the co-financing rule of an initiative: that of its specification's budget, or the Concept's."""
    if found.specification:
        budget = specifications.get_specification(resources.database(), found.specification).content.get("budget")
        if isinstance(budget, dict) and budget.get("rule"):
            return str(budget["rule"])
    return DEFAULT_RULE


def asked_share(found: Initiative) -> float | None:
    """Return the share of the cost that the rule asks of local and private payers, None where it cannot be told."""
    years = [found.starts_year or chain.LAST_TARGET_YEAR]
    try:
        shares, private = rule_shares(resources.database(), rule_of(found), found.instrument, found.region, years)
    except Problem:
        return None
    return shares[0] + private


def registered(found: Initiative, money: pd.DataFrame, today: dt.date) -> Registered:
    """Return an initiative with everything that must be looked at."""
    record = {
        "step": found.step,
        "state": found.state,
        "owner": found.owner,
        "region": found.region,
        "starts_year": found.starts_year,
        "ends_year": found.ends_year,
        "specification": found.specification,
        "dates": found.content.get("dates"),
        "partners": found.content.get("partners"),
    }
    return Registered(found, money, check_initiative(record, money, local_share=asked_share(found), today=today))


def _key() -> tuple:
    return (
        *resources.figures_key(),
        *resources.version(initiatives.TOPIC, specifications.TOPIC),
        str(resources.database().label),
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _everything(key: tuple, today: str) -> list[Registered]:
    database = resources.database()
    money = initiative_money.money_frame(database)
    return [
        registered(one, money[money["initiative"] == one.id], dt.date.fromisoformat(today))
        for one in initiatives.list_initiatives(database)
    ]


def everything(today: dt.date) -> list[Registered]:
    """Return the whole registry, last changed first."""
    return _everything(_key(), today.isoformat())


def finding_sentence(found: InitiativeFinding, language: Language) -> str:
    """Word a finding."""
    return finding_text(found.code, found.values, language)


def money_line(one: Registered, language: Language) -> str:
    """Say what an initiative costs and who brings which part."""
    planned = one.summary["planned"]
    if planned["total"] != planned["total"]:
        return language.text("no money planned yet")
    return language.text(
        "{total}, of which local and private {share}",
        total=language.money(planned["total"]),
        share=language.percent(planned["share"]),
    )


def years_line(found: Initiative, language: Language) -> str:
    """Write the years of an initiative."""
    if found.starts_year is None:
        return language.text("years not set")
    return f"{found.starts_year}–{found.ends_year}" if found.ends_year else f"{found.starts_year}–"


def registry_table(rows: list[Registered], language: Language) -> pd.DataFrame:
    """Return the registry for reading."""
    return pd.DataFrame(
        {
            language.text("Initiative"): [one.initiative.title for one in rows],
            language.text("Region"): [language.region(one.initiative.region, short=True) for one in rows],
            language.text("Step"): [
                f"{STEPS.index(one.initiative.step) + 1}. {language.label('initiative_step', one.initiative.step)}"
                for one in rows
            ],
            language.text("State"): [language.label("initiative_state", one.initiative.state) for one in rows],
            language.text("Instrument"): [language.label("instrument", one.initiative.instrument) for one in rows],
            language.text("Years"): [years_line(one.initiative, language) for one in rows],
            language.text("Owner"): [one.initiative.owner or "–" for one in rows],
            language.text("Planned, mln ₸"): [one.summary["planned"]["total"] for one in rows],
            language.text("Paid, mln ₸"): [one.summary["paid"]["total"] for one in rows],
            language.text("Local and private, %"): [100 * one.summary["planned"]["share"] for one in rows],
            language.text("To look at"): [
                " ".join(finding_sentence(each, language) for each in one.findings if each.severity != "open")
                for one in rows
            ],
        }
    )


def timeline_rows(rows: list[Registered], language: Language, today: dt.date) -> pd.DataFrame:
    """Return the periods of the steps for the timeline; initiatives without a day are left out."""
    periods = []
    for number, one in enumerate(rows, 1):
        name = f"{shortened(one.initiative.title, 44)} ({number})"
        going = one.initiative.state in ("planned", "active")
        dates = step_dates(one.initiative.content.get("dates"))
        periods += step_periods(name, dates, today if going else None)
    frame = pd.DataFrame(periods, columns=["initiative", "step", "starts", "ends"])
    told = [
        language.date(starts) if starts == ends else f"{language.date(starts)} – {language.date(ends)}"
        for starts, ends in zip(frame["starts"], frame["ends"])
    ]
    return frame.assign(told=told)


def counted(year: int, language: Language) -> list[tuple[str, str, str]]:
    """Return what the targets count in a year: name of the target, what is recorded, what is asked for."""
    recorded = actuals.recorded(resources.database(), [year])
    nation = recorded[recorded["region"] == chain.NATION].set_index("indicator")["value"]
    wanted = resources.targets().query("year == @year").set_index("indicator")["target"]
    found = []
    for indicator in wanted.index:
        value, target = float(nation[indicator]), float(wanted[indicator])
        found.append(
            (
                language.label("target_short", indicator),
                amount(indicator, None if value != value else value, language),
                language.text("no target")
                if target != target
                else language.text("target {value}", value=amount(indicator, target, language)),
            )
        )
    return found
