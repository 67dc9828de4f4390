"""The language of the page being drawn, chosen in the sidebar and kept in the address."""

import streamlit as st

from foresight.i18n.language import DEFAULT_LANGUAGE, LANGUAGES, Language, language

LANGUAGE_KEY = "language"
ADDRESS_KEY = "lang"
SHORT_NAMES = {"ru": "Рус", "kk": "Қаз", "en": "Eng"}


def current() -> Language:
    """Return the reader's language; read from the session each time, for fragments rerun in contexts of their own."""
    return language(st.session_state.get(LANGUAGE_KEY) or DEFAULT_LANGUAGE)


def _said_anew() -> None:
    """Give every choice its value once more: a box of choices keeps the words it was drawn with until it is told."""
    for key, value in st.session_state.items():
        codes = value if isinstance(value, list) else [value]
        # Nothing chosen is nothing to say, and a field somebody is still writing in counts as empty until it is left.
        if any(codes) and all(isinstance(code, str) for code in codes):
            st.session_state[key] = value


def choose_language() -> None:
    """Draw the switch; the address carries the choice through navigation, reload and links."""
    asked = st.query_params.get(ADDRESS_KEY)
    known = st.session_state.get(LANGUAGE_KEY) or (asked if asked in LANGUAGES else DEFAULT_LANGUAGE)
    st.segmented_control(
        "Тіл · Язык · Language",
        list(LANGUAGES),
        # The browser must know the choice with every run: a click into an unfinished first run would send another one.
        default=known,
        format_func=SHORT_NAMES.get,
        key=LANGUAGE_KEY,
        on_change=_said_anew,
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )
    chosen = current().code
    if st.query_params.get(ADDRESS_KEY, DEFAULT_LANGUAGE) != chosen:
        st.query_params[ADDRESS_KEY] = chosen


def text(message: str, **values: object) -> str:
    """Translate a sentence for the reader of this page."""
    return current().text(message, **values)


def plural(singular: str, plural: str, count: int, **values: object) -> str:
    """Translate a sentence about a number of things for the reader of this page."""
    return current().plural(singular, plural, count, **values)
