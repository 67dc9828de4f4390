"""Small wordings that several documents share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from foresight.i18n.language import Language
from foresight.reports.document import Document, Heading, Notice, Paragraph, table
from foresight.reports.fingerprint import Mark
from foresight.sessions.method import in_language

SHORT = {"ru": "RU", "kk": "KK", "en": "EN"}
DASH = "–"


def day(text: str | None, language: Language) -> str:
    """Write a stored day in full, or a dash."""
    return language.date(dt.date.fromisoformat(text[:10])) if text else DASH


def span(low: float | None, high: float | None, language: Language, decimals: int = 0) -> str:
    """Write an interval; a single number where both ends are the same."""
    if low is None or high is None:
        return DASH
    first, last = language.number(low, decimals), language.number(high, decimals)
    return first if first == last else f"{first}–{last}"


def number(value: float | None, language: Language, decimals: int = 0) -> str:
    """Write a number, or a dash where it is missing."""
    return DASH if value is None else language.number(value, decimals)


def percent(share: float | None, language: Language, decimals: int = 0) -> str:
    """Write a share as a percentage, or a dash where it is missing."""
    return DASH if share is None else language.percent(share, decimals)


def translated(titles: Mapping[str, str], language: Language) -> tuple[str, bool]:
    """Return a title and whether it is in the reader's language; one that is not carries the sign of its own."""
    own = titles.get(language.code)
    if own:
        return own, True
    other = in_language(titles, language.code)
    code = next((name for name, text in titles.items() if text == other), "")
    return f"{other} [{SHORT.get(code, '?')}]", False


def need_titles(needs: Iterable[Mapping], language: Language) -> tuple[dict[str, str], int]:
    """Return the titles of needs by identifier, and how many have no translation."""
    found, missing = {}, 0
    for need in needs:
        title, own = translated(need["titles"], language)
        found[need["id"]] = title
        missing += not own and need["state"] in ("accepted", "proposed")
    return found, missing


def missing_translations(count: int, language: Language) -> list[Notice]:
    """Say how many needs are not translated."""
    if not count:
        return []
    text = language.plural(
        "{count} need has no title in this language; it stands in its own, with a sign behind it.",
        "{count} needs have no title in this language; they stand in their own, with a sign behind them.",
        count,
    )
    return [Notice(text)]


def dissent_side(row: Mapping, rows: Iterable[Mapping], language: Language) -> str:
    """Say where dissenters stand: against the rest, or in one of two camps where both sides dissent."""
    sides = {one["side"] for one in rows if one["need"] == row["need"]}
    return language.label("side", row["side"] if len(sides) == 1 else f"camp_{row['side']}")


def empty(language: Language) -> Paragraph:
    """Say that a section has nothing in it."""
    return Paragraph(language.text("Nothing is recorded here."), "empty")


def hash_block(mark: Mark, language: Language) -> list[object]:
    """Say how the document can be checked: the hash of its data and of each part."""
    names = [(language.label("data_section", name), digest) for name, digest in mark.sections]
    return [
        Heading(language.text("How to check this document")),
        Paragraph(
            language.text(
                "The hash stands for all data in this document, in every language alike. On the page “Documents”, or "
                "with the command “foresight document verify FILE”, the workbench makes it anew from the store and "
                "says whether anything has changed since, and which part."
            )
        ),
        Paragraph(f"SHA-256: {mark.sha256}", "small"),
        table(
            [language.text("Part"), language.text("Hash, first digits")],
            [(name, digest) for name, digest in names],
            small=True,
        ),
    ]


def framed(
    kind: str,
    language: Language,
    title: str,
    subtitle: str,
    blocks: list,
    mark: Mark,
    made_on: dt.date,
    **options: object,
) -> Document:
    """Put a document together with the same head and foot as every other."""
    return Document(
        kind=kind,
        language=language.code,
        title=title,
        subtitle=subtitle,
        blocks=tuple(blocks),
        mark=mark,
        made_on=made_on,
        head=f"{language.label('document', kind)} · {subtitle if kind == 'protocol' else title}"[:110],
        foot=language.text(
            "Foresight Workbench · made on {date} · hash {hash}", date=language.date(made_on), hash=mark.short
        ),
        pages=language.text("page {page} of {pages}"),
        **options,
    )
