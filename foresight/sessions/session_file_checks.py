"""Whether the tables of a session file fit together, before anything of it is stored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from foresight.problems import Problem
from foresight.sessions.needs import STATES as NEED_STATES

if TYPE_CHECKING:
    from foresight.sessions.session_file import SessionContent

IDENTIFIER = re.compile(r"[0-9A-Za-z_-]{1,64}")


def check_together(content: SessionContent) -> None:
    """Refuse a session whose tables do not fit together.

    Raises
    ------
    Problem
        What does not belong to the session, or cannot be used.
    """
    _check_ratings(content)
    _check_judgements(content)


def _check_ratings(content: SessionContent) -> None:
    known = {need.id for need in content.needs}
    if len(known) != len(content.needs):
        raise Problem("the session file names a need twice")
    for need in content.needs:
        if not IDENTIFIER.fullmatch(need.id) or need.state not in NEED_STATES or not need.titles:
            raise Problem("the session file holds a need that cannot be used: {need}", need=need.id[:64])
    criteria = {question.code for question in content.method.questions}
    ratings = content.ratings
    for column, allowed in (
        ("need", known),
        ("criterion", criteria),
        ("state", {"answered", "dont_know", "not_informed"}),
        ("source", {"phone", "paper", "facilitator"}),
        ("stakeholder_group", {"government", "business", "public", "science", "combined"}),
    ):
        strange = set(ratings[column].unique()) - allowed
        if strange:
            raise Problem(
                "the session file has the {column} {value}, which does not belong to the session",
                column=column,
                value=str(min(strange))[:64],
            )
    answered = ratings["state"] == "answered"
    on_scale = set(content.method.answers.values) or {float(n) for n in range(content.method.points + 1)}
    if not set(ratings.loc[answered, "value"].unique()) <= on_scale or ratings.loc[~answered, "value"].notna().any():
        raise Problem("the session file holds answers that are not on the session's scale")
    if ratings.duplicated(["round", "need", "criterion", "rater"]).any():
        raise Problem("the session file holds two answers of one person to one question")
    if len(ratings) and not ratings["round"].between(1, content.life.rounds).all():
        raise Problem("the session file holds answers of a round the session does not have")


def _check_judgements(content: SessionContent) -> None:
    criteria = {question.code for question in content.method.questions}
    known = {need.id for need in content.needs}
    judged, matches = content.judgements, content.matches
    pairs = judged["way"] == "pairwise"
    for fits in (
        judged["way"].isin(["direct", "swing", "pairwise"]),
        judged["stakeholder_group"].isin(["government", "business", "public", "science"]),
        judged["criterion"].isin(criteria),
        judged["other"].isin(criteria).where(pairs, judged["other"] == ""),
        np.isfinite(judged["value"]) & ((judged["value"] > 0) | ~pairs & (judged["value"] == 0)),
        ~judged.duplicated(["way", "stakeholder_group", "criterion", "other"]),
    ):
        if not fits.all():
            raise Problem("the session file holds a judgement of weights that cannot be used")
    for fits in (
        matches["need"].isin(known) & ~matches["other"].isin(known),
        matches["other"].map(lambda need: bool(IDENTIFIER.fullmatch(need))),
        matches["same"].isin(["yes", "no"]),
        ~matches.duplicated(["need", "other"]),
    ):
        if not fits.all():
            raise Problem("the session file says of needs that they are the same and cannot be understood")
