"""Paper ballots: each is typed in twice and counts when both agree; it is marked as paper and counted apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foresight.problems import Problem
from foresight.sessions.ballots import check_open
from foresight.sessions.voter_tags import paper_tag
from foresight.store import clock
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.live_ballots import Submission, cast, rules_of
from foresight.store.live_session import count_topic, live_session
from foresight.store.live_undo import remember
from foresight.store.sessions.session import STAKEHOLDER_GROUPS, note_change
from foresight.store.texts import clean_text, from_json, one_of, to_json

HIGHEST_NUMBER = 99_999


@dataclass(frozen=True)
class Typed:
    """What became of a paper ballot that was typed in.

    Attributes
    ----------
    state : {"waiting", "counted", "different"}
        Waiting for the second time; counted; or different from the first time.
    differences : tuple of (need, criterion, first, second)
    """

    state: str
    differences: tuple[tuple[str, str, str, str], ...] = ()


def type_in(
    database: Database,
    session: str,
    *,
    number: int,
    stakeholder_group: str,
    answers: Mapping[str, Mapping[str, str]],
    entry: int,
    actor: str = "local",
) -> Typed:
    """Type in a paper ballot for the round that is open, the first or the second time.

    Parameters
    ----------
    database : Database
    session : str
    number : int
        Printed on the ballot; the same person keeps it in all rounds.
    stakeholder_group : str
    answers : mapping of need to criterion to answer
        As written on the paper; what is empty is left out.
    entry : {1, 2}
    actor : str

    Returns
    -------
    Typed

    Raises
    ------
    Problem
        If no round is open, the number or an answer cannot be right, or the second comes before the first.
    """
    group = one_of(stakeholder_group, "stakeholder group", STAKEHOLDER_GROUPS)
    if isinstance(number, bool) or not 1 <= int(number) <= HIGHEST_NUMBER:
        raise Problem(
            "the number of a paper ballot is from 1 to {most}, not {number}", most=HIGHEST_NUMBER, number=number
        )
    if entry not in (1, 2):
        raise Problem("a paper ballot is typed in a first and a second time")
    actor = clean_text(actor, "actor", longest=200)

    def keep(transaction: Transaction) -> Typed:
        found = live_session(transaction, session)
        check_open(found.life, found.stage.round, clock.now())
        rules = rules_of(found.method, found.rated_needs)
        written = {
            need: {code: value for code, value in given.items() if value != ""} for need, given in answers.items()
        }
        ballots = tuple(rules.ballot(need, given) for need, given in written.items() if given)
        if not ballots:
            raise Problem("nothing was answered: choose an answer, or say that you do not know")
        plain = {
            ballot.need: {
                answer.criterion: answer.state if answer.value is None else format(answer.value, "g")
                for answer in ballot.answers
            }
            for ballot in ballots
        }
        where = [session, found.stage.round, int(number)]
        besides = {"paper": where[1:]}
        content = to_json({"group": group, "answers": plain})
        if entry == 2:
            first = transaction.read(
                "select answers from live_paper where session = $1 and round = $2 and number = $3 and entry = 1", where
            )
            if not first or not first[0][0]:
                raise Problem("the paper ballot {number} has not been typed in a first time", number=number)
            differences = _differences(from_json(first[0][0]), from_json(content))
            if differences:
                return Typed("different", differences)
            remember(transaction, found, "paper_counted", besides=besides)
            sent = Submission(
                session=session,
                round=found.stage.round,
                tag=paper_tag(found.voter_key, int(number)),
                stakeholder_group=group,
                ballots=ballots,
                version=found.version,
                source="paper",
            )
            (problem,) = cast(transaction, [sent])
            if problem is not None:
                raise problem
            # What was typed is forgotten, so that no number leads to a ballot.
            content = ""
            transaction.execute(
                "update live_paper set answers = '' where session = $1 and round = $2 and number = $3", where
            )
            note_change(transaction, actor, "paper_counted", session, {"round": found.stage.round})
        else:
            remember(transaction, found, "paper_typed", besides=besides)
        transaction.execute(
            """
            insert into live_paper (session, round, number, entry, stakeholder_group, answers, typed_by)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (session, round, number, entry) do update
            set stakeholder_group = excluded.stakeholder_group, answers = excluded.answers, typed_by = excluded.typed_by
            """,
            [*where, entry, group, content, actor],
        )
        transaction.touch(count_topic(session))
        return Typed("counted" if entry == 2 else "waiting")

    return database.write(keep)


def _differences(first: Mapping, second: Mapping) -> tuple[tuple[str, str, str, str], ...]:
    found = []
    if first["group"] != second["group"]:
        found.append(("", "stakeholder_group", first["group"], second["group"]))
    for need in sorted({*first["answers"], *second["answers"]}):
        one, other = first["answers"].get(need, {}), second["answers"].get(need, {})
        found += [
            (need, code, one.get(code, ""), other.get(code, ""))
            for code in sorted({*one, *other})
            if one.get(code) != other.get(code)
        ]
    return tuple(found)


def papers(reader: Reading, session: str, number: int) -> list[tuple[int, str, bool]]:
    """Return the paper ballots of a round: number, stakeholder group, and whether it counts already."""
    return [
        (int(ballot), str(group), bool(counted))
        for ballot, group, counted in reader.read(
            """
            select number, min(stakeholder_group), max(case when entry = 2 and answers = '' then 1 else 0 end)
            from live_paper where session = $1 and round = $2 group by number order by number
            """,
            [session, number],
        )
    ]
