"""Choices that the address carries as codes, so that a link means the same in every language.

Streamlit's own binding writes the label a reader sees; a link sent from a Russian page would not open in Kazakh.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from foresight.screen.language import text


def linked(key: str, options: Iterable[object], default: object = None) -> None:
    """Let a widget that is drawn next begin with what the address names, in any language, and keep the address true.

    Parameters
    ----------
    key : str
        Of the widget, and name in the address.
    options : iterable
        What may be chosen, told apart by ``str``; anything else in the address, or left from before, is dropped.
    default : object
        Chosen where neither the session nor the address says anything, and left out of the address. None takes the
        first option and writes it: which record comes first is another tomorrow.
    """
    allowed = {str(option): option for option in options}
    first = default if default is not None else next(iter(allowed.values()))
    if str(st.session_state.get(key)) not in allowed:
        st.session_state[key] = allowed.get(st.query_params.get(key), first)
    chosen = str(st.session_state[key])
    usual = str(default) if default is not None else None
    if chosen != st.query_params.get(key, usual):
        if chosen == usual:
            del st.query_params[key]
        else:
            st.query_params[key] = chosen


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
    linked(key, names, default)
    return st.segmented_control(
        label, list(names), format_func=names.get, key=key, required=True, label_visibility="collapsed"
    )


def choose_session(names: Mapping[str, str]) -> str:
    """Draw the choice of a session, the same on every page of a session, and return its code.

    Parameters
    ----------
    names : mapping of str to str
        Name of each session by its code; at least one.
    """
    last = st.session_state.get("last_session")
    if last in names and not {st.session_state.get("session"), st.query_params.get("session")} & set(names):
        st.session_state["session"] = last
    linked("session", names)
    chosen = st.selectbox(text("Session"), list(names), format_func=names.get, key="session")
    # Kept for the other pages, which forget the widgets of this one.
    st.session_state["last_session"] = chosen
    return chosen
