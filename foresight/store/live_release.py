"""The gate between sealed ballots and everybody who wants to see them.

Ballots lie sealed in ``live_ballot``. When a round is over they are copied to ``rating``, with groups too small to be
shown put together and questions that too few answered left out; no screen, projector, export, report or command reads
anything else. Whether an audience may see a round is asked of `foresight.sessions.visibility` each time.
"""

from __future__ import annotations

import secrets

import numpy as np
import pandas as pd

from foresight.sessions import visibility
from foresight.store.engine import Reading, Transaction
from foresight.store.live_session import LiveSession, is_live, live_session
from foresight.store.sessions.ratings import ballot_table, ratings_frame
from foresight.store.sessions.session import topic as session_topic

GROUPS = ("government", "business", "public", "science")
MOST_REASONS_SHOWN = 200


def release_round(transaction: Transaction, found: LiveSession, number: int) -> dict[str, object]:
    """Copy the ballots of a round that is over to where they may be seen.

    If the round had been shown before and fewer people than the smallest group have answered anew since, what was
    shown stays: the difference between the two pictures would be these people's answers.

    Parameters
    ----------
    transaction : Transaction
    found : LiveSession
    number : int
        The round.

    Returns
    -------
    dict
        For the journal: ``voters`` and ``paper`` (numbers of people), ``released`` or the reason why not.
    """
    session, minimum = found.id, found.method.minimum_group
    rows = transaction.read(
        """
        select stakeholder_group, source, count(*) from live_voter where session = $1 and round = $2
        group by stakeholder_group, source
        """,
        [session, number],
    )
    sizes: dict[str, int] = {}
    for group, _, people in rows:
        sizes[group] = sizes.get(group, 0) + int(people)
    outcome: dict[str, object] = {
        "voters": sum(sizes.values()),
        "paper": sum(int(people) for _, source, people in rows if source == "paper"),
    }
    names = visibility.shown_groups(sizes, minimum)
    if not names:
        return outcome | {"released": "too_few"}
    changed = _changed_people(transaction, session, number)
    if changed is not None and not visibility.may_replace(changed, minimum):
        return outcome | {"released": "unchanged" if changed == 0 else "changes_withheld"}
    transaction.execute("delete from rating where session = $1 and round = $2", [session, number])
    transaction.execute(
        """
        insert into rating (session, round, need, criterion, rater, stakeholder_group, value, source)
        select b.session, b.round, b.need, b.criterion, substr(md5('rater ' || b.voter_tag), 1, 16) as rater, g.shown,
            b.value, v.source
        from live_ballot b
        join live_voter v on v.session = b.session and v.round = b.round and v.voter_tag = b.voter_tag
        join (select unnest($3::varchar[]) as own, unnest($4::varchar[]) as shown) g on g.own = v.stakeholder_group
        join (
            select need, criterion from live_ballot where session = $1 and round = $2
            group by need, criterion having count(value) >= $5
        ) enough on enough.need = b.need and enough.criterion = b.criterion
        where b.session = $1 and b.round = $2
        order by rater, b.need, b.criterion
        """,
        [session, number, list(names), list(names.values()), minimum],
    )
    _release_reasons(transaction, session, number, minimum)
    transaction.touch(session_topic(session))
    return outcome | {"released": "yes"}


def _changed_people(transaction: Transaction, session: str, number: int) -> int | None:
    """How many people's answers differ from what was released, or None when nothing was."""
    if not transaction.value("select count(*) from rating where session = $1 and round = $2", [session, number]):
        return None
    return int(
        transaction.value(
            """
            with old as (select need, criterion, rater, value from rating where session = $1 and round = $2),
            new as (
                select need, criterion, substr(md5('rater ' || voter_tag), 1, 16) as rater, value
                from live_ballot where session = $1 and round = $2
            ),
            comparable as (
                select n.need, n.criterion, n.rater, n.value from new n
                join (select distinct need, criterion from old) shown
                    on shown.need = n.need and shown.criterion = n.criterion
            )
            select count(distinct rater) from (
                select rater from (select * from comparable except select * from old) gone
                union
                select rater from (select * from old except select * from comparable) come
                union
                select rater from new where rater not in (select rater from old)
            ) changed
            """,
            [session, number],
        )
    )


