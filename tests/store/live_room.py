"""A room with people in it, for the tests of live sessions."""

from __future__ import annotations

from dataclasses import dataclass, field

from foresight.sessions import needs
from foresight.sessions.stages import Stage
from foresight.sessions.voter_tags import attendee_mark, author_mark, voter_tag
from foresight.store import live_ballots, live_joining, live_needs, live_stage, live_start
from foresight.store.database import Database
from foresight.store.engine import Transaction
from foresight.store.live_ballots import Submission
from foresight.store.live_session import LiveSession, count_topic, live_session

GROUPS = ("government", "business", "public", "science")
BEHIND = """
insert into live_attendee (session, mark, stakeholder_group, language, token_number)
select $1::varchar, unnest($2::varchar[]), unnest($3::varchar[]), 'ru', 0
"""
TITLES = ("Очистка сточных вод", "Тұзданған топырақ", "Прогноз паводков")


@dataclass
class Room:
    """A session and the people who joined it: secret and group each."""

    database: Database
    id: str
    people: list[tuple[str, str]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)

    @property
    def now(self) -> LiveSession:
        return live_session(self.database, self.id)

    def go(self, *codes: str) -> LiveSession:
        for code in codes:
            live_stage.move_stage(self.database, self.id, Stage.of(code))
        return self.now

    def join(self, count: int, group: str = "") -> None:
        """Take people in: the first through the door, those behind in one statement, which is much quicker."""
        coming = [(f"secret-of-person-{len(self.people) + n}", group or GROUPS[n % 4]) for n in range(count)]
        self.people += coming
        for secret, chosen in coming[:1]:
            live_joining.enter(self.database, self.id, secret, group=chosen, language="ru")
        marks = [attendee_mark(self.id, secret) for secret, _ in coming[1:]]

        def behind(transaction: Transaction) -> None:
            transaction.execute(BEHIND, [self.id, marks, [chosen for _, chosen in coming[1:]]])
            transaction.touch(count_topic(self.id))

        if marks:
            self.database.write(behind)

    def propose(self, title: str, person: int = 0, key: str = "") -> str:
        author = author_mark(self.now.voter_key, self.people[person][0])
        proposed = needs.proposal({"title": title}, "ru")
        return live_needs.propose(self.database, self.id, author, proposed, key=key or title)

    def tag(self, person: int) -> str:
        return voter_tag(self.now.voter_key, self.people[person][0])

    def submission(
        self, person: int, values: dict[str, dict], number: int | None = None, found: LiveSession | None = None
    ) -> Submission:
        found = found or self.now
        ballots = live_ballots.rules_of(found.method, found.rated_needs).ballots(values)
        return Submission(
            session=self.id,
            round=found.stage.round if number is None else number,
            tag=voter_tag(found.voter_key, self.people[person][0]),
            stakeholder_group=self.people[person][1],
            ballots=ballots,
            version=found.version,
        )

    def rate(self, person: int, value: int, reason: str | None = None, needs: list[str] | None = None) -> None:
        self.rate_all({person: value}, {person: reason}, needs)

    def rate_all(
        self,
        values: dict[int, int],
        reasons: dict[int, str | None] | None = None,
        needs: list[str] | None = None,
    ) -> None:
        """Answer every question on every need with a person's value; all people in one statement, as in a full room."""
        found = self.now
        sheets = []
        for person, value in values.items():
            answers = dict.fromkeys((question.code for question in found.method.questions), value)
            reason = (reasons or {}).get(person)
            sheet = {"answers": answers} | ({} if reason is None else {"rationale": reason})
            sheets.append(self.submission(person, dict.fromkeys(needs or self.needs, sheet), found=found))
        for problem in self.database.write(lambda transaction: live_ballots.cast(transaction, sheets)):
            if problem is not None:
                raise problem


def room_with(database: Database, people: int = 12, *stages: str, template: str = "regional_needs", **options) -> Room:
    """Start a session with three needs, let people join, and go to a stage."""
    started = live_start.start_session(
        database, title="Потребности", region="KZ-33", held_on="2026-05-14", template_code=template, **options
    )
    room = Room(database, started.id)
    room.go("lobby")
    if started.mode == "open":
        room.join(people)
    room.needs = [live_needs.add_need(database, room.id, needs.proposal({"title": title}, "ru")) for title in TITLES]
    room.go(*stages)
    return room
