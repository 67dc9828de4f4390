"""The ratings needs were given: no time, no sequence, no user, and the last one of a rater counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from foresight.problems import Problem
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.sessions.session import STAKEHOLDER_GROUPS, Session, require_open, topic
from foresight.store.texts import clean_text, finite, one_of

SOURCES = ("phone", "paper", "facilitator")
RATING_COLUMNS = ("need", "criterion", "stakeholder_group", "rater", "value")

UPSERT = """
    insert into rating (session, round, need, criterion, rater, stakeholder_group, value, source)
    select unnest($1::varchar[]), unnest($2::integer[]), unnest($3::varchar[]), unnest($4::varchar[]),
        unnest($5::varchar[]), unnest($6::varchar[]), unnest($7::double precision[]), unnest($8::varchar[])
    on conflict (session, round, need, criterion, rater) do update
    set value = excluded.value, stakeholder_group = excluded.stakeholder_group, source = excluded.source
"""


def record_ratings(
    database: Database, session: str, ratings: pd.DataFrame, *, round: int = 1, source: str = "facilitator"
) -> int:
    """Keep ratings; a rater's later rating of the same need and criterion replaces the earlier one.

    Parameters
    ----------
    database : Database
        The store.
    session : str
        Its identifier.
    ratings : DataFrame
        ``need, criterion, stakeholder_group, rater, value``; a missing value is "don't know". The rater of a paper
        ballot is its number within the stakeholder group, that of a phone its tag.
    round : int
        Number of the round.
    source : str
        ``phone``, ``paper`` or ``facilitator``.

    Returns
    -------
    int
        How many ratings were kept.

    Raises
    ------
    Problem
        When the session is closed, or a need, criterion, group or value does not belong to it.
    """
    source = one_of(source, "source", SOURCES)
    number = int(round)
    if number < 1:
        raise Problem("the round must be 1 or more, not {round}", round=round)
    rows = _checked_ratings(ratings, source)
    if not rows:
        return 0
    # Of two ratings of the same the last counts.
    latest = list({row[:3]: row for row in rows}.values())

    def keep(transaction: Transaction) -> int:
        current, needs = transaction.remember(("open session", session), lambda: _open_session(transaction, session))
        for need, *_ in latest:
            if need not in needs:
                raise Problem("the need {need} does not belong to this session", need=need)
        _check_scale(current.method, latest)
        transaction.gather(UPSERT, ((session, number, *row, source) for row in latest), key=5)
        transaction.touch(topic(session))
        return len(latest)

    return database.write(keep)


def ratings_frame(reader: Reading, session: str, *, round: int | None = None) -> pd.DataFrame:
    """Return the ratings of a session, ordered by what they are about and never by when they came.

    Parameters
    ----------
    reader : Reading
        The store.
    session : str
        Its identifier.
    round : int, optional
        Only this round.

    Returns
    -------
    DataFrame
        ``round, need, criterion, rater, stakeholder_group, value, source``; NaN is "don't know".
    """
    frame = reader.frame(
        """
        select round, need, criterion, rater, stakeholder_group, value, source from rating
        where session = $1 and ($2::integer is null or round = $2::integer)
        """,
        [session, None if round is None else int(round)],
    )
    return frame.sort_values(["round", "need", "criterion", "rater"], ignore_index=True)


def ballot_table(reader: Reading, session: str, rounds: Sequence[int] | None = None) -> pd.DataFrame:
    """Return the ratings of a session for computing with, in no order and with categories instead of texts.

    Texts are read once and not with every rating: hundreds of thousands of ballots come five times as fast as from
    `ratings_frame`.

    Parameters
    ----------
    reader : Reading
        The store.
    session : str
        Its identifier.
    rounds : sequence of int, optional
        Only these rounds.

    Returns
    -------
    DataFrame
        ``round, need, criterion, rater, stakeholder_group, value``; NaN is "don't know".
    """
    wanted = [session, None if rounds is None else list(rounds)]
    labels: dict[str, list[str]] = {"need": [], "criterion": [], "rater": [], "stakeholder_group": []}
    for column, label in reader.read(_LABELS, wanted):
        labels[column].append(str(label))
    # Sorted here, because the engines sort texts differently.
    labels = {column: sorted(found) for column, found in labels.items()}
    numbered = [part for found in labels.values() for part in (found, list(range(len(found))))]
    frame = reader.frame(_NUMBERED_BALLOTS, [*wanted, *numbered])
    return frame.assign(
        **{column: pd.Categorical.from_codes(frame[column].to_numpy(), found) for column, found in labels.items()}
    )


_LABELS = """
    with asked as (
        select need, criterion, rater, stakeholder_group from rating
        where session = $1 and ($2::integer[] is null or round in (select unnest($2::integer[])))
    )
    select 'need' as kind, need as label from asked union select 'criterion', criterion from asked
    union select 'rater', rater from asked union select 'stakeholder_group', stakeholder_group from asked
