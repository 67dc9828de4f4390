"""An invented session, so that a newcomer can try every screen alone. Nothing in it comes from real people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from foresight.sessions.method import Method, in_language
from foresight.sessions.needs import Need
from foresight.sessions.session_file import RATING_COLUMNS, SessionContent
from foresight.sessions.stages import Stage, lock_method, move
from foresight.sessions.templates import FOLDER, template
from foresight.statistics.shipped import SHIPPED

GROUP_SIZES = {"government": 14, "business": 12, "public": 19, "science": 15}
ON_PAPER = 6
# How far each group's taste lies from the others' on each criterion, in points of the scale of nine.
TASTES = {
    "government": (0.2, -0.3, 0.5, 0.6),
    "business": (-0.4, -0.2, 0.7, -0.5),
    "public": (0.6, -0.6, -0.2, 0.4),
    "science": (-0.2, 0.9, -0.5, -0.3),
}


def demonstration(
    generator: np.random.Generator, region: str, held_on: str, language: str = "ru", rounds: int = 1
) -> SessionContent:
    """Invent a session that has come as far as the feedback of a round.

    Parameters
    ----------
    generator : numpy.random.Generator
        The same seed gives the same session.
    region : str
        ISO 3166-2 code.
    held_on : str
        Day, ``2026-05-14``.
    language : {"ru", "kk", "en"}
        Of the title, which says that the session is invented.
    rounds : {1, 2}
        Rounds already held.

    Returns
    -------
    SessionContent
        ``settings["demonstration"]`` is True; needs, ratings, weights, rationales and attendance are filled.
    """
    shipped = json.loads((SHIPPED / FOLDER / "demonstration_needs.json").read_text(encoding="utf-8"))
    chosen = template("regional_needs")
    needs = _needs(shipped["needs"])
    people = [group for group, size in GROUP_SIZES.items() for _ in range(size)]
    first = _ratings(generator, chosen.method, needs, shipped["needs"], people)
    held = [first] + [_second_thoughts(generator, first) for _ in range(rounds - 1)]
    life = lock_method(move(chosen.life(), Stage("lobby")))
    for number in range(1, rounds + 1):
        life = move(move(life, Stage("round", number)), Stage("feedback", number))
    paper = set(generator.choice(len(people), size=ON_PAPER, replace=False).tolist())
    ratings = _table(held, chosen.method, needs, people, paper)
    return SessionContent(
        settings={
            "id": f"demo{int(generator.integers(16**10)):010x}",
            "title": in_language(shipped["title"], language),
            "region": region,
            "held_on": held_on,
            "mode": "open",
            "template": chosen.code,
            "demonstration": True,
        },
        life=life,
        method=chosen.method,
        needs=needs,
        ratings=ratings,
        weights=_weights(generator, chosen.method, people),
        rationales=_rationales(generator, shipped["rationales"], needs, rounds),
        attendance=pd.DataFrame(
            [
                (
                    group,
                    source,
                    sum(one == group and (place in paper) == (source == "paper") for place, one in enumerate(people)),
                )
                for group in GROUP_SIZES
                for source in ("phone", "paper")
            ],
            columns=["stakeholder_group", "source", "people"],
        ),
    )


def _needs(shipped: Sequence[dict]) -> tuple[Need, ...]:
    return tuple(
        Need(
            id=f"need{place:02d}",
            titles={language: entry[language] for language in ("ru", "kk") if entry[language]},
            why=entry["why"],
            beneficiary=entry["beneficiary"],
            horizon=entry["horizon"],
            area=entry["area"],
            language="ru" if entry["ru"] else "kk",
            position=place,
        )
        for place, entry in enumerate(shipped, 1)
    )


def _ratings(
    generator: np.random.Generator,
    method: Method,
    needs: Sequence[Need],
    shipped: Sequence[dict],
    people: Sequence[str],
) -> np.ndarray:
    """Answers, people x needs x criteria, on 1 to 9; NaN is don't know."""
    appeal = np.array([entry["appeal"] for entry in shipped])
    divided = np.array([bool(entry.get("divided")) for entry in shipped])
    taste = np.array([TASTES[group] for group in people])[:, None, : len(method.questions)]
    mood = generator.normal(0, 0.5, size=(len(people), 1, 1))
    noise = generator.normal(0, 1.3, size=(len(people), len(needs), len(method.questions)))
    camp = np.where(generator.random((len(people), len(needs), 1)) < 0.5, -2.6, 2.2) * divided[None, :, None]
    answers = np.clip(np.round(appeal[None, :, None] + taste + mood + noise + camp), 1, 9)
    answers[generator.random(answers.shape) < 0.05] = np.nan
    return answers


def _second_thoughts(generator: np.random.Generator, first: np.ndarray) -> np.ndarray:
    """Let three in ten answers move a step or two towards the median of all."""
    median = np.nanmedian(first, axis=0)
    moves = generator.random(first.shape) < 0.3
    step = np.clip(median - first, -2, 2)
    return np.where(moves, np.clip(np.round(first + step), 1, 9), first)


def _table(
    held: Sequence[np.ndarray], method: Method, needs: Sequence[Need], people: Sequence[str], paper: set[int]
) -> pd.DataFrame:
    parts = []
    for number, answers in enumerate(held, 1):
        person, need, criterion = (grid.ravel() for grid in np.indices(answers.shape))
        value = answers.ravel()
        parts.append(
            pd.DataFrame(
                {
                    "round": number,
                    "need": np.array([one.id for one in needs])[need],
                    "criterion": np.array([question.code for question in method.questions])[criterion],
                    "rater": [f"p{one + 1:03d}" for one in person],
                    "stakeholder_group": np.array(people)[person],
                    "value": value,
                    "state": np.where(np.isnan(value), "dont_know", "answered"),
                    "source": np.where(np.isin(person, list(paper)), "paper", "phone"),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)[list(RATING_COLUMNS)]


def _weights(generator: np.random.Generator, method: Method, people: Sequence[str]) -> pd.DataFrame:
    rows = []
    for place, group in enumerate(people):
        for question, taste in zip(method.questions, TASTES[group], strict=False):
            importance = float(np.clip(np.round(7 + taste + generator.normal(0, 1.5)), 0, 10))
            rows.append((f"w{place + 1:03d}", group, question.code, importance))
    return pd.DataFrame(rows, columns=["rater", "stakeholder_group", "criterion", "importance"])


def _rationales(generator: np.random.Generator, texts: dict, needs: Sequence[Need], rounds: int) -> pd.DataFrame:
    rows = [
        (number, need.id, side, str(generator.choice(texts[side])))
        for number in range(1, rounds + 1)
        for need in needs
        for side in ("low", "middle", "high")
        if generator.random() < 0.6
    ]
    return pd.DataFrame(rows, columns=["round", "need", "side", "text"])


def renamed(content: SessionContent, session: str, need_ids: Sequence[str]) -> SessionContent:
    """Give a session and its needs other identifiers, so that it can stand beside the one it came from.

    Parameters
    ----------
    content : SessionContent
    session : str
    need_ids : sequence of str
        One for each need, in their order.
    """
    new = {need.id: other for need, other in zip(content.needs, need_ids, strict=True)}
    return replace(
        content,
        settings={**content.settings, "id": session},
        needs=tuple(
            replace(need, id=new[need.id], parents=tuple(new.get(parent, parent) for parent in need.parents))
            for need in content.needs
        ),
        ratings=content.ratings.assign(need=content.ratings["need"].map(new)),
        rationales=content.rationales.assign(need=content.rationales["need"].map(new)),
        matches=content.matches.assign(need=content.matches["need"].map(new).astype("str")),
    )
