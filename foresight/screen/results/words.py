"""Sentences of the page of results: the finding, the warnings, the remarks; and numbers that may be missing."""

from __future__ import annotations

import pandas as pd

from foresight.i18n.language import Language
from foresight.screen.people import escaped
from foresight.screen.results.reading import Shown

DASH = "–"
SHARES = ("overlap", "change", "share", "consistency_ratio")
# Whoever uses the ranking without having read these may go wrong.
WARNINGS = ("panel_too_small", "panel_too_small_for_top_k", "all_needs_equal", "methods_disagree")


def number(value: object, language: Language, decimals: int = 0) -> str:
    """Write a number that may be missing."""
    return DASH if value is None or pd.isna(value) else language.number(float(value), decimals)


def percent(value: object, language: Language, decimals: int = 0) -> str:
    """Write a share that may be missing."""
    return DASH if value is None or pd.isna(value) else language.percent(float(value), decimals)


def share_between(share: object, low: object, high: object, language: Language) -> str:
    """Write a share with its interval."""
    if pd.isna(share):
        return DASH
    return f"{percent(share, language)} ({percent(low, language)}–{percent(high, language)})"


def probability(value: object, language: Language) -> str:
    """Write the p-value of a test."""
    if value is None or pd.isna(value):
        return DASH
    return f"< {language.number(0.001, 3)}" if value < 0.001 else language.number(float(value), 3)


def pair(groups: tuple[str, ...], language: Language) -> str:
    """Name two groups that are apart."""
    return " / ".join(language.label("group", one) for one in groups)


def headline(shown: Shown) -> str:
    """Say the finding: what all groups accept, and what comes first or ties for it."""
    needs, language = shown.found.needs, shown.language
    first = needs[needs["band"] == needs["band"].min()]
    if len(first) == 1:
        leads = language.text("first: {need}", need=escaped(shown.titles[first["need"].iloc[0]]))
    else:
        leads = language.plural(
            "{count} need may be first: they cannot be told apart",
            "{count} needs may be first: they cannot be told apart",
            len(first),
        )
    if (needs["label"] == "not_asked").all():
        return leads[:1].upper() + leads[1:]
    accepted = int((needs["label"] == "accepted_by_all").sum())
    agreed = language.plural(
        "{count} need is accepted by all groups", "{count} needs are accepted by all groups", accepted
    )
    return language.text("{agreed}; {leads}", agreed=agreed, leads=leads)


def note(shown: Shown, code: str, values: dict) -> str:
    """Say one note in words."""
    language = shown.language
    names = {one.code: one.name for one in shown.criteria}
    said: dict[str, object] = {}
    for name, value in values.items():
        if name == "group":
            said[name] = language.label("group", value)
        elif name == "groups":
            said[name] = ", ".join(language.label("group", one) for one in value)
        elif name == "need":
            said[name] = escaped(shown.titles.get(value, value))
        elif name == "criterion":
            said[name] = escaped(names.get(value, str(value)))
        elif name in SHARES:
            said[name] = percent(value, language)
        else:
            said[name] = number(value, language) if value is None or isinstance(value, int | float) else value
    sentence = language.label("ranking_note", code, **said)
    if code == "panel_too_small_for_top_k":
        more = "panel_needed_unknown" if values["people_needed"] is None else "panel_needed"
        sentence += " " + language.label("ranking_note", more, **said)
    return sentence


def warnings(shown: Shown) -> list[str]:
    """Say what must be known before the ranking is used."""
    return [note(shown, code, values) for code, values in shown.found.notes if code in WARNINGS]


def remarks(shown: Shown) -> list[str]:
    """Say what else is worth knowing."""
    return [note(shown, code, values) for code, values in shown.found.notes if code not in WARNINGS]
