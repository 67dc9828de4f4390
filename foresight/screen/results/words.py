"""Sentences of the page of results: the finding, the warnings, the remarks; and numbers that may be missing."""

from __future__ import annotations

import pandas as pd

from foresight.i18n.language import Language
from foresight.i18n.ranking_notes import ranking_notes
from foresight.screen.elements import as_text
from foresight.screen.results.reading import Shown

DASH = "–"


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
        leads = language.text("first: {need}", need=as_text(shown.titles[first["need"].iloc[0]]))
    else:
        leads = language.plural(
            "{count} need may be first: they cannot be told apart",
            "{count} needs may be first: they cannot be told apart",
            len(first),
        )
    if (needs["label"] == "not_asked").all():
        return leads[:1].upper() + leads[1:]
    accepted = int((needs["label"] == "accepted_by_all").sum())
    agreed = (
        language.plural("{count} need is accepted by all groups", "{count} needs are accepted by all groups", accepted)
        if accepted
        else language.text("No need is accepted by all groups")
    )
    return language.text("{agreed}; {leads}", agreed=agreed, leads=leads)


def answers(shown: Shown) -> list[tuple[str, str]]:
    """Answer below the headline how sure the ranking is and who disagrees, each with an icon."""
    language = shown.language
    return [
        ("verified", f"**{language.text('How sure:')}** {sureness(shown)}"),
        ("groups", f"**{language.text('Who disagrees:')}** {disagreement(shown)}"),
    ]


def sureness(shown: Shown) -> str:
    """Say how often panels like this one put the same need first, and choose the same needs."""
    found, language = shown.found, shown.language
    if not found.uncertainty.reliable:
        return language.text("too few people answered to tell.")
    if len(found.needs) == 1:
        return language.text("there is one need only.")
    firsts = found.rank_acceptability.query("rank == 1")["panels"]
    said = language.text(
        "{share} of panels like this one put the same need first", share=percent(firsts.max(), language)
    )
    if found.panel.k >= len(found.needs):
        return f"{said}."
    return language.text(
        "{said}; {overlap} of the first {k} would be chosen again.",
        said=said,
        overlap=percent(found.panel.overlap, language),
        k=language.number(found.panel.k),
    )


def disagreement(shown: Shown) -> str:
    """Say between whom needs are contested, on how many the room is split, and which group decides the first place."""
    found, language = shown.found, shown.language
    needs = found.needs
    contested = needs[needs["label"] == "contested"]
    parts = []
    if len(contested):
        between = contested["between"].map(lambda groups: pair(groups, language)).value_counts()
        parts.append(
            language.plural(
                "{count} need is contested between groups ({groups})",
                "{count} needs are contested between groups (most often {groups})",
                len(contested),
                groups=between.index[0],
            )
        )
    split = int(needs["verdict"].eq("disagreement").sum())
    if split:
        parts.append(language.plural("the room is split on {count} need", "the room is split on {count} needs", split))
    kept = found.minority["need"].nunique()
    if kept and not split:
        parts.append(
            language.plural("a minority stands apart on {count} need", "a minority stands apart on {count} needs", kept)
        )
    deciding = found.left_out.loc[found.left_out["top_changes"].astype(bool), "left_out"].unique()
    if len(deciding):
        names = ", ".join(language.label("group", group) for group in deciding)
        parts.append(language.text("without one group another need would be first ({groups})", groups=names))
    return "; ".join(parts) + "." if parts else language.text("no group and no minority stands apart.")


def remarks(shown: Shown) -> tuple[list[str], list[str]]:
    """Say what must be known before the ranking is used, and what else is worth knowing."""
    titles = {code: as_text(title) for code, title in shown.titles.items()}
    criteria = {one.code: as_text(one.name) for one in shown.criteria}
    return ranking_notes(shown.found.notes, titles, criteria, shown.language)
