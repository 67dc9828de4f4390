"""Ballots coming in: many at once, each acknowledged only when it is durable, the last of a person counting.

Nothing here writes a time, a sequence, an address or a user beside a ballot, and nothing is written to the journal
but that a method was locked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from foresight.problems import Problem
from foresight.sessions.ballots import Ballot, BallotRules, check_open, check_points, importances
from foresight.sessions.method import Method
from foresight.sessions.needs import Need
from foresight.sessions.stages import Life, allows, lock_method
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.live_session import count_topic, live_session, read_method, read_needs, save_lock
from foresight.store.sessions.session import note_change
from foresight.store.texts import from_json


@dataclass(frozen=True)
class Submission:
    """What one person sends at once.

    Attributes
    ----------
    session : str
    round : int
    tag : str
        Voter tag under the session's key.
    stakeholder_group : str
    ballots : tuple of Ballot
        Already checked against the method and the needs of ``version``.
    version : int
        Version of the session against which the ballots were checked.
    source : {"phone", "paper"}
    token_number : int
        Slip of the person, or 0; only the slip is marked as having answered.
    """

    session: str
    round: int
    tag: str
    stakeholder_group: str
    ballots: tuple[Ballot, ...]
    version: int
    source: str = "phone"
    token_number: int = 0


def cast(
    transaction: Transaction, submissions: Sequence[Submission], known_voters: Collection[tuple[str, int, str]] = ()
) -> list[Problem | None]:
    """Keep many people's ballots with a handful of statements.

    Parameters
    ----------
    transaction : Transaction
    submissions : sequence of Submission
        In the order in which they came; of two ballots of one person on one need the later counts.
    known_voters : collection of (session, round, tag)
        Voters whose row is in the store already; it spares a statement.

    Returns
    -------
    list of Problem or None
        For each submission why it was refused, or None when it is kept. One refusal costs the others nothing.
    """
    states = _states(transaction, {submission.session for submission in submissions})
    outcomes: list[Problem | None] = []
    kept: list[Submission] = []
    for submission in submissions:
        try:
            _check(transaction, states, submission)
        except Problem as problem:
            outcomes.append(problem)
        else:
            outcomes.append(None)
            kept.append(submission)
    if kept:
        _insert(transaction, states, kept, known_voters)
        _lock_methods(transaction, states, {submission.session for submission in kept})
        transaction.touch(*{count_topic(submission.session) for submission in kept})
    return outcomes


@dataclass
class _State:
    life: Life
    version: int
    method: Method
    needs: frozenset[str] | None = None


def _states(transaction: Transaction, sessions: set[str]) -> dict[str, _State]:
    # Most of the time there is one session, and two plain look-ups cost half of anything that serves several.
    if len(sessions) == 1:
        lives = transaction.read("select session, life, version from live_session where session = $1", [*sessions])
        methods = transaction.read("select id, method from session where id = $1", [*sessions])
    else:
        lives = transaction.read(
            "select session, life, version from live_session where session = any($1)", [sorted(sessions)]
        )
        methods = transaction.read("select id, method from session where id = any($1)", [sorted(sessions)])
    stored = dict(methods)
    return {session: _State(_life(life), int(version), _method(stored[session])) for session, life, version in lives}


@lru_cache(maxsize=256)
def _life(stored: str) -> Life:
    return Life.from_dict(from_json(stored))


@lru_cache(maxsize=64)
def _method(stored: str) -> Method:
    return read_method(from_json(stored))


def _check(transaction: Transaction, states: Mapping[str, _State], submission: Submission) -> None:
    state = states.get(submission.session)
    if state is None:
        raise Problem("no round is open now: your answers up to here are kept")
    check_open(state.life, submission.round, clock.now())
    if submission.version != state.version:
        # The session changed between the check and now: what is on the ballot is looked at once more.
        if state.needs is None:
            needs, _ = read_needs(transaction, submission.session)
            state.needs = frozenset(need.id for need in needs if need.state == "accepted")
        rules = BallotRules(state.method, state.needs)
        for ballot in submission.ballots:
            if ballot.need not in rules.needs:
                raise Problem("this need is not rated in this session or round: open the page again")
            for answer in ballot.answers:
                rules.answer(answer.criterion, answer.state if answer.value is None else answer.value)
    if state.method.scale == "points":
        earlier = own_points(transaction, submission.session, submission.round, submission.tag)
        check_points(state.method, earlier, submission.ballots)


def own_points(reader: Reading, session: str, number: int, tag: str) -> dict[str, float]:
    """Return the points a person has given to each need in a round."""
    return {
        need: float(value)
        for need, value in reader.read(
            """
            select need, value from live_ballot
            where session = $1 and round = $2 and voter_tag = $3 and value is not null
            """,
            [session, number, tag],
        )
    }


def _insert(
    transaction: Transaction,
    states: Mapping[str, _State],
    kept: Sequence[Submission],
    known_voters: Collection[tuple[str, int, str]],
) -> None:
    voters: dict[tuple, tuple] = {}
    answers: dict[tuple, tuple] = {}
    reasons: dict[tuple, str] = {}
    slips: set[tuple] = set()
    # Of two answers in one statement the last wins, as it does between statements.
    for sent in kept:
        scale = states[sent.session].method.scale
        voter = (sent.session, sent.round, sent.tag)
        if voter not in known_voters:
            voters[voter] = (sent.stakeholder_group, sent.source)
        if sent.token_number:
            slips.add((sent.session, sent.token_number, sent.round))
        for ballot in sent.ballots:
            for answer in ballot.answers:
                key = (sent.session, sent.round, ballot.need, answer.criterion, sent.tag)
                answers[key] = (scale, answer.value, answer.state)
            if ballot.rationale is not None:
                reasons[sent.session, sent.round, ballot.need, sent.tag] = ballot.rationale
    if voters:
        transaction.execute(
            """
            insert into live_voter (session, round, voter_tag, stakeholder_group, source)
            select unnest($1::varchar[]), unnest($2::integer[]), unnest($3::varchar[]), unnest($4::varchar[]),
                unnest($5::varchar[])
            on conflict (session, round, voter_tag) do nothing
            """,
            _columns(voters),
        )
    if answers:
        transaction.execute(
            """
            insert into live_ballot (session, round, need, criterion, voter_tag, scale, value, state)
            select unnest($1::varchar[]), unnest($2::integer[]), unnest($3::varchar[]), unnest($4::varchar[]),
                unnest($5::varchar[]), unnest($6::varchar[]), unnest($7::double precision[]), unnest($8::varchar[])
            on conflict (session, round, need, criterion, voter_tag) do update
            set value = excluded.value, state = excluded.state, scale = excluded.scale
            """,
            _columns(answers),
        )
    if reasons:
        transaction.execute(
            """
            insert into live_rationale (session, round, need, voter_tag, text)
            select unnest($1::varchar[]), unnest($2::integer[]), unnest($3::varchar[]), unnest($4::varchar[]),
                unnest($5::varchar[])
            on conflict (session, round, need, voter_tag) do update set text = excluded.text
            """,
            _columns({key: (text,) for key, text in reasons.items()}),
        )
    for session, slip, number in slips:
        transaction.execute(
            "update live_token set answered_round = $3 where session = $1 and number = $2 and answered_round < $3",
            [session, slip, number],
        )


def _columns(rows: Mapping[tuple, tuple]) -> list[list]:
    return [list(column) for column in zip(*(key + value for key, value in rows.items()), strict=True)]


def _lock_methods(transaction: Transaction, states: Mapping[str, _State], sessions: set[str]) -> None:
    for session in sorted(sessions):
        state = states[session]
        if not state.life.method_locked:
            life = lock_method(state.life)
            save_lock(transaction, session, life)
            note_change(
                transaction,
                "workbench",
                "method_locked",
                session,
                {"method": state.method.fingerprint, "round": life.stage.round},
            )


def rules_of(method: Method, needs: Sequence[Need]) -> BallotRules:
    """Make the rules against which the ballots of a session are checked."""
    return BallotRules(method, [need.id for need in needs])


def cast_one(database: Database, submission: Submission) -> None:
    """Keep one person's ballots and wait until they are durable.

    Raises
    ------
    Problem
        If they are refused.
    """
    (problem,) = database.write(lambda transaction: cast(transaction, [submission]))
    if problem is not None:
        raise problem


def own_answers(reader: Reading, session: str, number: int, tag: str) -> dict[str, dict[str, object]]:
    """Return a person's own answers of a round: need to criterion to value or blank."""
    found: dict[str, dict[str, object]] = {}
    for need, criterion, value, state in reader.read(
        "select need, criterion, value, state from live_ballot where session = $1 and round = $2 and voter_tag = $3",
        [session, number, tag],
    ):
        found.setdefault(need, {})[criterion] = state if value is None else format(value, "g")
    return found


