"""Choices that the address carries as codes, so that a link means the same in every language.

Streamlit's own binding writes the label a reader sees; a link sent from a Russian page would not open in Kazakh.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st


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
