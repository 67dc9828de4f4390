"""The scenario somebody is working on: a base, changes laid over it, levers moved; carried by the address."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable

import numpy as np
import streamlit as st

from foresight.funding.inputs import FundingInputs
from foresight.funding.model import resolve
from foresight.funding.scenario import Change, Scenario, parse_years
from foresight.funding.vocabulary import INSTRUMENTS, YEARS
from foresight.problems import Problem
from foresight.screen import funding

LONGEST_LINK = 20_000
_CHANGES = "funding_changes"
_LEVERS = "funding_levers"
_PARAMETER = "changes"


def changes(base: str) -> list[Change]:
    """Return the changes laid over a base besides the levers, in order."""
    documents = st.session_state.setdefault(_CHANGES, {}).get(base, [])
    return [Change(row["path"], parse_years(row["years"]), row["value"]) for row in documents]


def _keep(base: str, found: Iterable[Change]) -> None:
    st.session_state.setdefault(_CHANGES, {})[base] = [change.to_document() for change in found]


def lay(base: str, scenario: Scenario, added: Iterable[Change], inputs: FundingInputs) -> None:
    """Lay further changes over the base; they are checked first, and nothing is kept when one is wrong.

    Raises
    ------
    Problem
        Naming the wrong value.
    """
    laid = Scenario("draft", tuple(changes(base))).with_changes(added)
    resolve(scenario.with_changes(laid.changes), inputs)
    _keep(base, laid.changes)


def take_back(base: str, position: int) -> None:
    """Take one change back."""
    found = changes(base)
    _keep(base, [change for place, change in enumerate(found) if place != position])


def take_all_back(base: str) -> None:
    """Return to the base as it was saved: no change, no lever moved."""
    st.session_state.setdefault(_CHANGES, {}).pop(base, None)
    forget_levers(base, "")
    st.query_params.pop(_PARAMETER, None)


def forget_levers(base: str, beginning: str) -> None:
    """Put the levers whose path begins so back to where the scenario has them."""
    move(base, {path: value for path, value in moved(base).items() if not path.startswith(beginning)})
    st.session_state["funding_lever_round"] = lever_round() + 1


def lever_round() -> int:
    """Return a number that changes whenever levers are put back, part of the keys of their sliders."""
    return st.session_state.setdefault("funding_lever_round", 0)


def moved(base: str) -> dict[str, float]:
    """Return the levers moved on this base, with their values."""
    return dict(st.session_state.setdefault(_LEVERS, {}).get(base, {}))


def move(base: str, levers: dict[str, float]) -> None:
    """Remember which levers are moved, so that they still stand there when the reader comes back."""
    st.session_state.setdefault(_LEVERS, {})[base] = dict(levers)


def lever_values(scenario: Scenario, inputs: FundingInputs) -> dict[str, float]:
    """Return where each lever stands in a scenario; a share that differs by region stands at its mean."""
    model = resolve(scenario, inputs)
    last = len(inputs.years) - 1
    found = {}
    for path, (low, high, _) in funding.LEVERS.items():
        kind, *rest = path.split(".")
        if kind == "rule":
            value = float(np.mean(model.local_share[last, :, INSTRUMENTS.index(rest[0])]))
        else:
            value = float(model.parameters.values(rest[0])[last])
        found[path] = min(max(value, low), high)
    return found


def as_link(all_changes: Iterable[Change]) -> str:
    """Return changes as text for an address."""
    text = json.dumps([change.to_document() for change in all_changes], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def from_link(text: str) -> list[Change]:
    """Read changes from the text of an address.

    Raises
    ------
    Problem
        When it is damaged or too long.
    """
    try:
        if len(text) > LONGEST_LINK:
            raise ValueError
        packed = zlib.decompressobj()
        raw = packed.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), 50 * LONGEST_LINK)
        rows = json.loads(raw)
        return [Change(str(row["path"]), parse_years(row["years"]), row["value"]) for row in rows]
    except (ValueError, KeyError, TypeError, zlib.error, binascii.Error, RecursionError):
        raise Problem("the link to this scenario is damaged; the scenario is shown without its changes") from None


def from_address(key: str, allowed: list[str], usual: str | list[str]) -> str | list[str]:
    """Return a choice as it stands, or as the address says, or as it stood when the reader was last here.

    The control takes it as its start, so that a browser that draws the control late (long work reruns the page at
    once) draws what was computed. Codes stand in the address, not the words of a language, so that a link means the
    same to every reader.

    Raises
    ------
    Problem
        When the address names something that does not exist; it is taken out of the address.
    """
    if key in st.session_state:
        if all(one in allowed for one in _as_list(st.session_state[key])):
            return st.session_state[key]
        del st.session_state[key]  # deleted in the meantime
        return usual
    if key not in st.query_params:
        remembered = st.session_state.setdefault("funding_choices", {}).get(key, usual)
        return remembered if all(one in allowed for one in _as_list(remembered)) else usual
    asked = st.query_params.get_all(key)
    known = [one for one in asked if one in allowed]
    if len(known) < len(asked):
        del st.query_params[key]
        unknown = next(one for one in asked if one not in allowed)
        raise Problem("the address names {name}, which is not here", name=unknown)
    return known[:2] if isinstance(usual, list) else known[0]


def _as_list(value: object) -> list:
    return list(value) if isinstance(value, list | tuple) else [value]


def to_address(key: str, value: str | list[str], usual: str | list[str]) -> None:
    """Let the address carry a choice, and remember it for the reader's return."""
    st.session_state.setdefault("funding_choices", {})[key] = value
    shown = st.query_params.get_all(key)
    wanted = [] if value == usual else _as_list(value)
    if shown != wanted:
        if wanted:
            st.query_params[key] = wanted
        else:
            st.query_params.pop(key, None)


def open_link(base: str, scenario: Scenario, inputs: FundingInputs) -> None:
    """Take over the changes that the address carries, once, when the page is first opened with it.

    Raises
    ------
    Problem
        When the link is damaged or names something that does not exist.
    """
    carried = st.query_params.get(_PARAMETER)
    if st.session_state.get("funding_link_opened") or not carried:
        st.session_state["funding_link_opened"] = True
        return
    st.session_state["funding_link_opened"] = True
    st.query_params.pop(_PARAMETER, None)
    found = from_link(carried)
    levers = {
        change.path: float(change.value)
        for change in found
        if change.path in funding.LEVERS and change.years == YEARS and isinstance(change.value, int | float)
    }
    others = [change for change in found if change.path not in levers]
    lay(base, scenario, others, inputs)
    resolve(scenario.with_changes(found), inputs)
    move(base, levers)


def show_in_address(all_changes: Iterable[Change]) -> None:
    """Let the address carry the changes, so that copying it shares the scenario."""
    rows = list(all_changes)
    text = as_link(rows) if rows else ""
    if st.query_params.get(_PARAMETER, "") != text:
        if text:
            st.query_params[_PARAMETER] = text
        else:
            st.query_params.pop(_PARAMETER, None)
