"""What is known of one region, gathered from the store: figures, sessions, priorities, initiatives, what changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from foresight.priorities.weighted_sum import rank_needs
from foresight.problems import Problem
from foresight.regions.comparison import latest_figures
from foresight.regions.regions import region as known_region
from foresight.reports.session_facts import AUDIENCE, method_of, weights_in_force
from foresight.statistics.table_import import diff_observations
from foresight.store import figures, initiatives, recommendations, sessions, specifications
from foresight.store.engine import Reading
from foresight.store.initiatives import Initiative
from foresight.store.live_release import ballots_shown
from foresight.store.live_session import is_live, live_session
from foresight.store.recommendations import Recommendation
from foresight.store.region_records import initiative_moves
from foresight.store.sessions import Session
from foresight.store.specifications import Specification

MOST_PRIORITIES = 7
MOST_MOVES = 10


@dataclass(frozen=True, eq=False)
class RegionFacts:
    """Everything the card of a region says.

    Attributes
    ----------
    region : str
        Code.
    figures : pandas.DataFrame
        As of ``latest_figures``.
    sessions : tuple of Session
        The latest first.
    priorities : pandas.DataFrame
        ``rank, title, score`` of the last session with results; ``priorities_of`` is that session.
    priorities_of : Session or None
    specifications, initiatives, recommendations : tuples
    partners : tuple of (str, str)
        Names of partners and where they are.
    revised : pandas.DataFrame
        What the figures in use changed against the set before, as of ``diff_observations``.
    moves : pandas.DataFrame
        Latest moves of initiatives.
    """

    region: str
    figures: pd.DataFrame
    sessions: tuple[Session, ...]
    priorities: pd.DataFrame
    priorities_of: Session | None
    specifications: tuple[Specification, ...]
    initiatives: tuple[Initiative, ...]
    recommendations: tuple[Recommendation, ...]
    partners: tuple[tuple[str, str], ...]
    revised: pd.DataFrame
    moves: pd.DataFrame


def region_facts(reader: Reading, region: str, observations: pd.DataFrame, language: str = "ru") -> RegionFacts:
    """Gather what is known of a region.

    Parameters
    ----------
    reader : Reading
        The store.
    region : str
        Code of the region.
    observations : pandas.DataFrame
        The figures in use.
    language : str
        Language of the titles of needs.

    Raises
    ------
    Problem
        If there is no such region.
    """
    code = known_region(region).code
    held = tuple(sorted(sessions.list_sessions(reader, region=code), key=lambda one: one.held_on, reverse=True))
    priorities, chosen = _priorities(reader, held, language)
    begun = tuple(initiatives.list_initiatives(reader, region=code))
    partners = {
        (str(partner.get("name") or "").strip(), str(partner.get("place") or "").strip())
        for one in begun
        for partner in one.content.get("partners") or ()
        if isinstance(partner, dict)
    }
    return RegionFacts(
        code,
        latest_figures(observations, code),
        held,
        priorities,
        chosen,
        tuple(specifications.list_specifications(reader, region=code)),
        begun,
        tuple(recommendations.list_recommendations(reader, region=code)),
        tuple(sorted(pair for pair in partners if pair[0])),
        _revised(reader, code, observations),
        initiative_moves(reader, code, limit=MOST_MOVES),
    )


def session_priorities(reader: Reading, session: Session, language: str = "ru") -> pd.DataFrame:
    """Rank the needs of a session by the last round that may be shown.

    Returns
    -------
    pandas.DataFrame
        ``rank, title, score``, the first ones; empty where nothing may be shown yet.
    """
    columns = ["rank", "title", "score"]
    ballots = ballots_shown(reader, session.id, AUDIENCE)
    answers = ballots.dropna(subset=["value"])
    if answers.empty:
        return pd.DataFrame(columns=columns)
    live = live_session(reader, session.id) if is_live(reader, session.id) else None
    method = method_of(session)
    criteria = method.criteria(language, weights_in_force(reader, method, live)["weights"])
    last = answers[answers["round"] == answers["round"].max()]
    try:
        ranked = rank_needs(last.drop(columns=["round", "source"]), criteria)
    except Problem:
        return pd.DataFrame(columns=columns)
    titles = {need.id: need.title(language) for need in sessions.list_needs(reader, session.id)}
    found = ranked.assign(title=ranked["need"].map(titles).fillna(ranked["need"])).sort_values("rank")
    return found[columns].head(MOST_PRIORITIES).reset_index(drop=True)


def _priorities(reader: Reading, held: tuple[Session, ...], language: str) -> tuple[pd.DataFrame, Session | None]:
    for session in held:
        found = session_priorities(reader, session, language)
        if len(found):
            return found, session
    return pd.DataFrame(columns=["rank", "title", "score"]), None


def _revised(reader: Reading, region: str, observations: pd.DataFrame) -> pd.DataFrame:
    """Compare the figures in use with the set that was brought in before them."""
    order = [one.id for one in figures.vintages(reader)]
    used = figures.current_vintage(reader)
    earlier = order[order.index(used) + 1 :] if used in order else []
    own = observations[observations["region"] == region]
    if not earlier:
        return diff_observations(own, own.head(0))
    before = figures.observations(reader, earlier[0])
    return diff_observations(before[before["region"] == region], own)
