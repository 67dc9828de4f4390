"""The language of the page being drawn, chosen in the sidebar and kept in the address."""

import streamlit as st

from foresight.i18n.language import DEFAULT_LANGUAGE, LANGUAGES, Language, language

LANGUAGE_KEY = "lang"


def current() -> Language:
    """Return the reader's language; read from the session each time, because fragments rerun in contexts of their own."""
    return language(st.session_state.get(LANGUAGE_KEY) or DEFAULT_LANGUAGE)


def choose_language() -> None:
    """Draw the switch; the address carries the choice through navigation and reload."""
    st.segmented_control(
        "Тіл · Язык · Language",
        list(LANGUAGES),
        default=DEFAULT_LANGUAGE,
        format_func=LANGUAGES.get,
        key=LANGUAGE_KEY,
        required=True,
        bind="query-params",
        label_visibility="collapsed",
        width="stretch",
    )


def text(message: str, **values: object) -> str:
    """Translate a sentence for the reader of this page."""
    return current().text(message, **values)


def plural(singular: str, plural: str, count: int, **values: object) -> str:
    """Translate a sentence about a number of things for the reader of this page."""
    return current().plural(singular, plural, count, **values)
