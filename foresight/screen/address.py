"""Choices that the address carries as codes, so that a link means the same in every language.

Streamlit's own binding writes the label a reader sees; a link sent from a Russian page would not open in Kazakh.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from foresight.screen.language import text


def from_address(key: str, options: Iterable[object], default: object = None) -> None:
    """Give a widget that is about to be drawn the value that the address asks for, once.

    Parameters
    ----------
    key : str
        Key of the widget, and name in the address.
    options : iterable
        What may be chosen; anything else in the address, or left in the session from before, is dropped.
    default : object
        Taken when nothing was asked for; None leaves it to the widget.
    """
    allowed = {str(option): option for option in options}
    if str(st.session_state.get(key)) in allowed and key in st.session_state:
        return
    st.session_state.pop(key, None)
    asked = st.query_params.get(key)
    if asked in allowed:
        st.session_state[key] = allowed[asked]
    elif default is not None:
        st.session_state[key] = default


def to_address(key: str) -> None:
    """Write the value of a widget that was drawn into the address."""
    value = st.session_state.get(key)
    if value is None:
        return
    if st.query_params.get(key) != str(value):
        st.query_params[key] = str(value)


def choose_section(label: str, names: Mapping[str, str], key: str, default: str) -> str:
    """Draw the choice of one part of a page, carried by the address, and return its code.

    Parameters
    ----------
    label : str
        What a screen reader calls the choice.
    names : mapping of str to str
        Name of each part by its code, in reading order.
    key : str
        Of the widget, and name in the address.
    default : str
        The part shown where the address asks for none.
    """
    from_address(key, names, default)
    section = st.segmented_control(
        label, list(names), format_func=names.get, key=key, required=True, label_visibility="collapsed"
    )
    to_address(key)
    return section


def choose_session(names: Mapping[str, str]) -> str:
    """Draw the choice of a session, the same on every page of a session, and return its code.

    Parameters
    ----------
    names : mapping of str to str
        Name of each session by its code; at least one.
    """
    last = st.session_state.get("last_session")
    from_address("session", names, last if last in names else next(iter(names)))
    chosen = st.selectbox(text("Session"), list(names), format_func=names.get, key="session")
    to_address("session")
    # Kept for the other pages, which forget the widgets of this one.
    st.session_state["last_session"] = chosen
    return chosen


def linked(key: str, options: Sequence[str], default: str) -> None:
    """Let a widget begin with the code that the address names, in any language, and keep the address up to date.

    Parameters
    ----------
    key : str
        Of the widget that is drawn next, and of the parameter in the address.
    options : sequence of str
        What can be chosen; anything else is ignored.
    default : str
        What is chosen where neither the session nor the address says anything; it is left out of the address.
    """
    if st.session_state.get(key) not in options:
        asked = st.query_params.get(key)
        st.session_state[key] = asked if asked in options else default
    chosen = st.session_state[key]
    if chosen != st.query_params.get(key, default):
        if chosen == default:
            del st.query_params[key]
        else:
            st.query_params[key] = chosen
