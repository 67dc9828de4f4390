"""What the page reads of all sessions, kept until the store says that one of them changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.priorities.across_sessions import shared_needs
from foresight.priorities.shown_ratings import session_ranking
from foresight.problems import Problem
from foresight.regions.regions import NATION
from foresight.screen import criteria_weights, resources
from foresight.store import need_matches, sessions
from foresight.store.live_release import answers_shown
from foresight.store.live_session import is_live, live_session
from foresight.store.live_session import topic as live_topic

AUDIENCE = "facilitator"
# Titles are compared in the language most of them are written in.
COMPARED_IN = "ru"
COLUMNS = ["session", "region", "held_on", "need", "title", "area", "rank"]


@dataclass(frozen=True, eq=False)
class Across:
    """Ranked needs of many sessions.

    Attributes
    ----------
    needs : DataFrame
        ``session, region, held_on, need, title, area, rank`` of every session that may be shown; titles as they are
        compared.
    titles : dict of str to str
        Title of each need in the reader's language.
    sizes : dict of str to int
        Ranked needs of each session.
    known : dict of str to Session
    aggregation : str
    language : Language
    """

    needs: pd.DataFrame
    titles: dict[str, str]
    sizes: dict[str, int]
    known: dict[str, sessions.Session]
    aggregation: str
    language: Language

    def place(self, row: object) -> str:
        """Say where a need stands in its session: region, rank, of how many."""
        return self.language.text(
            "{region}: {rank} of {count}",
            region=self.language.region(row.region, short=True),
            rank=int(row.rank),
            count=self.sizes[row.session],
        )


@st.cache_data(max_entries=400, show_spinner=False)
def _invented(session: str, key: tuple) -> bool:
    with resources.database().snapshot() as moment:
        return is_live(moment, session) and live_session(moment, session, with_needs=False).demonstration


@st.cache_data(max_entries=400, show_spinner=False)
def _ranked(session: str, aggregation: str, key: tuple) -> pd.DataFrame:
    # A moment of the store asks nobody's role: `held` has chosen the sessions, and the answer is kept for everybody.
    with resources.database().snapshot() as moment:
        ballots = answers_shown(moment, session, AUDIENCE)
        stored = sessions.get_session(moment, session)
    empty = pd.DataFrame(columns=["need", "score", "rank"])
    if ballots["value"].notna().sum() == 0:
        return empty
    try:
        method = criteria_weights.method_of(stored)
        criteria = method.criteria("en", criteria_weights.in_force(session).weights)
        return session_ranking(ballots, criteria, method.consensus, aggregation)
    except Problem:
        # Too few people for anything to be shown, or ballots that the session's own page explains.
        return empty


@st.cache_data(max_entries=400, show_spinner=False)
def _needs(session: str, key: tuple) -> list[sessions.Need]:
    return sessions.list_needs(resources.database(), session)


def _key(session: str) -> tuple:
    return (*resources.version(live_topic(session), sessions.topic(session)), str(resources.database().label))


def held() -> list[sessions.Session]:
    """Return the sessions of regions, latest first; those of the whole country have no place among regions."""
    found = sessions.list_sessions(resources.database(), with_closed_ones=True)
    return [one for one in found if one.region != NATION]


def invented(session: str) -> bool:
    """Tell whether a session is a demonstration."""
    return _invented(session, _key(session))


def read(chosen: list[sessions.Session], aggregation: str, language: Language) -> Across:
    """Return the ranked needs of sessions."""
    rows, titles = [], {}
    for session in chosen:
        key = _key(session.id)
        needs = {need.id: need for need in _needs(session.id, key)}
        for row in _ranked(session.id, aggregation, key).itertuples():
            need = needs.get(row.need)
            if need is None:
                continue
            titles[need.id] = need.title(language.code)
            compared = need.title(COMPARED_IN)
            rows.append((session.id, session.region, session.held_on, need.id, compared, need.area, int(row.rank)))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return Across(
        frame,
        titles,
        frame.groupby("session").size().to_dict(),
        {one.id: one for one in chosen},
        aggregation,
        language,
    )


def latest_of_regions(across: Across) -> pd.DataFrame:
    """Return the needs of the latest session of each region."""
    latest = across.needs.sort_values("held_on", kind="stable").groupby("region")["session"].last()
    return across.needs[across.needs["session"].isin(set(latest))].reset_index(drop=True)


@st.cache_data(max_entries=16, show_spinner=False)
def _matched(needs: pd.DataFrame, confirmed: tuple, rejected: tuple) -> pd.DataFrame:
    return shared_needs(needs, confirmed=confirmed, rejected=rejected)


def matched(needs: pd.DataFrame) -> pd.DataFrame:
    """Return needs with the group of the same needs each belongs to, as spelled and as people have decided."""
    known = set(needs["need"])
    decided = need_matches.decided(resources.database())
    pairs = {answer: tuple(pair for pair in found if known.issuperset(pair)) for answer, found in decided.items()}
    return _matched(needs.drop(columns="held_on"), pairs[True], pairs[False])


@st.cache_data(max_entries=4, show_spinner=False)
def _population(key: tuple) -> dict[str, tuple[float, int]]:
    figures = resources.observations()
    own = figures[(figures["indicator"] == "population") & figures["value"].notna()]
    latest = own.sort_values("year").groupby("region").last()
    return {region: (float(row["value"]), int(row["year"])) for region, row in latest.iterrows()}


def population() -> dict[str, tuple[float, int]]:
    """Return the latest population of each region, and its year."""
    return _population(resources.figures_key())
