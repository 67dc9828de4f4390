"""A store with a whole story in it: a session, its specification, an initiative, a recommendation."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from foresight.reports.drafts import draft_specification, initiative_from
from foresight.reports.protocol_supplement import keep_supplement
from foresight.reports.session_facts import session_facts
from foresight.sessions.stages import Stage
from foresight.store import figures, recommendations, sessions, specifications
from foresight.store.database import Database
from foresight.store.live_files import load_demonstration
from foresight.store.live_stage import move_stage
from foresight.targets.initiatives import budget_by_rule

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
DAY = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class Story:
    """What the store holds."""

    database: Database
    closed: str
    open: str
    need: str
    specification: str
    initiative: str
    recommendation: str


def tell(database: Database) -> Story:
    """Fill a store."""
    figures.load_shipped_figures(database)
    held = dt.date(2026, 5, 14)
    first = load_demonstration(database, region="KZ-61", held_on=held, seed=3).id
    second = load_demonstration(database, region="KZ-31", held_on=held, seed=4).id
    # The first one is meant as a session that was held; nothing that comes out of an invented one counts.
    database.write(
        lambda transaction: transaction.execute(
            "update live_session set demonstration = false where session = $1", [first]
        )
    )
    move_stage(database, first, Stage("results"))
    move_stage(database, first, Stage("closed"))
    keep_supplement(
        database,
        first,
        {"chair": "Г. Ахметова", "decisions": [f"Одобрить перечень {KAZAKH}"], "answers": {"O3": "Средства Академии"}},
    )
    need = session_facts(database, first)["results"]["needs"][0]["need"]
    draft = draft_specification(database, need, instrument="programme")
    rows = budget_by_rule(120.0, [2027, 2028, 2029], 0.05)
    content = {
        **draft.content,
        "indicators": [{"name": "Заблаговременность", "unit": "сутки", "baseline": 0.5, "target": 3, "year": 2029}],
        "budget": {
            "rule": "concept",
            "cost": 120.0,
            "first_year": 2027,
            "years": 3,
            "rows": [[int(row.year), row.payer, float(row.planned)] for row in rows.itertuples()],
        },
        "partners": [{"name": "Казгидромет", "place": "KZ-71", "competence": "наблюдения"}],
    }
    content["texts"]["ru"] |= {"goal": "Прогноз за трое суток", "tasks": ["Собрать ряды", "Построить модель"]}
    specifications.change_specification(database, draft.id, content=content)
    specifications.set_state(database, draft.id, "in_call", happened_on="2026-09-01")
    initiative = initiative_from(database, draft.id, owner="А. Иванов", step="call")
    advice = recommendations.create_recommendation(
        database,
        title="Открыть лабораторию",
        session=first,
        region="KZ-61",
        addressee="Акимат области",
        content={"texts": {"ru": {"title": "Открыть лабораторию", "measures": ["Выделить помещение"]}}},
    )
    return Story(database, first, second, need, draft.id, initiative.id, advice.id)


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The story, told once; tests that change the store tell their own."""
    with Database.open(str(tmp_path_factory.mktemp("story") / "story.duckdb")) as database:
        yield tell(database)


@pytest.fixture(scope="session")
def closed_facts(story: Story) -> dict:
    """What the protocol of the closed session says, gathered once."""
    return session_facts(story.database, story.closed)


@pytest.fixture(scope="session")
def open_facts(story: Story) -> dict:
    """What the protocol of the open session says, gathered once."""
    return session_facts(story.database, story.open)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store brought to the newest schema, to be copied."""
    file = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    Database.open(str(file)).close()
    return file


@pytest.fixture
def own(empty_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A store of a test's own, without figures."""
    file = shutil.copy(empty_file, tmp_path / "own.duckdb")
    with Database.open(str(file)) as database:
        yield database


@pytest.fixture
def planning(own: Database) -> Database:
    """A store of a test's own, with the shipped figures."""
    figures.load_shipped_figures(own)
    return own


@pytest.fixture
def plain_session(own: Database) -> sessions.Session:
    """A session entered by hand, with one need and no ballot."""
    made = sessions.create_session(
        own,
        title="Потребности",
        region="KZ-75",
        held_on="2026-05-14",
        method={"criteria": [{"code": "impact", "lowest": 1, "highest": 9}]},
    )
    sessions.add_need(own, made.id, titles={"kk": "Су тапшылығы"})
    return made
