"""The method of a session: what is asked, on which scale, who sees what when, and what will count as consensus.

It is set before the first round and locked by its first ballot; every result refers to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from foresight.priorities.criteria import OBJECTIVES, Criterion
from foresight.problems import Problem
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.stages import MOST_ROUNDS

LANGUAGES = ("ru", "kk", "en")
MOST_CRITERIA = 9
SMALLEST_GROUP = 5
NEEDS_SHOWN = ("at_once", "after_collecting")
LONGEST_NAME = 80
LONGEST_QUESTION = 240


@dataclass(frozen=True)
class Scale:
    """A scale of answers.

    Attributes
    ----------
    code : str
    values : tuple of float
        The answers in their order; empty where points are distributed.
    blanks : tuple of str
        States without a value that may be answered; ``dont_know`` is always one of them.
    lowest, highest : float
    """

    code: str
    values: tuple[float, ...]
    blanks: tuple[str, ...]
    lowest: float
    highest: float


SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "one_to_nine": Scale("one_to_nine", tuple(float(n) for n in range(1, 10)), ("dont_know",), 1.0, 9.0),
        # Child Health and Nutrition Research Initiative: no, undecided though informed, yes; a blank is "not informed".
        "chnri": Scale("chnri", (0.0, 0.5, 1.0), ("not_informed", "dont_know"), 0.0, 1.0),
        "points": Scale("points", (), ("dont_know",), 0.0, 1000.0),
    }
)


@dataclass(frozen=True)
class Question:
    """One criterion as the room sees it.

    Attributes
    ----------
    code : str
        Short stable code, the ``criterion`` column of the ratings.
    names, questions : mapping of language to text
        Short name, and the question asked; a missing language falls back on another.
    objective : {"max", "min"}
        Whether a high answer speaks for the need.
    weight : float
        Used until the room has set its own weights.
    """

    code: str
    names: Mapping[str, str]
    questions: Mapping[str, str] = field(default_factory=dict)
    objective: str = "max"
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not (self.code.isascii() and self.code.replace("_", "").isalnum() and len(self.code) <= 40):
            raise Problem("the code {code} of a criterion must be letters, digits and underscores", code=self.code)
        _texts(self.names, LONGEST_NAME)
        _texts(self.questions, LONGEST_QUESTION)
        if not any(self.names.values()):
            raise Problem("the criterion {criterion} has no name", criterion=self.code)
        if self.objective not in OBJECTIVES:
            raise Problem(
                "criterion {criterion}: the objective {objective} is unknown, one of {allowed}",
                criterion=self.code,
                objective=self.objective,
                allowed=", ".join(OBJECTIVES),
            )
        if not 0 < self.weight <= 1000:
            raise Problem("criterion {criterion}: the weight must be above 0 and up to 1000", criterion=self.code)

    def name(self, language: str) -> str:
        """Short name in a language, or in the next one that has it."""
        return in_language(self.names, language)

    def question(self, language: str) -> str:
        """Question in a language, or the name where there is no question."""
        return in_language(self.questions, language) or self.name(language)


@dataclass(frozen=True)
class Method:
    """What a session asks and how it will be judged.

    Attributes
    ----------
    scale : {"one_to_nine", "chnri", "points"}
    questions : tuple of Question
    consensus : ConsensusRule
    rounds : int
        Most rounds.
    points : int
        Points each person distributes over all needs, for the scale ``points``.
    needs_shown : {"at_once", "after_collecting"}
        When participants see each other's proposals.
    proposals_moderated : bool
        Whether a proposal waits for the facilitator before others see it.
    distributions_on_phones : bool
        Whether phones show the group's answers after a round; the projector and the facilitator see them anyway.
    minimum_group : int
        Smallest number of people behind anything shown; five or more.
    rationales : bool
        Whether a reason may be written beside a rating.
    """

    scale: str = "one_to_nine"
    questions: tuple[Question, ...] = ()
    consensus: ConsensusRule = field(default_factory=ConsensusRule)
    rounds: int = 2
    points: int = 100
    needs_shown: str = "at_once"
    proposals_moderated: bool = False
    distributions_on_phones: bool = True
    minimum_group: int = SMALLEST_GROUP
    rationales: bool = True

    def __post_init__(self) -> None:
        if self.scale not in SCALES:
            raise Problem("unknown scale {scale}: one of {allowed}", scale=self.scale, allowed=", ".join(SCALES))
        if not 1 <= len(self.questions) <= MOST_CRITERIA:
            raise Problem(
                "a method has from 1 to {most} criteria, not {given}", most=MOST_CRITERIA, given=len(self.questions)
            )
        codes = [question.code for question in self.questions]
        for code in codes:
            if codes.count(code) > 1:
                raise Problem("criterion {criterion} is listed more than once", criterion=code)
        if self.scale == "points" and len(self.questions) != 1:
            raise Problem("points are distributed by one criterion, not by {given}", given=len(self.questions))
        if not 1 <= self.points <= 1000:
            raise Problem("from 1 to 1000 points can be distributed, not {points}", points=self.points)
        if not 1 <= self.rounds <= MOST_ROUNDS:
            raise Problem("{rounds} rounds cannot be held: from 1 to {most}", rounds=self.rounds, most=MOST_ROUNDS)
        if self.needs_shown not in NEEDS_SHOWN:
            raise Problem(
                "unknown rule {rule} for showing needs: one of {allowed}",
                rule=self.needs_shown,
                allowed=", ".join(NEEDS_SHOWN),
            )
        if not SMALLEST_GROUP <= self.minimum_group <= 50:
            raise Problem(
                "the smallest group shown has from {least} to 50 people, not {given}",
                least=SMALLEST_GROUP,
                given=self.minimum_group,
            )

    @property
    def answers(self) -> Scale:
        """The scale with its values."""
        return SCALES[self.scale]

    @property
    def highest(self) -> float:
        """Highest answer to one question."""
        return float(self.points) if self.scale == "points" else self.answers.highest

    def question(self, code: str) -> Question:
        """Return the criterion with a code.

        Raises
        ------
        Problem
            If the method has no such criterion.
        """
        for question in self.questions:
            if question.code == code:
                return question
        raise Problem(
            "unknown criterion {criterion}: one of {allowed}",
            criterion=code,
            allowed=", ".join(question.code for question in self.questions),
        )

    def criteria(self, language: str = "en", weights: Mapping[str, float] | None = None) -> tuple[Criterion, ...]:
        """Criteria as the rankings take them.

        Parameters
        ----------
        language : str
            Of the names.
        weights : mapping of criterion to float, optional
            The room's weights; the method's own by default.
        """
        return tuple(
            Criterion(
                question.code,
                question.name(language),
                question.objective,
                question.weight if weights is None else float(weights[question.code]),
                self.answers.lowest,
                self.highest,
            )
            for question in self.questions
        )

    def as_dict(self) -> dict:
        """Plain values to store with the session."""
        return {
            "scale": self.scale,
            "questions": [
                {
                    "code": question.code,
                    "names": dict(question.names),
                    "questions": dict(question.questions),
                    "objective": question.objective,
                    "weight": question.weight,
                }
                for question in self.questions
            ],
            "consensus": self.consensus.as_dict(),
            "rounds": self.rounds,
            "points": self.points,
            "needs_shown": self.needs_shown,
            "proposals_moderated": self.proposals_moderated,
            "distributions_on_phones": self.distributions_on_phones,
            "minimum_group": self.minimum_group,
            "rationales": self.rationales,
        }

    @classmethod
    def from_dict(cls, stored: Mapping) -> Method:
        """Read a method as stored with a session or shipped with a template.

        Raises
        ------
        Problem
            If a part is missing, unknown or not usable.
        """
        # The store keeps the criteria with their scale beside the questions they are derived from.
        values = {name: value for name, value in stored.items() if name != "criteria"}
        for name in values:
            if name not in cls.__dataclass_fields__:
                raise Problem("the method has an unknown part {part}", part=name)
        try:
            values["questions"] = tuple(Question(**question) for question in values.get("questions", ()))
            for name in ("rounds", "points", "minimum_group"):
                if name in values and (not isinstance(values[name], int) or isinstance(values[name], bool)):
                    raise Problem("the method's {part} must be a whole number", part=name)
            for name in ("proposals_moderated", "distributions_on_phones", "rationales"):
                if name in values and not isinstance(values[name], bool):
                    raise Problem("the method's {part} must be yes or no", part=name)
            if "consensus" in values:
                values["consensus"] = ConsensusRule.from_dict(dict(values["consensus"]))
            return cls(**values)
        except Problem:
            raise
        except (TypeError, ValueError, AttributeError):
            raise Problem("the method cannot be read: it is not in the form this version writes") from None

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change with any part of the method."""
        content = json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Text in a language, or in the first other one that has it."""
    return texts.get(language) or next((texts[code] for code in LANGUAGES if texts.get(code)), "")


def _texts(texts: Mapping[str, str], longest: int) -> None:
    for language, written in texts.items():
        if language not in LANGUAGES or not isinstance(written, str):
            raise Problem("unknown language {code}: one of {allowed}", code=language, allowed=", ".join(LANGUAGES))
        if len(written) > longest:
            raise Problem(
                "a text of the method is {length} characters long: at most {longest}",
                length=len(written),
                longest=longest,
            )
