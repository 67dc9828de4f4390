"""The close of a session: what leads from a person to a ballot is destroyed, and the list of receipts is made."""

from __future__ import annotations

import secrets

from foresight.sessions.receipts import check_value, receipt
from foresight.store import clock
from foresight.store.engine import Reading, Transaction
from foresight.store.live_session import LiveSession


def close_for_good(transaction: Transaction, found: LiveSession) -> dict[str, int]:
    """Publish the receipts, then give every voter a random number and destroy the key.

    After this nobody, with the database or with a phone, can tell whose ballot a ballot is; the phones' receipts
    show that a ballot is there and unchanged.

    Parameters
    ----------
    transaction : Transaction
    found : LiveSession
        The session as it closes.

    Returns
    -------
    dict
        For the journal: ``voters``, ``answers``.
    """
    session = found.id
    answers = _publish_receipts(transaction, session)
    voters = [
        row[0] for row in transaction.read("select distinct voter_tag from live_voter where session = $1", [session])
    ]
    _renumber(transaction, session, voters)
    _forget_people(transaction, session)
    transaction.execute(
        "update live_session set voter_key = '', link_hash = '', code_hash = '' where session = $1", [session]
    )
    transaction.execute("update session set closed_on = $2 where id = $1", [session, clock.stamp()])
    return {"voters": len(voters), "answers": answers}


def voter_answers(reader: Reading, session: str, tag: str | None = None) -> dict[str, list[tuple]]:
    """Return the answers of every voter, or of one, as their check value is made of them."""
    rows = reader.read(
        """
        select voter_tag, round, need, criterion, value, state from live_ballot
        where session = $1 and ($2::varchar is null or voter_tag = $2::varchar)
        """,
        [session, tag],
    )
    found: dict[str, list[tuple]] = {}
    for voter, *answer in rows:
        found.setdefault(voter, []).append(tuple(answer))
    return found


def _publish_receipts(transaction: Transaction, session: str) -> int:
    everybody = voter_answers(transaction, session)
    listed = sorted((receipt(tag), len(answers), check_value(tag, answers)) for tag, answers in everybody.items())
    if listed:
        transaction.execute(
            """
            insert into released_receipt (session, receipt, answers, check_value)
            select $1::varchar, unnest($2::varchar[]), unnest($3::integer[]), unnest($4::varchar[])
            on conflict (session, receipt) do nothing
            """,
            [session, *(list(column) for column in zip(*listed, strict=True))],
        )
    return sum(answers for _, answers, _ in listed)


def _renumber(transaction: Transaction, session: str, voters: list[str]) -> None:
    """Replace every tag by a random number, writing the rows anew so that their order says nothing either."""
    order = list(voters)
    secrets.SystemRandom().shuffle(order)
    numbers = [f"p{place:05d}" for place in range(1, len(order) + 1)]
    transaction.execute(
        """
        insert into live_ballot (session, round, need, criterion, voter_tag, scale, value, state)
        select b.session, b.round, b.need, b.criterion, n.number, b.scale, b.value, b.state
        from live_ballot b
        join (select unnest($2::varchar[]) as tag, unnest($3::varchar[]) as number) n on n.tag = b.voter_tag
        where b.session = $1 order by n.number, b.round, b.need, b.criterion
        """,
        [session, order, numbers],
    )
    transaction.execute(
        "delete from live_ballot where session = $1 and voter_tag in (select unnest($2::varchar[]))", [session, order]
    )
    transaction.execute(
        """
        insert into live_voter (session, round, voter_tag, stakeholder_group, source)
        select v.session, v.round, n.number, v.stakeholder_group, v.source from live_voter v
        join (select unnest($2::varchar[]) as tag, unnest($3::varchar[]) as number) n on n.tag = v.voter_tag
        where v.session = $1 order by n.number, v.round
        """,
        [session, order, numbers],
    )
    transaction.execute(
        "delete from live_voter where session = $1 and voter_tag in (select unnest($2::varchar[]))", [session, order]
    )
    transaction.execute(
        """
        insert into rating (session, round, need, criterion, rater, stakeholder_group, value, source)
        select r.session, r.round, r.need, r.criterion, n.number, r.stakeholder_group, r.value, r.source from rating r
        join (select unnest($2::varchar[]) as tag, unnest($3::varchar[]) as number) n
            on substr(md5('rater ' || n.tag), 1, 16) = r.rater
        where r.session = $1 order by n.number, r.round, r.need, r.criterion
        """,
        [session, order, numbers],
    )
    transaction.execute(
        """
        delete from rating where session = $1 and rater in (
            select substr(md5('rater ' || n.tag), 1, 16) from (select unnest($2::varchar[]) as tag) n
        )
        """,
        [session, order],
    )


def _forget_people(transaction: Transaction, session: str) -> None:
    """Keep how many came of each group, and nothing of who came, wrote, proposed or weighed."""
    transaction.execute(
        """
        insert into attendance (session, stakeholder_group, people)
        select $1::varchar, stakeholder_group, count(*) from (
            select mark, stakeholder_group from live_attendee where session = $1
            union all
            select distinct voter_tag, stakeholder_group from live_voter
            where session = $1 and source = 'paper' and stakeholder_group <> 'combined'
        ) people group by stakeholder_group
        on conflict (session, stakeholder_group) do update set people = attendance.people + excluded.people
        """,
        [session],
    )
    weighers = [
        row[0] for row in transaction.read("select distinct voter_tag from live_weight where session = $1", [session])
    ]
    secrets.SystemRandom().shuffle(weighers)
    transaction.execute(
        """
        insert into live_weight (session, criterion, voter_tag, stakeholder_group, importance)
        select w.session, w.criterion, n.number, w.stakeholder_group, w.importance from live_weight w
        join (select unnest($2::varchar[]) as tag, unnest($3::varchar[]) as number) n on n.tag = w.voter_tag
        where w.session = $1 order by n.number, w.criterion
        """,
        [session, weighers, [f"w{place:05d}" for place in range(1, len(weighers) + 1)]],
    )
    transaction.execute(
        "delete from live_weight where session = $1 and voter_tag in (select unnest($2::varchar[]))",
        [session, weighers],
    )
    transaction.execute("update live_need set author = '' where session = $1", [session])
    transaction.execute("delete from live_rationale where session = $1", [session])
    transaction.execute("delete from live_attendee where session = $1", [session])
    transaction.execute("delete from live_token where session = $1", [session])
    transaction.execute("delete from live_paper where session = $1", [session])
    transaction.execute("delete from live_undo where session = $1", [session])


def published_receipts(reader: Reading, session: str) -> list[tuple[str, int, str]]:
    """Return receipt, number of answers and check value of every ballot of a closed session, by receipt."""
    return [
        (str(code), int(answers), str(check))
        for code, answers, check in reader.read(
            "select receipt, answers, check_value from released_receipt where session = $1 order by receipt", [session]
        )
    ]