"""
_NUMBERED_BALLOTS = """
    select round, n.place as need, c.place as criterion, p.place as rater, g.place as stakeholder_group, value
    from rating
    join (select unnest($3::varchar[]) as label, unnest($4::integer[]) as place) n on n.label = need
    join (select unnest($5::varchar[]) as label, unnest($6::integer[]) as place) c on c.label = criterion
    join (select unnest($7::varchar[]) as label, unnest($8::integer[]) as place) p on p.label = rater
    join (select unnest($9::varchar[]) as label, unnest($10::integer[]) as place) g on g.label = stakeholder_group
    where session = $1 and ($2::integer[] is null or round in (select unnest($2::integer[])))
"""


def response_counts(reader: Reading, session: str) -> pd.DataFrame:
    """Return how many raters answered, by round, stakeholder group and source.

    Parameters
    ----------
    reader : Reading
        The store.
    session : str
        Its identifier.

    Returns
    -------
    DataFrame
        ``round, stakeholder_group, source, raters``.
    """
    frame = reader.frame(
        """
        select round, stakeholder_group, source, count(distinct rater) as raters from rating
        where session = $1 group by round, stakeholder_group, source
        """,
        [session],
    )
    return frame.sort_values(["round", "stakeholder_group", "source"], ignore_index=True)


def _open_session(reader: Reading, session: str) -> tuple[Session, frozenset[str]]:
    needs = reader.read("select id from need where session = $1", [session])
    return require_open(reader, session), frozenset(need for (need,) in needs)


def _checked_ratings(ratings: pd.DataFrame, source: str) -> list[tuple]:
    for column in RATING_COLUMNS:
        if column not in ratings.columns:
            raise Problem("the ratings have no column {columns}", columns=column)
    rows = []
    for need, criterion, group, rater, value in ratings[list(RATING_COLUMNS)].itertuples(index=False, name=None):
        group = one_of(group, "stakeholder group", STAKEHOLDER_GROUPS)
        tag = clean_text(str(rater), "rater", longest=200)
        rows.append(
            (
                clean_text(need, "need", longest=200),
                clean_text(criterion, "criterion", longest=100),
                # Paper numbers start from 1 in every group.
                tag if source == "phone" else f"{source}-{group}-{tag}",
                group,
                None if pd.isna(value) else finite(value, "value"),
            )
        )
    return rows


def _check_scale(method: Mapping[str, object], rows: Sequence[tuple]) -> None:
    criteria = {criterion["code"]: criterion for criterion in method.get("criteria", ())}
    for _, criterion, _, _, value in rows:
        if criteria:
            one_of(criterion, "criterion", criteria)
        rule = criteria.get(criterion, {})
        lowest, highest = rule.get("lowest"), rule.get("highest")
        if value is not None and lowest is not None and highest is not None and not lowest <= value <= highest:
            raise Problem(
                "the rating {value} of {criterion} is outside the scale from {lowest} to {highest}",
                value=value,
                criterion=criterion,
                lowest=lowest,
                highest=highest,
            )