def sides(overall: pd.DataFrame) -> pd.Series:
    """Tell on which side of the others each person's answer about each need lies.

    Parameters
    ----------
    overall : DataFrame
        ``need, value``: one row a person and need, the mean of the person's answers.

    Returns
    -------
    Series
        ``low`` below the 30th percentile of the need, ``high`` above the 70th, otherwise ``middle``.
    """
    grouped = overall.groupby("need")["value"]
    low, high = grouped.transform(lambda x: x.quantile(0.3)), grouped.transform(lambda x: x.quantile(0.7))
    side = np.select([overall["value"] < low, overall["value"] > high], ["low", "high"], "middle")
    return pd.Series(side, index=overall.index)


def _release_reasons(transaction: Transaction, session: str, number: int, minimum: int) -> None:
    transaction.execute("delete from released_rationale where session = $1 and round = $2", [session, number])
    reasons = transaction.frame(
        "select need, voter_tag, text from live_rationale where session = $1 and round = $2 and text <> ''",
        [session, number],
    )
    if reasons.empty:
        return
    overall = transaction.frame(
        """
        select b.need, b.voter_tag, avg(b.value) as value from live_ballot b
        where b.session = $1 and b.round = $2 and b.value is not null
            and b.need in (select unnest($3::varchar[]))
        group by b.need, b.voter_tag
        """,
        [session, number, sorted(reasons["need"].unique())],
    )
    overall["side"] = sides(overall)
    enough = overall.groupby("need").size()
    reasons = reasons.merge(overall, on=["need", "voter_tag"], how="left").fillna({"side": "middle"})
    reasons = reasons[reasons["need"].map(enough).fillna(0) >= minimum]
    rows = list(reasons[["need", "side", "text"]].itertuples(index=False, name=None))
    # In random order, so that the order tells nothing about who wrote when.
    secrets.SystemRandom().shuffle(rows)
    if not rows:
        return
    transaction.execute(
        """
        insert into released_rationale (session, round, need, number, side, text)
        select $1::varchar, $2::integer, unnest($3::varchar[]), unnest($4::integer[]), unnest($5::varchar[]),
            unnest($6::varchar[])
        """,
        [
            session,
            number,
            [row[0] for row in rows],
            list(range(len(rows))),
            [row[1] for row in rows],
            [row[2] for row in rows],
        ],
    )


RATINGS = "select round, need, criterion, rater, stakeholder_group, value, source from rating"
NO_RATINGS = RATINGS + " where 1 = 0"


def visible_ratings(reader: Reading, found: LiveSession, number: int, audience: str) -> pd.DataFrame:
    """Return the ratings of a round, if the audience may see it.

    Parameters
    ----------
    reader : Reading
    found : LiveSession
    number : int
    audience : str
        One of ``visibility.AUDIENCES``.

    Returns
    -------
    DataFrame
        ``round, need, criterion, rater, stakeholder_group, value, source``; empty where it may not. Ordered by what it
        is about and never by when it came.
    """
    if not visibility.round_visible(found.life, found.method, number, audience):
        return reader.frame(NO_RATINGS)
    frame = reader.frame(RATINGS + " where session = $1 and round = $2", [found.id, number])
    return frame.sort_values(["need", "criterion", "rater"], ignore_index=True)


def visible_distributions(reader: Reading, found: LiveSession, number: int, audience: str) -> pd.DataFrame:
    """Count the answers of a round by need, criterion and group, as far as the audience may see them.

    Returns
    -------
    DataFrame
        ``need, criterion, stakeholder_group, value, people`` as from `visibility.distributions`.
    """
    return visibility.distributions(visible_ratings(reader, found, number, audience), found.method.minimum_group)


def last_answered_round(reader: Reading, found: LiveSession, audience: str) -> int:
    """Return the last round the audience may see of which there is something to see, or 0."""
    latest = visibility.latest_visible_round(found.life, found.method, audience)
    return int(
        reader.value("select max(round) from rating where session = $1 and round <= $2", [found.id, latest]) or 0
    )


