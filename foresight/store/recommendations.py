"""Recommendations on the scientific potential of regions: drafted, issued, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from foresight.problems import extracted
from foresight.store.database import Database
from foresight.store.drafted import Register, given_or
from foresight.store.engine import Reading
from foresight.store.sessions import known_region
from foresight.store.texts import clean_text

TOPIC = "recommendations"
STATES = ("draft", "issued", "accepted", "implemented", "declined")


@dataclass(frozen=True)
class Recommendation:
    """A recommendation.

    Attributes
    ----------
    id : str
        Identifier.
    session, region : str or None
        Where it comes from, and the region it is about.
    title : str
        What it says in a line.
    content : dict
        Its sections by name.
    addressee : str
        To whom it is addressed; possibly empty.
    state : str
        One of `STATES`.
    issued_on : date or None
        The day it was issued; what the target indicator counts.
    created_on, changed_on : datetime
        When it was made and last changed.
    """

    id: str
    session: str | None
    region: str | None
    title: str
    content: dict
    addressee: str
    state: str
    issued_on: date | None
    created_on: datetime
    changed_on: datetime


_REGISTER = Register("recommendation", Recommendation, TOPIC, extracted("there is no recommendation {recommendation}"))


def create_recommendation(
    database: Database,
    *,
    title: str,
    session: str | None = None,
    region: str | None = None,
    content: Mapping[str, object] | None = None,
    addressee: str = "",
    actor: str = "local",
) -> Recommendation:
    """Draft a recommendation.

    Parameters
    ----------
    database : Database
        The store.
    title : str
        What it says in a line.
    session, region : str, optional
        Where it comes from, and the region it is about.
    content : mapping, optional
        Its sections by name.
    addressee : str
        To whom it is addressed.
    actor : str
        Who drafts it.

    Returns
    -------
    Recommendation
        The draft.
    """
    title = clean_text(title, "title", longest=500)
    addressee = clean_text(addressee, "addressee", required=False, longest=500)
    place = None if region is None else known_region(region)
    source = None if session is None else clean_text(session, "session", longest=200)
    columns = {
        "session": source,
        "region": place,
        "title": title,
        "content": dict(content or {}),
        "addressee": addressee,
        "state": "draft",
    }
    return _REGISTER.create(database, lambda transaction: columns, actor=actor, told=("region",))


def get_recommendation(reader: Reading, recommendation: str) -> Recommendation:
    """Return a recommendation.

    Parameters
    ----------
    reader : Reading
        The store.
    recommendation : str
        Its identifier.

    Returns
    -------
    Recommendation
        As stored.

    Raises
    ------
    Problem
        When there is none.
    """
    return _REGISTER.get(reader, recommendation)


def list_recommendations(
    reader: Reading, *, region: str | None = None, state: str | None = None
) -> list[Recommendation]:
    """Return recommendations, last changed first.

    Parameters
    ----------
    reader : Reading
        The store.
    region, state : str, optional
        Only those about this region, in this state.

    Returns
    -------
    list of Recommendation
        Possibly empty.
    """
    return _REGISTER.list(reader, region=region, state=state)


def change_recommendation(
    database: Database,
    recommendation: str,
    *,
    title: str | None = None,
    content: Mapping[str, object] | None = None,
    addressee: str | None = None,
    actor: str = "local",
) -> Recommendation:
    """Change what is given of a recommendation.

    Parameters
    ----------
    database : Database
        The store.
    recommendation : str
        Its identifier.
    title, content, addressee
        As in `create_recommendation`; what is not given stays.
    actor : str
        Who changes it.

    Returns
    -------
    Recommendation
        As it is now.
    """
    new_title = None if title is None else clean_text(title, "title", longest=500)
    new_addressee = None if addressee is None else clean_text(addressee, "addressee", required=False, longest=500)

    def columns(old: Recommendation) -> dict[str, object]:
        return {
            "title": new_title or old.title,
            "content": given_or(content, old.content),
            "addressee": given_or(new_addressee, old.addressee),
        }

    return _REGISTER.change(database, recommendation, columns, actor=actor)


def set_state(
    database: Database, recommendation: str, state: str, *, happened_on: date | str | None = None, actor: str = "local"
) -> Recommendation:
    """Move a recommendation to a state; the day it was first issued is kept.

    Parameters
    ----------
    database : Database
        The store.
    recommendation : str
        Its identifier.
    state : str
        One of `STATES`.
    happened_on : date or str, optional
        The day it happened; today when not given.
    actor : str
        Who moves it.

    Returns
    -------
    Recommendation
        As it is now.
    """
    return _REGISTER.move(
        database,
        recommendation,
        state,
        STATES,
        day_in="issued_on",
        counted=STATES[1:],
        happened_on=happened_on,
        actor=actor,
    )
