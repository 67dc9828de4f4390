"""A whole session out to one file and back in; and the invented one for newcomers."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

import numpy as np
import pandas as pd

from foresight.problems import Problem
from foresight.sessions import session_file, visibility
from foresight.sessions.demonstration import demonstration, renamed
from foresight.sessions.session_file import SessionContent
from foresight.sessions.templates import templates
from foresight.store import clock, criteria_weights, need_matches
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.live_closing import published_receipts
from foresight.store.live_keys import installation_key
from foresight.store.live_release import release_round, visible_ratings, visible_reasons, visible_weights
from foresight.store.live_session import (
    LiveSession,
    insert_live,
    insert_live_needs,
    live_session,
    stored_method,
    topic,
)
from foresight.store.sessions.session import LONGEST_TITLE, known_region, note_change
from foresight.store.sessions.session import topic as session_topic
from foresight.store.texts import clean_text, new_identifier, to_json


def session_content(reader: Reading, session: str, *, audience: str = "export") -> SessionContent:
    """Return everything of a session that may be seen, through the same gate as the screens.

    Rounds that are not over stay sealed and are not in it. People are numbered anew each time.

    Parameters
    ----------
    reader : Reading
        Best a snapshot, so that all parts are of one moment.
    session : str
    audience : str
        One of ``visibility.AUDIENCES``.
    """
    found = live_session(reader, session)
    rounds = [
        number
        for number in range(1, found.life.started + 1)
        if visibility.round_visible(found.life, found.method, number, audience)
    ]
    ratings = [visible_ratings(reader, found, number, audience) for number in rounds]
    reasons = [visible_reasons(reader, found, number, audience).assign(round=number) for number in rounds]
    blank = SessionContent({}, found.life, found.method)
    attendance = reader.frame(
        """
        select stakeholder_group, 'phone' as source, sum(people) as people from (
            select stakeholder_group, people from attendance where session = $1
            union all
            select stakeholder_group, count(*) from live_attendee where session = $1 group by stakeholder_group
        ) everybody group by stakeholder_group order by stakeholder_group
        """,
        [session],
    )
    return SessionContent(
        settings={
            "id": found.id,
            "title": found.title,
            "region": found.region,
            "held_on": found.held_on.isoformat(),
            "mode": found.mode,
            "template": found.template,
            "demonstration": found.demonstration,
        },
        life=found.life,
        method=found.method,
        needs=found.needs,
        ratings=_with_states(reader, session, pd.concat(ratings)) if ratings else blank.ratings,
        weights=_numbered(visible_weights(reader, found), "w")[list(session_file.TABLES["weights"])],
        judgements=criteria_weights.sheets(reader, session),
        matches=need_matches.matches_of(reader, [need.id for need in found.needs]),
        rationales=pd.concat(reasons)[list(session_file.TABLES["rationales"])] if reasons else blank.rationales,
        attendance=attendance.astype({"people": "int64"}),
        journal=session_journal(reader, session),
        receipts=pd.DataFrame(published_receipts(reader, session), columns=list(session_file.TABLES["receipts"])),
    )


def _with_states(reader: Reading, session: str, ratings: pd.DataFrame) -> pd.DataFrame:
    blanks = reader.frame(
        """
        select round, need, criterion, voter_tag, substr(md5('rater ' || voter_tag), 1, 16) as rater, state
        from live_ballot where session = $1 and value is null
        """,
        [session],
    )
    keys = ["round", "need", "criterion", "rater"]
    # Before the close a rater is the hash of the tag, after it the tag is the random number itself.
    both = pd.concat([blanks[[*keys, "state"]], blanks.drop(columns="rater").rename(columns={"voter_tag": "rater"})])
    frame = ratings.merge(both.drop_duplicates(keys), on=keys, how="left")
    frame["state"] = np.where(frame["value"].notna(), "answered", frame["state"].fillna("dont_know"))
    return _numbered(frame, "p")[list(session_file.RATING_COLUMNS)]


def _numbered(frame: pd.DataFrame, letter: str) -> pd.DataFrame:
    raters = sorted(frame["rater"].unique())
    secrets.SystemRandom().shuffle(raters)
    numbers = {rater: f"{letter}{place:05d}" for place, rater in enumerate(raters, 1)}
    frame = frame.assign(rater=frame["rater"].map(numbers).astype("str"))
    return frame.sort_values(
        [column for column in ("round", "rater", "need", "criterion") if column in frame], ignore_index=True
    )


def session_journal(reader: Reading, session: str) -> pd.DataFrame:
    """Return what was done in a session, oldest first; columns as in ``session_file.TABLES``."""
    columns = list(session_file.TABLES["journal"])
    rows = reader.read(
        """
        select number, happened, actor, action, detail from imported_journal where session = $1
        union all
        select number, happened, actor, action, detail from journal where subject = $1
        order by happened, number
        """,
        [session],
    )
    return pd.DataFrame(rows, columns=columns)


def export_session(database: Database, session: str) -> bytes:
    """Write everything of a session that may be seen to one file, for those who may open it."""
    database.require_readable(session)
    with database.snapshot() as moment:
        return session_file.write(session_content(moment, session))


def import_session(database: Database, data: bytes, *, actor: str = "local") -> LiveSession:
    """Bring in a session from a file that `export_session` wrote.

    Raises
    ------
    Problem
        If the file cannot be used, or the session is here already.
    """
    content = session_file.read(data)
    return bring_in(database, content, sha256=hashlib.sha256(data).hexdigest(), actor=actor)


def load_demonstration(
    database: Database,
    *,
    region: str,
    held_on: date,
    language: str = "ru",
    seed: int | None = None,
    actor: str = "local",
) -> LiveSession:
    """Load an invented session, marked as such, that a newcomer can take from there."""
    generator = np.random.default_rng(secrets.randbits(64) if seed is None else seed)
    invented = demonstration(generator, known_region(region), held_on.isoformat(), language)
    content = renamed(invented, new_identifier(), [new_identifier() for _ in invented.needs])
    return bring_in(database, content, sha256="", actor=actor)


def bring_in(database: Database, content: SessionContent, *, sha256: str, actor: str) -> LiveSession:
    """Store a session from its content, in one change."""
    settings = content.settings
    session = clean_text(settings["id"], "session", longest=64)
    title = clean_text(settings["title"], "title", longest=LONGEST_TITLE)
    region, day = known_region(str(settings["region"])), clock.day(str(settings["held_on"]))
    template_code = settings.get("template") if settings.get("template") in templates() else next(iter(templates()))
    mode = "tokens" if settings.get("mode") == "tokens" else "open"
    key = installation_key(database)
    voters = {rater: secrets.token_hex(12) for rater in content.ratings["rater"].unique()}
    ratings = content.ratings.assign(tag=content.ratings["rater"].map(voters))

    def bring(transaction: Transaction) -> LiveSession:
        if transaction.value("select count(*) from session where id = $1", [session]):
            raise Problem("the session {session} is here already: remove it from the file or copy it", session=title)
        closed = content.life.stage.kind == "closed"
        transaction.execute(
            """
            insert into session (id, code, title, region, held_on, stage, round, method, copied_from, created_on,
                closed_on)
            values ($1, null, $2, $3, $4, 'draft', 0, $5, null, $6, $7)
            """,
            [
                session,
                title,
                region,
                day,
                to_json(stored_method(content.method)),
                clock.stamp(),
                clock.stamp() if closed else None,
            ],
        )
        insert_live(
            transaction, session, str(template_code), mode, content.life, key, bool(settings.get("demonstration"))
        )
        insert_live_needs(transaction, session, list(content.needs))
        _bring_ballots(transaction, session, content.method.scale, ratings)
        found = live_session(transaction, session)
        for number in sorted(content.life.shown):
            release_round(transaction, found, number)
        _bring_the_rest(transaction, session, content)
        if closed:
            transaction.execute(
                "update live_session set voter_key = '', link_hash = '', code_hash = '' where session = $1", [session]
            )
        action = "demonstration_loaded" if settings.get("demonstration") else "session_imported"
        note_change(transaction, actor, action, session, {"file": sha256, "entries": len(content.journal)})
        transaction.touch(topic(session), session_topic(session))
        return live_session(transaction, session)

    return database.write(bring)


def _bring_ballots(transaction: Transaction, session: str, scale: str, ratings: pd.DataFrame) -> None:
    voters = ratings.drop_duplicates(["round", "tag"])
    transaction.execute(
        """
        insert into live_voter (session, round, voter_tag, stakeholder_group, source)
        select $1::varchar, unnest($2::integer[]), unnest($3::varchar[]), unnest($4::varchar[]), unnest($5::varchar[])
        """,
        [session, *(voters[column].tolist() for column in ("round", "tag", "stakeholder_group", "source"))],
    )
    values = [None if pd.isna(value) else float(value) for value in ratings["value"]]
    transaction.execute(
        """
        insert into live_ballot (session, round, need, criterion, voter_tag, scale, value, state)
        select $1::varchar, unnest($3::integer[]), unnest($4::varchar[]), unnest($5::varchar[]), unnest($6::varchar[]),
            $2::varchar, unnest($7::double precision[]), unnest($8::varchar[])
        """,
        [
            session,
            scale,
            *(ratings[column].tolist() for column in ("round", "need", "criterion", "tag")),
            values,
            ratings["state"].tolist(),
        ],
    )


def _bring_the_rest(transaction: Transaction, session: str, content: SessionContent) -> None:
    weights = content.weights
    weighers = {rater: secrets.token_hex(12) for rater in weights["rater"].unique()}
    own = weights[weights["stakeholder_group"] != visibility.COMBINED]
    transaction.execute(
        """
        insert into live_weight (session, criterion, voter_tag, stakeholder_group, importance)
        select $1::varchar, unnest($2::varchar[]), unnest($3::varchar[]), unnest($4::varchar[]),
            unnest($5::double precision[])
        """,
        [
            session,
            own["criterion"].tolist(),
            own["rater"].map(weighers).tolist(),
            own["stakeholder_group"].tolist(),
            own["importance"].tolist(),
        ],
    )
    criteria_weights.bring_sheets(transaction, session, content.judgements)
    need_matches.bring_matches(transaction, content.matches)
    reasons = content.rationales
    transaction.execute(
        """
        insert into released_rationale (session, round, need, number, side, text)
        select $1::varchar, unnest($2::integer[]), unnest($3::varchar[]), unnest($4::integer[]), unnest($5::varchar[]),
            unnest($6::varchar[])
        """,
        [
            session,
            reasons["round"].tolist(),
            reasons["need"].tolist(),
            list(range(len(reasons))),
            reasons["side"].tolist(),
            reasons["text"].tolist(),
        ],
    )
    # Those who answered on paper are counted from their ballots.
    people = content.attendance[content.attendance["source"] == "phone"].groupby("stakeholder_group")["people"].sum()
    transaction.execute(
        """
        insert into attendance (session, stakeholder_group, people)
        select $1::varchar, unnest($2::varchar[]), unnest($3::integer[])
        """,
        [session, list(people.index), [int(count) for count in people]],
    )
    receipts = content.receipts
    transaction.execute(
        """
        insert into released_receipt (session, receipt, answers, check_value)
        select $1::varchar, unnest($2::varchar[]), unnest($3::integer[]), unnest($4::varchar[])
        """,
        [session, receipts["receipt"].tolist(), [int(n) for n in receipts["answers"]], receipts["check"].tolist()],
    )
    journal = content.journal
    transaction.execute(
        """
        insert into imported_journal (session, number, happened, actor, action, detail)
        select $1::varchar, unnest($2::integer[]), unnest($3::varchar[]), unnest($4::varchar[]), unnest($5::varchar[]),
            unnest($6::varchar[])
        """,
        [
            session,
            list(range(1, len(journal) + 1)),
            *(journal[column].tolist() for column in ("happened", "actor", "action", "detail")),
        ],
    )