def visible_reasons(reader: Reading, found: LiveSession, number: int, audience: str) -> pd.DataFrame:
    """Return the reasons given in a round, if the audience may see it.

    Returns
    -------
    DataFrame
        ``need, side, text``, in random order.
    """
    seen = visibility.round_visible(found.life, found.method, number, audience)
    return reader.frame(
        "select need, side, text from released_rationale where session = $1 and round = $2 order by number",
        [found.id, number if seen else 0],
    )


def visible_weights(reader: Reading, found: LiveSession) -> pd.DataFrame:
    """Return the importance people gave the criteria, once the weighing is over.

    Returns
    -------
    DataFrame
        ``rater, stakeholder_group, criterion, importance``; small groups are put together, and with fewer people than
        the smallest group altogether it is empty.
    """
    seen = visibility.weights_visible(found.life)
    frame = reader.frame(
        """
        select substr(md5('weigher ' || voter_tag), 1, 16) as rater, stakeholder_group, criterion, importance
        from live_weight where session = $1
        """,
        [found.id if seen else ""],
    )
    names = visibility.shown_groups(
        frame.drop_duplicates("rater")["stakeholder_group"].value_counts().to_dict(), found.method.minimum_group
    )
    frame["stakeholder_group"] = frame["stakeholder_group"].map(names).astype("str")
    return frame[frame["stakeholder_group"].isin([*GROUPS, visibility.COMBINED])].sort_values(
        ["rater", "criterion"], ignore_index=True
    )


def response(reader: Reading, session: str, number: int) -> pd.DataFrame:
    """Count who is in the room and who has answered: how many, never what.

    Returns
    -------
    DataFrame
        ``stakeholder_group, joined, phone, paper``; one row for each of the four groups.
    """
    # People counted before, as in an imported session, and people whose phones are here; one statement, as the
    # projector asks this every second while ballots come in.
    counted = {
        (group, source): int(people)
        for group, source, people in reader.read(
            """
            select stakeholder_group, 'joined', sum(people) from (
                select stakeholder_group, people from attendance where session = $1
                union all
                select stakeholder_group, count(*) from live_attendee where session = $1 group by stakeholder_group
            ) everybody group by stakeholder_group
            union all
            select stakeholder_group, source, count(*) from live_voter where session = $1 and round = $2
            group by stakeholder_group, source
            """,
            [session, number],
        )
    }
    return pd.DataFrame(
        {
            "stakeholder_group": GROUPS,
            **{
                source: [counted.get((group, source), 0) for group in GROUPS] for source in ("joined", "phone", "paper")
            },
        }
    )


def weighed(reader: Reading, session: str) -> dict[str, int]:
    """Count the people of each stakeholder group who have weighed the criteria."""
    rows = reader.read(
        """
        select stakeholder_group, count(distinct voter_tag) from live_weight where session = $1
        group by stakeholder_group
        """,
        [session],
    )
    return {group: int(people) for group, people in rows}


def ballots_shown(reader: Reading, session: str, audience: str) -> pd.DataFrame:
    """Return the ballots of all rounds that an audience may see, of a session held live or entered by hand.

    Returns
    -------
    DataFrame
        ``round, need, criterion, rater, stakeholder_group, value, source``; empty while nothing may be seen.
    """
    if not is_live(reader, session):
        return ratings_frame(reader, session)
    found = live_session(reader, session)
    numbers = range(1, max(found.life.shown, default=0) + 1)
    frames = [visible_ratings(reader, found, number, audience) for number in numbers]
    return pd.concat(frames, ignore_index=True) if frames else reader.frame(NO_RATINGS)


def answers_shown(reader: Reading, session: str, audience: str) -> pd.DataFrame:
    """Return the same ballots for computing with, in no order and without their source.

    Returns
    -------
    DataFrame
        As from `foresight.store.sessions.ballot_table`; empty while nothing may be seen.
    """
    if not is_live(reader, session):
        return ballot_table(reader, session)
    found = live_session(reader, session)
    numbers = range(1, max(found.life.shown, default=0) + 1)
    seen = [number for number in numbers if visibility.round_visible(found.life, found.method, number, audience)]
    return ballot_table(reader, session, seen)