def own_reasons(reader: Reading, session: str, number: int, tag: str) -> dict[str, str]:
    """Return a person's own reasons of a round by need."""
    return dict(
        reader.read(
            "select need, text from live_rationale where session = $1 and round = $2 and voter_tag = $3 and text <> ''",
            [session, number, tag],
        )
    )


def weigh(database: Database, session: str, tag: str, stakeholder_group: str, sent: object) -> dict[str, float]:
    """Keep how important a person finds each criterion; the last answer counts.

    Raises
    ------
    Problem
        If the weighing is not open or the answer cannot be used.
    """

    def keep(transaction: Transaction) -> dict[str, float]:
        found = live_session(transaction, session, with_needs=False)
        if not allows(found.life, "weigh", clock.now()):
            raise Problem("the criteria are not being weighed now")
        given = importances(found.method, sent)
        transaction.execute(
            """
            insert into live_weight (session, criterion, voter_tag, stakeholder_group, importance)
            select $1::varchar, unnest($2::varchar[]), $3::varchar, $4::varchar, unnest($5::double precision[])
            on conflict (session, criterion, voter_tag) do update set importance = excluded.importance
            """,
            [session, list(given), tag, stakeholder_group, list(given.values())],
        )
        transaction.touch(count_topic(session))
        return given

    return database.write(keep)


def own_weights(reader: Reading, session: str, tag: str) -> dict[str, float]:
    """Return how important a person found each criterion."""
    return {
        criterion: float(importance)
        for criterion, importance in reader.read(
            "select criterion, importance from live_weight where session = $1 and voter_tag = $2", [session, tag]
        )
    }
