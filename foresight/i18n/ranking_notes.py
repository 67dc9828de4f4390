"""How the remarks of a ranking are worded: on the page, in the protocol and on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from foresight.i18n.language import Language

SHARES = ("overlap", "change", "share", "consistency_ratio")
# Whoever uses the ranking without having read these may go wrong.
WARNINGS = ("panel_too_small", "panel_too_small_for_top_k", "all_needs_equal", "methods_disagree")


def ranking_note(
    code: str, values: Mapping[str, object], titles: Mapping[str, str], criteria: Mapping[str, str], language: Language
) -> str:
    """Say one remark in a sentence.

    Parameters
    ----------
    code, values
        As in ``SessionResults.notes``.
    titles, criteria : mapping of str to str
        Names of needs and criteria by code; one without a name is called by its code.
    language : Language
    """
    said: dict[str, object] = {}
    for name, value in values.items():
        if name == "group":
            said[name] = language.label("group", value)
        elif name == "groups":
            said[name] = ", ".join(language.label("group", one) for one in value)
        elif name in ("need", "criterion"):
            said[name] = (titles if name == "need" else criteria).get(value, value)
        elif value is None or isinstance(value, int | float):
            written = language.percent if name in SHARES else language.number
            said[name] = "–" if value is None else written(value)
        else:
            said[name] = value
    sentence = language.label("ranking_note", code, **said)
    if code == "panel_too_small_for_top_k":
        more = "panel_needed_unknown" if values["people_needed"] is None else "panel_needed"
        sentence += " " + language.label("ranking_note", more, **said)
    return sentence


def ranking_notes(
    notes: tuple[tuple[str, dict], ...],
    titles: Mapping[str, str],
    criteria: Mapping[str, str],
    language: Language,
) -> tuple[list[str], list[str]]:
    """Say all remarks: what must be known before the ranking is used, and what else is worth knowing."""
    said: tuple[list[str], list[str]] = ([], [])
    for code, values in notes:
        said[code not in WARNINGS].append(ranking_note(code, values, titles, criteria, language))
    return said
