"""Texts that people wrote for a specification or a recommendation, in one or several languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foresight.i18n.language import Language
from foresight.reports.document import Notice
from foresight.reports.words import SHORT

LANGUAGES = ("ru", "kk", "en")
#: Sections that hold a list, one line an entry.
LISTS = ("tasks", "qualitative", "measures")


@dataclass(frozen=True)
class Written:
    """A section as it was written.

    Attributes
    ----------
    text : str
        Empty for a section that holds a list, or nothing.
    items : tuple of str
    language : str
        Language it stands in; empty where there is nothing.
    """

    text: str = ""
    items: tuple[str, ...] = ()
    language: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not self.text and not self.items


def written(content: Mapping, section: str, language: str) -> Written:
    """Return a section in a language, or in the next one that has it.

    Parameters
    ----------
    content : mapping
        ``texts`` by language and section; a section beside ``texts`` counts as written in no particular language.
    section : str
    language : str
    """
    texts = content.get("texts") if isinstance(content.get("texts"), Mapping) else {}
    for code in (language, *(one for one in LANGUAGES if one != language)):
        own = texts.get(code) if isinstance(texts.get(code), Mapping) else {}
        found = _section(own.get(section), section)
        if not found.empty:
            return Written(found.text, found.items, code)
    plain = _section(content.get(section), section)
    return plain if plain.empty else Written(plain.text, plain.items, language)


def _section(value: object, section: str) -> Written:
    if isinstance(value, list | tuple):
        items = tuple(str(item).strip() for item in value if str(item).strip())
    elif isinstance(value, str):
        items = tuple(line.strip() for line in value.splitlines() if line.strip())
    else:
        return Written()
    if section in LISTS:
        return Written(items=items)
    return Written(text="\n".join(items))


def with_sign(found: Written, language: Language) -> Written:
    """Put the sign of its language behind a text that is not in the reader's."""
    if found.empty or found.language in ("", language.code):
        return found
    sign = f" [{SHORT[found.language]}]"
    return Written(found.text + sign if found.text else "", tuple(item + sign for item in found.items), found.language)


def translation_notices(content: Mapping, sections: tuple[str, ...], language: Language) -> list[Notice]:
    """Say which sections are not translated, and which are empty."""
    found = {section: written(content, section, language.code) for section in sections}
    foreign = [name for name, one in found.items() if not one.empty and one.language != language.code]
    blank = [name for name, one in found.items() if one.empty]
    notices = []
    if foreign:
        names = ", ".join(language.label("written_section", name) for name in foreign)
        told = language.text("Not translated; the sign of another language stands behind it: {names}.", names=names)
        notices.append(Notice(told))
    if blank:
        names = ", ".join(language.label("written_section", name) for name in blank)
        notices.append(Notice(language.text("Not written yet: {names}.", names=names)))
    return notices
