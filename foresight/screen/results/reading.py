"""What the page of results reads of a session, kept until the store says that it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.priorities.criteria import Criterion
from foresight.priorities.session_results import SessionResults, session_results
from foresight.screen import criteria_weights, resources
from foresight.screen.criteria_weights import WeightSet, criteria_of, different
from foresight.sessions.method import Method
from foresight.store import sessions
from foresight.store.live_release import answers_shown, visible_reasons
from foresight.store.live_session import is_live, live_session
from foresight.store.live_session import topic as live_topic

AUDIENCE = "facilitator"
# What the reports draw their random panels from too, so that page and protocol show the same intervals.
SEED = 0


@dataclass(frozen=True, eq=False)
class Shown:
    """Everything the sections of the page draw from.

    Attributes
    ----------
    session : Session
    method : Method
    found : SessionResults
    weights : WeightSet
        Those the ranking stands on.
    criteria : tuple of Criterion
        With these weights and names in the reader's language.
    titles : dict of str to str
        Title of each need.
    rows : dict of str to str
        Title of each ranked need with its rank before it, each different.
    language : Language
    """

    session: sessions.Session
    method: Method
    found: SessionResults
    weights: WeightSet
    criteria: tuple[Criterion, ...]
    titles: dict[str, str]
    rows: dict[str, str]
    language: Language

    @property
    def groups(self) -> list[str]:
        """Stakeholder groups as they are shown, in their usual order."""
        names = set(self.found.groups.values())
        order = ["government", "business", "public", "science", "combined"]
        return [group for group in order if group in names] + sorted(names - set(order))

    def named(self, needs: Iterable[str]) -> dict[str, list]:
        """Return the columns that name needs in a table: their ranks and their titles."""
        ranks = dict(zip(self.found.needs["need"], self.found.needs["rank"]))
        needs = list(needs)
        return {
            self.language.text("Rank"): [int(ranks[need]) for need in needs],
            self.language.text("Need"): [self.titles.get(need, need) for need in needs],
        }

    def first(self, frame: pd.DataFrame, count: int | None) -> pd.DataFrame:
        """Put rows in the order of the ranking, with the row's title, and keep those of the first needs."""
        place = {need: position for position, need in enumerate(self.found.needs["need"])}
        frame = frame[frame["need"].isin(place)]
        frame = frame.assign(place=frame["need"].map(place), title=frame["need"].map(self.rows))
        if count is not None:
            frame = frame[frame["place"] < count]
        return frame.sort_values("place", kind="stable", ignore_index=True)


def row_titles(needs: pd.DataFrame, titles: dict[str, str]) -> dict[str, str]:
    """Name each ranked need by rank and title; two needs are never called the same."""
    return different({need: f"{rank}. {titles.get(need, need)}" for need, rank in zip(needs["need"], needs["rank"])})


def _key(session: str) -> tuple:
    return (*resources.version(live_topic(session), sessions.topic(session)), str(resources.database().label))


@st.cache_resource(max_entries=20, show_spinner=False)
def _results(
    session: str, aggregation: str, weights: tuple[tuple[str, float], ...], code: str, key: tuple
) -> SessionResults | None:
    database = resources.database()
    ballots = answers_shown(database, session, AUDIENCE)
    if ballots["value"].notna().sum() == 0:
        return None
    method = criteria_weights.method_of(sessions.get_session(database, session))
    return session_results(
        ballots,
        method.criteria(code, dict(weights)),
        method.consensus,
        aggregation,
        consensus=method.scale != "points",
        seed=SEED,
    )


def results(session: str, aggregation: str, weights: WeightSet, language: Language) -> SessionResults | None:
    """Return the results of a session under some weights, or None while nothing may be shown."""
    return _results(session, aggregation, tuple(sorted(weights.weights.items())), language.code, _key(session))


def weights_from(session: sessions.Session, source: str, aggregation: str, language: Language) -> WeightSet:
    """Return the weights of one source; those of the protocol where the source has none."""
    method = criteria_weights.method_of(session)
    used = criteria_weights.in_force(session.id)
    if source == "method":
        return criteria_weights.of_method(method)
    if source in criteria_weights.FROM_ANSWERS:
        plain = results(session.id, aggregation, used, language)
        if plain is not None:
            return criteria_weights.from_answers(source, plain.by_criterion, criteria_of(method, language))
    if source in ("direct", "swing", "pairwise"):
        return criteria_weights.judged(session.id, source, criteria_of(method, language), language) or used
    return used


def read(session: sessions.Session, aggregation: str, source: str, language: Language) -> Shown | None:
    """Return what the sections draw, or None while nothing may be shown.

    Raises
    ------
    Problem
        When too few people answered, or the weights of the source cannot be used.
    """
    weights = weights_from(session, source, aggregation, language)
    found = results(session.id, aggregation, weights, language)
    if found is None:
        return None
    method = criteria_weights.method_of(session)
    titles = {need.id: need.title(language.code) for need in sessions.list_needs(resources.database(), session.id)}
    return Shown(
        session,
        method,
        found,
        weights,
        criteria_of(method, language, weights.weights),
        titles,
        row_titles(found.needs, titles),
        language,
    )


@st.cache_data(max_entries=40, show_spinner=False)
def _reasons(session: str, key: tuple) -> pd.DataFrame:
    database = resources.database()
    if not is_live(database, session):
        return pd.DataFrame(columns=["need", "side", "text"])
    found = live_session(database, session)
    rounds = range(1, max(found.life.shown, default=0) + 1)
    parts = [visible_reasons(database, found, number, AUDIENCE) for number in rounds]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["need", "side", "text"])
    return frame.drop_duplicates()


def reasons(session: str) -> pd.DataFrame:
    """Return the reasons people gave, as far as they may be seen: ``need, side, text``."""
    return _reasons(session, _key(session))
