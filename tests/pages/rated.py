"""Sessions with ballots for the tests of pages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from foresight.sessions.consensus.rules import ConsensusRule
from foresight.sessions.method import Method, Question
from foresight.store import sessions
from foresight.store.database import Database
from foresight.store.sessions import Session

GROUPS = ("government", "business", "public", "science")


def rated_session(
    database: Database,
    answers: np.ndarray | Sequence[np.ndarray],
    groups: Sequence[str],
    *,
    titles: Sequence[str] | None = None,
    scale: str = "one_to_nine",
    region: str = "KZ-61",
    held_on: str = "2026-05-14",
    area: str = "",
    rule: ConsensusRule | None = None,
) -> Session:
    """Store a session whose rounds hold ``answers``: people x needs x criteria each, NaN for don't know."""
    rounds = [np.asarray(answers, dtype=float)] if np.ndim(answers) == 3 else [np.asarray(a, float) for a in answers]
    count, criteria = rounds[0].shape[1:]
    codes = [f"c{number + 1}" for number in range(criteria)]
    method = Method(
        scale=scale,
        questions=tuple(Question(code, {"en": f"Criterion {code}"}) for code in codes),
        consensus=rule or ConsensusRule(top_k=max(count // 2, 1)),
    )
    session = sessions.create_session(
        database, title="Needs of the region", region=region, held_on=held_on, method=method.as_dict()
    )
    names = titles or [f"Need {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:count]]
    needs = [sessions.add_need(database, session.id, titles={"en": name}, area=area).id for name in names]
    for number, values in enumerate(rounds, 1):
        person, need, criterion = (axis.ravel() for axis in np.indices(values.shape))
        ballots = pd.DataFrame(
            {
                "need": np.array(needs)[need],
                "criterion": np.array(codes)[criterion],
                "stakeholder_group": np.array(groups)[person],
                "rater": [f"{one:03d}" for one in person],
                "value": values.ravel(),
            }
        )
        sessions.record_ratings(database, session.id, ballots, round=number)
    return session


def spread(seed: int, people: int, needs: int, criteria: int = 2) -> np.ndarray:
    """Answers on 1 to 9 with real differences between needs and some blanks."""
    generator = np.random.default_rng(seed)
    level = np.linspace(8, 3, needs)[:, np.newaxis] + generator.normal(0, 0.3, (needs, criteria))
    answers = np.clip(np.rint(level + generator.normal(0, 1.5, (people, needs, criteria))), 1, 9)
    return np.where(generator.random(answers.shape) < 0.05, np.nan, answers)


def in_groups(people: int) -> list[str]:
    """Groups of people, in turn."""
    return [GROUPS[person % len(GROUPS)] for person in range(people)]
