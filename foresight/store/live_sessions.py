"""A session while it is live: from its template through its stages to its close."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from foresight.problems import Problem
from foresight.sessions import join_codes, stages
from foresight.sessions.method import Method
from foresight.sessions.needs import Need
from foresight.sessions.stages import Life, Stage
from foresight.sessions.templates import Template, template
from foresight.sessions.voter_tags import new_key
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.live_keys import installation_key
from foresight.store.sessions.session import (
    LONGEST_TITLE,
    insert_session,
    known_region,
    note_change,
)
from foresight.store.texts import clean_text, from_json, new_identifier, one_of, to_json

MODES = ("open", "tokens")
LINK_LENGTH = 24
CODE_LIFETIME = timedelta(hours=48)
MOST_CARDS = 6

_LIVE = """
    select s.id, s.title, s.region, s.held_on, s.stage, s.round, s.method, s.copied_from,
        l.template, l.mode, l.life, l.version, l.code_generation, l.code_expires_on, l.voter_key, l.cards, l.demonstration
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


def count_topic(session: str) -> str:
    """Return the topic that changes with attendance, proposals and ballots."""
    return "live/" + session + "/count"


def _stored_method(method: Method) -> dict:
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
    return Method.from_dict({name: value for name, value in stored.items() if name != "criteria"})


def start_session(
    database: Database,
    *,
    title: str,
    region: str,
    held_on: date | str,
    template_code: str,
    mode: str | None = None,
    actor: str = "local",
) -> LiveSession:
    """Start a session from a template, as a draft.

    Parameters
    ----------
    database : Database
    title : str
    region : str
        ISO 3166-2 code, or ``KZ``.
    held_on : date or str
    template_code : str
    mode : {"open", "tokens"}, optional
        By default open in a room and by tokens where it is held over days.
    actor : str

    Returns
    -------
    LiveSession

    Raises
    ------
    Problem
        If the title, the region, the day, the template or the mode cannot be used.
    """
    chosen = template(template_code)
    mode = one_of(mode or ("tokens" if chosen.setting == "remote" else "open"), "mode", MODES)
    title = clean_text(title, "title", longest=LONGEST_TITLE)
    region, day = known_region(region), clock.day(held_on)
    key = installation_key(database)

    def start(transaction: Transaction) -> LiveSession:
        made = insert_session(transaction, title, region, day, _stored_method(chosen.method), actor=actor)
        insert_live(transaction, made.id, chosen.code, mode, chosen.life(), key)
        return live_session(transaction, made.id)

    return database.write(start)


