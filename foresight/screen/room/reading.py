"""What the console and the projector read of a live session, kept until the store says that it changed."""

from __future__ import annotations

import os
import socket

import pandas as pd
import streamlit as st

from foresight.priorities.criteria import Criterion
from foresight.priorities.elicited_weights import weights_from_points, with_weights
from foresight.priorities.weighted_sum import rank_needs
from foresight.problems import Problem
from foresight.screen import resources
from foresight.sessions import feedback, visibility
from foresight.sessions.feedback import Spread
from foresight.store import live_joining, live_release, settings
from foresight.store.live_session import LiveSession, count_topic, live_session, needs_topic, topic

ADDRESS_SETTING = "phone_address"


def stage_key(session: str) -> tuple[int, ...]:
    """Return what changes with the stage, the settings and the needs of a session."""
    return resources.version(topic(session), needs_topic(session))


def count_key(session: str) -> tuple[int, ...]:
    """Return what changes with people and answers too."""
    return resources.version(topic(session), count_topic(session))


@st.cache_resource(max_entries=40, show_spinner=False)
def _live(session: str, key: tuple[int, ...]) -> LiveSession:
    return live_session(resources.database(), session)


def live(session: str) -> LiveSession:
    """Return a live session as it is now."""
    return _live(session, stage_key(session))


@st.cache_data(max_entries=100, show_spinner=False)
def _response(session: str, number: int, key: tuple[int, ...]) -> pd.DataFrame:
    return live_release.response(resources.database(), session, number)


def response(session: str, number: int) -> pd.DataFrame:
    """Return who is here and who has answered, by group."""
    return _response(session, number, count_key(session))


@st.cache_data(max_entries=100, show_spinner=False)
def _weighed(session: str, key: tuple[int, ...]) -> dict[str, int]:
    return live_release.weighed(resources.database(), session)


def answering(found: LiveSession) -> pd.DataFrame:
    """Return who is here and who has answered what is asked now, or was asked last, by group."""
    counts = response(found.id, max(1, found.stage.round or found.life.started))
    if found.stage.kind != "weights":
        return counts
    weighed = _weighed(found.id, count_key(found.id))
    return counts.assign(phone=[weighed.get(group, 0) for group in counts["stakeholder_group"]])


@st.cache_resource(max_entries=40, show_spinner=False)
def _spreads(session: str, number: int, audience: str, key: tuple[int, ...]) -> dict[str, dict[str, Spread]]:
    found = live(session)
    return feedback.spreads(live_release.visible_distributions(resources.database(), found, number, audience))


def spreads(session: str, number: int, audience: str) -> dict[str, dict[str, Spread]]:
    """Return the spread of the answers of a round, as far as the audience may see it."""
    return _spreads(session, number, audience, stage_key(session))


def shown_round(found: LiveSession, audience: str) -> int:
    """Return the last round the audience may see, or 0."""
    return visibility.latest_visible_round(found.life, found.method, audience)


@st.cache_data(max_entries=100, show_spinner=False)
def _answered_round(session: str, audience: str, key: tuple[int, ...]) -> int:
    return live_release.last_answered_round(resources.database(), live(session), audience)


def answered_round(session: str, audience: str) -> int:
    """Return the last round the audience may see in which enough people answered, or 0."""
    return _answered_round(session, audience, stage_key(session))


@st.cache_resource(max_entries=40, show_spinner=False)
def _ranking(session: str, number: int, audience: str, language: str, key: tuple[int, ...]) -> pd.DataFrame | None:
    found = live(session)
    ratings = live_release.visible_ratings(resources.database(), found, number, audience)
    rated = {need.id for need in found.rated_needs}
    ratings = ratings[ratings["need"].isin(rated)]
    try:
        return rank_needs(ratings, criteria(found, language))
    except Problem:
        return None


def ranking(session: str, number: int, audience: str, language: str) -> pd.DataFrame | None:
    """Return the needs of a round ranked with the room's weights, or None while there is nothing to rank."""
    return _ranking(session, number, audience, language, stage_key(session))


def criteria(found: LiveSession, language: str) -> tuple[Criterion, ...]:
    """Return the criteria with the weights the room gave them, each group counting the same."""
    own = found.method.criteria(language)
    weights = live_release.visible_weights(resources.database(), found)
    if weights.empty:
        return own
    try:
        given = weights_from_points(weights.rename(columns={"importance": "points"}), own)
        return with_weights(own, given.group_equal)
    except Problem:
        return own


def phone_address() -> str:
    """Return the address under which phones reach this machine: as set, or as good a guess as can be made."""
    known = os.environ.get("FORESIGHT_ADDRESS") or _set_address(resources.version(settings.TOPIC))
    if known:
        return known.rstrip("/")
    page = st.context.url or "http://localhost:8501"
    scheme, _, rest = page.partition("://")
    host = rest.partition("/")[0]
    name, _, port = host.partition(":")
    if name in ("localhost", "127.0.0.1", "0.0.0.0"):
        host = _own_address() + (":" + port if port else "")
    return f"{scheme}://{host}"


@st.cache_data(max_entries=4, show_spinner=False)
def _set_address(key: tuple[int, ...]) -> str:
    return str(settings.get(resources.database(), ADDRESS_SETTING, ""))


@st.cache_data(show_spinner=False)
def _own_address() -> str:
    # Asks the routing table only; nothing is sent.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "localhost"


def join_address(found: LiveSession) -> str:
    """Return the address that the QR code carries."""
    return f"{phone_address()}/j/{live_joining.join_link(resources.database(), found)}"


def join_code(found: LiveSession) -> str:
    """Return the code that is typed to join."""
    return live_joining.join_code(resources.database(), found)
