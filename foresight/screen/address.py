"""Choices that stand in the address by their code, so that a link opens the same thing in any language."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def take(key: str, options: Sequence[str], name: str | None = None) -> None:
    """Let a widget begin with what the address says, or with what was chosen before on another page.

    Parameters
    ----------
    key : str
        Of the widget that is drawn next.
    options : sequence of str
        What can be chosen; anything else in the address is ignored.
    name : str, optional
        Of the parameter in the address; the key without it.
    """
    parameter = name or key
    if st.session_state.get(key) in options:
        return
    st.session_state.pop(key, None)
    for asked in (st.query_params.get(parameter), st.session_state.get("kept_" + parameter)):
        if asked in options:
            st.session_state[key] = asked
            return


def put(name: str, value: str, default: str | None = None) -> None:
    """Write a choice into the address and keep it for the other pages; the default is left out of the address."""
    st.session_state["kept_" + name] = value
    if value == default:
        if name in st.query_params:
            del st.query_params[name]
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def different(names: dict[str, str]) -> dict[str, str]:
    """Tell names apart that occur twice: a list of choices knows its entries by their names."""
    times: dict[str, int] = {}
    told = {}
    for code, name in names.items():
        times[name] = times.get(name, 0) + 1
        told[code] = name if times[name] == 1 else f"{name} ({times[name]})"
    return told