def copy_session(
    database: Database, source: str, *, title: str, region: str, held_on: date | str, actor: str = "local"
) -> LiveSession:
    """Start a session with the method, the plan and the needs of an earlier live one of any region.

    Needs that were hidden or joined into others stay behind; nobody's ratings, attendance or proposals come along.
    """
    title = clean_text(title, "title", longest=LONGEST_TITLE)
    region, day = known_region(region), clock.day(held_on)
    key = installation_key(database)

    def copy(transaction: Transaction) -> LiveSession:
        earlier = live_session(transaction, source)
        made = insert_session(
            transaction, title, region, day, _stored_method(earlier.method), copied_from=earlier.id, actor=actor
        )
        life = Life(plan=earlier.life.plan, rounds=earlier.method.rounds)
        insert_live(transaction, made.id, earlier.template, earlier.mode, life, key)
        kept = [need for need in earlier.needs if need.state in ("accepted", "proposed")]
        insert_live_needs(
            transaction,
            made.id,
            [
                replace(need, id=new_identifier(), state="accepted", parents=(), position=place, proposals=0)
                for place, need in enumerate(kept, 1)
            ],
        )
        return live_session(transaction, made.id)

    return database.write(copy)


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
            join_codes.code_hash(join_link(key, session)),
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
        If there is no such live session.
    """
    rows = reader.read(_LIVE + " where l.session = $1", [clean_text(session, "session", longest=200)])
    if not rows:
        raise Problem("there is no session {session}", session=str(session)[:64])
    found = _live(rows[0])
    if not with_needs:
        return found
    needs, authors = read_needs(reader, session)
    return replace(found, needs=needs, authors=authors)


def list_live_sessions(reader: Reading) -> list[LiveSession]:
    """Return all live sessions without their needs, those still open first, the latest day first."""
    rows = reader.read(
        _LIVE + " order by case when s.stage = 'closed' then 1 else 0 end, s.held_on desc, s.created_on desc"
    )
    return [_live(row) for row in rows]


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


def bump(transaction: Transaction, session: str) -> None:
    """Let everybody who follows a session know that something they show has changed."""
    transaction.execute("update live_session set version = version + 1 where session = $1", [session])
    transaction.touch(topic(session))


def set_timer(
    database: Database,
    session: str,
    *,
    length: timedelta | None = None,
    extend_by: timedelta | None = None,
    closes: bool = False,
    actor: str = "local",
) -> LiveSession:
    """Start, extend or (with neither) stop the timer of the open stage."""

    def change(transaction: Transaction) -> LiveSession:
        found = live_session(transaction, session)
        now = clock.now()
        if length is not None:
            life = stages.start_timer(found.life, now, length, closes=closes)
        elif extend_by is not None:
            life = stages.extend_timer(found.life, now, extend_by)
        else:
            life = stages.stop_timer(found.life)
        save_life(transaction, session, life)
        detail = {"ends": life.timer and clock.stamp(life.timer.ends), "stage": life.stage.code}
        note_change(transaction, actor, "timer_set", session, detail)
        return live_session(transaction, session)

    return database.write(change)


def change_method(database: Database, session: str, method: Method, *, actor: str = "local") -> LiveSession:
    """Change the method, which is possible until the first ballot.

    Raises
    ------
    Problem
        If a ballot has been given or the session is closed.
    """

    def change(transaction: Transaction) -> LiveSession:
        found = live_session(transaction, session)
        if not stages.allows(found.life, "edit_method"):
            raise Problem("the method cannot change any more: the first ballot has locked it")
        if method.rounds < found.life.started:
            raise Problem("{rounds} rounds are fewer than were already held", rounds=method.rounds)
        transaction.execute("update session set method = $2 where id = $1", [session, to_json(_stored_method(method))])
        save_life(transaction, session, replace(found.life, rounds=method.rounds))
        note_change(
            transaction, actor, "method_changed", session, {"from": found.method.fingerprint, "to": method.fingerprint}
        )
        return live_session(transaction, session)

    return database.write(change)


def send_cards(database: Database, session: str, cards: list[dict], *, actor: str = "local") -> None:
    """Show evidence on phones and projector; an empty list takes it away."""
    if len(cards) > MOST_CARDS:
        raise Problem("at most {most} evidence cards are shown at once", most=MOST_CARDS)
    content = to_json(cards)

    def send(transaction: Transaction) -> None:
        _refuse_closed(live_session(transaction, session, with_needs=False))
        transaction.execute("update live_session set cards = $2 where session = $1", [session, content])
        bump(transaction, session)
        note_change(transaction, actor, "cards_sent", session, {"cards": [card.get("code", "") for card in cards]})

    database.write(send)


def _refuse_closed(found: LiveSession) -> None:
    if found.stage.kind == "closed":
        raise Problem("the session {session} is closed", session=found.title)


def join_link(key: bytes, session: str) -> str:
    """Return the long secret of a session that its QR code carries."""
    return "".join(join_codes.derived_code(key, f"{session}/link{part}", 0) for part in range(LINK_LENGTH // 8))


def join_code(database: Database, found: LiveSession) -> str:
    """Return the code that is typed to join, as the projector shows it."""
    return join_codes.derived_code(installation_key(database), found.id, found.code_generation)


def renew_code(database: Database, session: str, *, actor: str = "local") -> str:
    """Make a new code; the old one stops working, the link in the QR code stays."""
    key = installation_key(database)

    def renew(transaction: Transaction) -> str:
        found = live_session(transaction, session, with_needs=False)
        _refuse_closed(found)
        code = join_codes.derived_code(key, session, found.code_generation + 1)
        transaction.execute(
            """
            update live_session set code_hash = $2, code_generation = code_generation + 1, code_expires_on = $3
            where session = $1
            """,
            [session, join_codes.code_hash(code), clock.stamp(clock.now() + CODE_LIFETIME)],
        )
        bump(transaction, session)
        note_change(transaction, actor, "code_renewed", session)
        return code

    return database.write(renew)
