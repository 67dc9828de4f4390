"""What the check of a document found, in sentences."""

from __future__ import annotations

from foresight.i18n.language import Language
from foresight.reports.brief import scenario_name
from foresight.reports.making import Verification
from foresight.reports.target_facts import read_brief_reference, read_comparison_reference
from foresight.reports.words import day


def verification_sentences(found: Verification, language: Language) -> list[str]:
    """Say whether a document still says what the store says, what changed, and whether the file itself is known."""
    mark = found.mark
    told = [
        language.text(
            "{kind} “{reference}”, made on {day}, hash {hash}.",
            kind=language.label("document", mark.kind),
            reference=_subject(found, language),
            day=day(mark.made, language),
            hash=mark.short,
        )
    ]
    if found.problem is not None:
        told.append(language.text("It cannot be made anew: {reason}", reason=language.problem(found.problem)))
    elif found.matches:
        told.append(language.text("Its data are what the store says today."))
    else:
        told.append(language.text("The store says something else today."))
        if found.changed:
            names = ", ".join(language.label("data_section", name) for name in found.changed)
            told.append(language.text("Different since then: {names}.", names=names))
    if found.issued:
        when, actor = found.issued[0]
        told.append(
            language.text(
                "This very file was issued here on {when} (UTC) by {actor}; not a letter of it has changed.",
                when=when.replace("T", " "),
                actor=language.label("actor", actor),
            )
        )
    else:
        told.append(
            language.text(
                "This very file is not in the journal: it was issued elsewhere or changed since, so compare its text."
            )
        )
    return told


def _subject(found: Verification, language: Language) -> str:
    """Name what a document is about as its reader knows it."""
    mark = found.mark
    if mark.kind == "brief" and found.problem is None:
        return scenario_name(read_brief_reference(mark.reference)[0], language)
    if mark.kind == "comparison" and found.problem is None:
        return ", ".join(scenario_name(name, language) for name in read_comparison_reference(mark.reference))
    return found.title or mark.reference
