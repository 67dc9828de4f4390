"""A session while it is live: what the store holds of it, read and written."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from foresight.problems import Problem
from foresight.sessions import join_codes
from foresight.sessions.method import Method
from foresight.sessions.needs import Need
from foresight.sessions.stages import Life, Stage
from foresight.sessions.templates import Template, template
from foresight.sessions.voter_tags import new_key
from foresight.store import clock
from foresight.store.engine import Reading, Transaction
from foresight.store.texts import clean_text, from_json, to_json

MODES = ("open", "tokens")
CODE_LIFETIME = timedelta(hours=48)

_LIVE = """
    select s.id, s.title, s.region, s.held_on, s.stage, s.round, s.method, s.copied_from, l.template, l.mode, l.life,
        l.version, l.code_generation, l.code_expires_on, l.voter_key, l.cards, l.demonstration
    from live_session l join session s on s.id = l.session
"""


@dataclass(frozen=True, eq=False)
class LiveSession:
    """A session as the store holds it, with what its screens need.

    Attributes
    ----------
    id, title, region : str
    held_on : date
    template : str
    mode : {"open", "tokens"}
        Anybody with the code, or only who has a one-time token.
    life : Life
    method : Method
    version : int
        Grows with every change that a phone must follow.
    code_generation : int
    code_expires : datetime
    voter_key : bytes
        Key of the voters' tags; empty after the close.
    cards : tuple of dict
        Evidence the facilitator has sent to the room.
    demonstration : bool
        Whether everything in it is invented.
    copied_from : str or None
    needs : tuple of Need
        In their order, in every state.
    authors : mapping of need to mark
    """

    id: str
    title: str
    region: str
    held_on: date
    template: str
    mode: str
    life: Life
    method: Method
    version: int
    code_generation: int
    code_expires: datetime
    voter_key: bytes
    cards: tuple[dict, ...]
    demonstration: bool
    copied_from: str | None = None
    needs: tuple[Need, ...] = ()
    authors: Mapping[str, str] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        """Stage in which the session is."""
        return self.life.stage

    @property
    def started_from(self) -> Template:
        """Template of the session."""
        return template(self.template)

    def need(self, need: str) -> Need:
        """Return one of the needs.

        Raises
        ------
        Problem
            If it belongs to another session.
        """
        for one in self.needs:
            if one.id == need:
                return one
        raise Problem("the need {need} does not belong to this session", need=str(need)[:64])

    @property
    def rated_needs(self) -> tuple[Need, ...]:
        """Needs that a round asks about."""
        return tuple(need for need in self.needs if need.state == "accepted")


def topic(session: str) -> str:
    """Return the topic that changes with everything phones must follow."""
    return "live/" + session


def needs_topic(session: str) -> str:
    """Return the topic that changes with every proposal; phones read it anew but are not woken by it."""
    return "live/" + session + "/needs"


def count_topic(session: str) -> str:
    """Return the topic that changes with attendance, proposals and ballots."""
    return "live/" + session + "/count"


def stored_method(method: Method) -> dict:
    """Return the method as the session's row holds it."""
    # The list of criteria with their scale is what the rest of the store reads.
    criteria = [
        {
            "code": question.code,
            "name": dict(question.names),
            "objective": question.objective,
            "weight": question.weight,
            "lowest": method.answers.lowest,
            "highest": method.highest,
        }
        for question in method.questions
    ]
    return {**method.as_dict(), "criteria": criteria}


def read_method(stored: Mapping) -> Method:
    """Read the method of a live session from what the store holds."""
    return Method.from_dict(stored)


def insert_live(
    transaction: Transaction,
    session: str,
    template_code: str,
    mode: str,
    life: Life,
    key: bytes,
    demonstration: bool = False,
) -> None:
    """Make a stored session live, with a key of its own, a link and a code."""
    transaction.execute(
        """
        insert into live_session (session, template, mode, life, version, link_hash, code_hash, code_generation,
            code_expires_on, voter_key, cards, demonstration)
        values ($1, $2, $3, $4, 1, $5, $6, 0, $7, $8, '[]', $9)
        """,
        [
            session,
            template_code,
            mode,
            to_json(life.as_dict()),
            join_codes.code_hash(join_codes.derived_link(key, session)),
            join_codes.code_hash(join_codes.derived_code(key, session, 0)),
            clock.stamp(clock.now() + CODE_LIFETIME),
            new_key(secrets.token_bytes).hex(),
            demonstration,
        ],
    )
    transaction.execute(
        "update session set stage = $2, round = $3 where id = $1", [session, life.stage.kind, life.stage.round]
    )
    transaction.touch(topic(session))


