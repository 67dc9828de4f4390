"""Ballots: what one person answers about one need in one round, checked against the method.

A widget's limits bind nobody who talks to the address directly, so everything is checked here again.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from foresight.problems import Problem
from foresight.sessions.method import Method
from foresight.sessions.stages import Life, allows

LONGEST_RATIONALE = 400
MOST_NEEDS = 200
ANSWERED = "answered"
STATES = (ANSWERED, "dont_know", "not_informed")
MOST_IMPORTANCE = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes
    ----------
    criterion : str
    value : float or None
        None unless the state is ``answered``.
    state : str
        One of ``STATES``.
    """

    criterion: str
    value: float | None
    state: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """One person's answers about one need; criteria not named keep their earlier answers.

    Attributes
    ----------
    need : str
    answers : tuple of Answer
    rationale : str or None
        None leaves an earlier one as it is, an empty text takes it back.
    """

    need: str
    answers: tuple[Answer, ...]
    rationale: str | None = None


class BallotRules:
    """The method of a session made ready for checking many ballots.

    Parameters
    ----------
    method : Method
    needs : collection of str
        Needs that are rated.
    """

    def __init__(self, method: Method, needs: Collection[str]) -> None:
        self.method = method
        self.needs = frozenset(needs)
        self.criteria = frozenset(question.code for question in method.questions)
        scale = method.answers
        values = range(method.points + 1) if method.scale == "points" else scale.values
        self._known: dict[object, tuple[float | None, str]] = {blank: (None, blank) for blank in scale.blanks}
        for value in values:
            # A phone may send 7, 7.0 or "7"; the numbers are one key.
            self._known[float(value)] = self._known[format(value, "g")] = (float(value), ANSWERED)

    def answer(self, criterion: str, written: object) -> Answer:
        """Check one answer.

        Raises
        ------
        Problem
            If the criterion or the value is not one of the method's.
        """
        if criterion not in self.criteria:
            raise Problem(
                "the answer names the criterion {criterion}, which this session does not ask",
                criterion=str(criterion)[:40],
            )
        try:
            value, state = self._known[written if not isinstance(written, bool) else "no"]
        except (KeyError, TypeError):
            raise self._outside(written) from None
        return Answer(criterion, value, state)

    def _outside(self, written: object) -> Problem:
        shown = str(written)[:40]
        if self.method.scale == "points":
            return Problem(
                "the answer {value} is not a whole number of points from 0 to {most}",
                value=shown,
                most=self.method.points,
            )
        return Problem(
            "the answer {value} is not on the scale: one of {allowed}",
            value=shown,
            allowed=", ".join(format(value, "g") for value in self.method.answers.values),
        )

    def ballot(self, need: object, answers: object, rationale: object = None) -> Ballot:
        """Check one person's answers about one need.

        Parameters
        ----------
        need : str
        answers : mapping of criterion to answer
            A value of the scale, or the code of a blank; empty texts are left out.
        rationale : str, optional

        Raises
        ------
        Problem
            If the need is not rated here, nothing is answered, or something is not on the scale.
        """
        if need not in self.needs:
            raise Problem("this need is not rated in this session or round: open the page again")
        if not isinstance(answers, Mapping) or len(answers) > len(self.criteria):
            raise Problem("the answers cannot be read: open the page again")
        checked = tuple(
            self.answer(code, written) for code, written in answers.items() if written != "" and written is not None
        )
        reason = None if rationale is None else self.rationale(rationale)
        if not checked and reason is None:
            raise Problem("nothing was answered: choose an answer, or say that you do not know")
        return Ballot(str(need), checked, reason)

    def rationale(self, written: object) -> str:
        """Check the reason beside a rating; an empty one takes an earlier one back."""
        if not self.method.rationales:
            raise Problem("this session does not ask for reasons")
        text = written if isinstance(written, str) else ""
        if len(text) > 20 * LONGEST_RATIONALE:
            raise Problem(
                "the reason is {length} characters long: at most {most}", length=len(text), most=LONGEST_RATIONALE
            )
        text = unicodedata.normalize("NFC", text)
        text = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
        text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn"))
        text = " ".join(text.split())
        if len(text) > LONGEST_RATIONALE:
            raise Problem(
                "the reason is {length} characters long: at most {most}", length=len(text), most=LONGEST_RATIONALE
            )
        return text

    def ballots(self, sent: object) -> tuple[Ballot, ...]:
        """Check what a phone sends for several needs at once.

        Parameters
        ----------
        sent : mapping of need to ``{"answers": …, "rationale": …}``
        """
        if not isinstance(sent, Mapping) or not 1 <= len(sent) <= MOST_NEEDS:
            raise Problem("the answers cannot be read: open the page again")
        made = []
        for need, content in sent.items():
            if not isinstance(content, Mapping):
                raise Problem("the answers cannot be read: open the page again")
            made.append(self.ballot(need, content.get("answers", {}), content.get("rationale")))
        return tuple(made)


def check_open(life: Life, number: object, now: datetime) -> None:
    """Refuse a ballot that comes before its round is open, after it is over, or for another round.

    Raises
    ------
    Problem
        With the round that is open now, if one is.
    """
    if not allows(life, "rate", now):
        raise Problem("no round is open now: your answers up to here are kept")
    if isinstance(number, bool) or number != life.stage.round:
        raise Problem("round {round} is not open: round {open} is", round=str(number)[:10], open=life.stage.round)


def check_points(method: Method, earlier: Mapping[str, float], ballots: Collection[Ballot]) -> None:
    """Refuse to distribute more points than there are.

    Parameters
    ----------
    method : Method
    earlier : mapping of need to points
        The person's answers so far.
    ballots : collection of Ballot

    Raises
    ------
    Problem
        With how many points are left.
    """
    if method.scale != "points":
        return
    points = dict(earlier)
    for ballot in ballots:
        for answer in ballot.answers:
            points[ballot.need] = answer.value or 0.0
    total = math.fsum(points.values())
    if total > method.points:
        raise Problem(
            "{given} points were distributed, but there are {points}: take {over} back",
            given=int(total),
            points=method.points,
            over=int(total - method.points),
        )


def importances(method: Method, sent: object) -> dict[str, float]:
    """Check how important a person finds each criterion, on 0 to 10.

    Raises
    ------
    Problem
        If a criterion is missing or unknown, a number is outside 0 to 10, or all are zero.
    """
    if not isinstance(sent, Mapping):
        raise Problem("the answers cannot be read: open the page again")
    known = {question.code for question in method.questions}
    for code in sent:
        if code not in known:
            raise Problem(
                "the answer names the criterion {criterion}, which this session does not ask", criterion=str(code)[:40]
            )
    given: dict[str, float] = {}
    for question in method.questions:
        written = str(sent.get(question.code, "")).strip()
        if not (written.isascii() and written.isdigit() and len(written) <= 2 and int(written) <= MOST_IMPORTANCE):
            raise Problem("the importance of each criterion is a whole number from 0 to {most}", most=MOST_IMPORTANCE)
        given[question.code] = float(written)
    if not any(given.values()):
        raise Problem("all weights are zero: give at least one criterion a weight")
    return given
