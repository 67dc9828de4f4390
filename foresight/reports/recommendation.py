"""The recommendation as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from foresight.i18n.language import Language
from foresight.reports.document import Document, Facts, Notice, Signatures
from foresight.reports.fingerprint import Mark
from foresight.reports.specification import section_blocks
from foresight.reports.words import day, framed, hash_block
from foresight.reports.written import translation_notices, with_sign, written

RECOMMENDATION_SECTIONS = ("grounds", "measures", "deadline", "effect")


def recommendation(facts: Mapping, language: Language, mark: Mark, made_on: dt.date) -> Document:
    """Write a recommendation.

    Parameters
    ----------
    facts : mapping
        From ``recommendation_facts``.
    language : Language
    mark : Mark
    made_on : date
    """
    found, session = facts["recommendation"], facts["session"]
    content = found["content"]
    title = with_sign(written(content, "title", language.code), language).text or found["title"]
    region = language.region(found["region"]) if found["region"] else language.text("Kazakhstan")
    notices = []
    if found["state"] == "draft":
        notices.append(Notice(language.text("A draft: it has not been issued.")))
    if session and session["stage"] != "closed":
        notices.append(Notice(language.text("The session it comes from is not closed yet: votes may still change.")))
    rows = [
        (language.text("To"), found["addressee"] or language.text("not recorded")),
        (language.text("Region"), region),
        (language.text("State"), language.label("recommendation_state", found["state"])),
        (
            language.text("Issued"),
            day(found["issued_on"], language) if found["issued_on"] else language.text("not yet"),
        ),
    ]
    if session:
        held = day(session["held_on"], language)
        rows.append((language.text("Session"), f"{session['title']} · {language.region(session['region'])} · {held}"))
    blocks = [
        *notices,
        *translation_notices(content, RECOMMENDATION_SECTIONS, language),
        Facts(tuple(rows)),
        *(block for name in RECOMMENDATION_SECTIONS for block in section_blocks(content, name, language)),
        Signatures(((language.text("For the Academy of Sciences"), ""),)),
        *hash_block(mark, language),
    ]
    return framed(
        "recommendation",
        language,
        title,
        language.text("Recommendation on the scientific potential of the region · {region}", region=region),
        blocks,
        mark,
        made_on,
    )