def insert_live_needs(
    transaction: Transaction, session: str, needs: list[Need], author: Callable[[Need], str] = lambda need: ""
) -> None:
    """Insert needs with what a live session knows of them."""
    for need in needs:
        transaction.execute(
            """
            insert into need (id, session, position, title_en, title_ru, title_kk, why, beneficiary, horizon, area,
                status, parents)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            [
                need.id,
                session,
                need.position,
                *(need.titles.get(language, "") for language in ("en", "ru", "kk")),
                need.why,
                need.beneficiary,
                need.horizon,
                need.area,
                need.state,
                to_json(list(need.parents)),
            ],
        )
        transaction.execute(
            "insert into live_need (need, session, author, language, proposals) values ($1, $2, $3, $4, $5)",
            [need.id, session, author(need), need.language, need.proposals],
        )


def is_live(reader: Reading, session: str) -> bool:
    """Tell whether a session was started as a live one."""
    return bool(reader.value("select count(*) from live_session where session = $1", [session]))


def live_session(reader: Reading, session: str, *, with_needs: bool = True) -> LiveSession:
    """Return a live session.

    Parameters
    ----------
    reader : Reading
    session : str
    with_needs : bool
        Whether its needs are read too.

    Raises
    ------
    Problem
        If there is no such live session, or it is not for whoever asks.
    """
    rows = reader.read(_LIVE + " where l.session = $1", [clean_text(session, "session", longest=200)])
    if not rows:
        raise Problem("there is no session {session}", session=str(session)[:64])
    reader.require_readable(session)
    found = _live(rows[0])
    if not with_needs:
        return found
    needs, authors = read_needs(reader, session)
    return replace(found, needs=needs, authors=authors)


def list_live_sessions(reader: Reading) -> list[LiveSession]:
    """Return the live sessions whoever asks may open, without needs, those still open first, the latest day first."""
    rows = reader.read(
        _LIVE + " order by case when s.stage = 'closed' then 1 else 0 end, s.held_on desc, s.created_on desc"
    )
    own = reader.sessions_to_open()
    return [_live(row) for row in rows if own is None or row[0] in own]


def _live(row: tuple) -> LiveSession:
    (
        id,
        title,
        region,
        held_on,
        _,
        _,
        method,
        copied_from,
        code,
        mode,
        life,
        version,
        generation,
        expires,
        key,
        cards,
        demo,
    ) = row
    return LiveSession(
        id=id,
        title=title,
        region=region,
        held_on=date.fromisoformat(held_on),
        template=code,
        mode=mode,
        life=Life.from_dict(from_json(life)),
        method=read_method(from_json(method)),
        version=int(version),
        code_generation=int(generation),
        code_expires=clock.moment(expires),
        voter_key=bytes.fromhex(key),
        cards=tuple(from_json(cards)),
        demonstration=bool(demo),
        copied_from=copied_from,
    )


def read_needs(reader: Reading, session: str) -> tuple[tuple[Need, ...], dict[str, str]]:
    """Return the needs of a session in their order, and the marks of their authors."""
    rows = reader.read(
        """
        select n.id, n.position, n.title_en, n.title_ru, n.title_kk, n.why, n.beneficiary, n.horizon, n.area, n.status,
            n.parents, coalesce(l.language, ''), coalesce(l.author, ''), coalesce(l.proposals, 0)
        from need n left join live_need l on l.need = n.id where n.session = $1 order by n.position, n.id
        """,
        [session],
    )
    needs, authors = [], {}
    for id, position, en, ru, kk, why, beneficiary, horizon, area, state, parents, language, author, proposals in rows:
        titles = {code: title for code, title in (("ru", ru), ("kk", kk), ("en", en)) if title}
        needs.append(
            Need(
                id,
                titles,
                why,
                beneficiary,
                horizon,
                area,
                language or next(iter(titles)),
                state,
                tuple(from_json(parents)),
                int(position),
                int(proposals),
            )
        )
        authors[id] = author
    return tuple(needs), authors


def save_life(transaction: Transaction, session: str, life: Life) -> None:
    """Store where a session stands and let everybody who follows it know."""
    transaction.execute(
        "update live_session set life = $2, version = version + 1 where session = $1",
        [session, to_json(life.as_dict())],
    )
    transaction.execute(
        "update session set stage = $2, round = $3 where id = $1",
        [session, life.stage.kind, life.stage.round or min(life.started, life.rounds)],
    )
    transaction.touch(topic(session))


def save_lock(transaction: Transaction, session: str, life: Life) -> None:
    """Store that the method is locked: screens read the session anew, but a thousand phones need not be woken."""
    transaction.execute("update live_session set life = $2 where session = $1", [session, to_json(life.as_dict())])
    transaction.touch(topic(session))


def bump(transaction: Transaction, session: str) -> None:
    """Let everybody who follows a session know that something they show has changed."""
    transaction.execute("update live_session set version = version + 1 where session = $1", [session])
    transaction.touch(topic(session))


def refuse_closed(found: LiveSession) -> None:
    """Refuse to change a closed session."""
    if found.stage.kind == "closed":
        raise Problem("the session {session} is closed", session=found.title)
