"""How long documents take and how large they are: a protocol of 500 people x 60 needs x 5 criteria, and a brief.

Beside the protocol stands the same table of numbers written by openpyxl, what an office would otherwise use for it.
"""

from __future__ import annotations

import datetime as dt
import io
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook

from foresight.i18n.language import language
from foresight.reports.making import Rendered, document_of, gather, make, render
from foresight.sessions.method import Method, Question
from foresight.store import figures, sessions
from foresight.store.database import Database

PEOPLE, NEEDS, CRITERIA = 500, 60, 5
GROUPS = ("government", "business", "public", "science")
DAY = dt.date(2026, 5, 14)


def large_session(database: Database, people: int = PEOPLE, needs: int = NEEDS, criteria: int = CRITERIA) -> str:
    """Store an invented session with two rounds, and close it."""
    generator = np.random.default_rng(7)
    questions = tuple(
        Question(f"criterion_{place}", {"ru": f"Критерий {place}", "kk": f"Өлшем {place}", "en": f"Criterion {place}"})
        for place in range(1, criteria + 1)
    )
    method = Method(questions=questions)
    session = sessions.create_session(
        database, title="Большая сессия", region="KZ-75", held_on=DAY, method=method.as_dict()
    )
    made = [
        sessions.add_need(
            database,
            session.id,
            titles={"ru": f"Потребность региона номер {place}", "kk": f"Өңірдің {place} қажеттілігі"},
            why="Потому что без этого дорого и долго.",
            beneficiary="Жители и предприятия",
        )
        for place in range(1, needs + 1)
    ]
    appeal = generator.uniform(3, 8, needs)
    answers = np.clip(np.round(appeal[None, :, None] + generator.normal(0, 1.6, (people, needs, criteria))), 1, 9)
    for number in (1, 2):
        if number == 2:
            moved = generator.random(answers.shape) < 0.2
            answers = np.where(moved, np.clip(answers + generator.integers(-1, 2, answers.shape), 1, 9), answers)
        person, need, criterion = (grid.ravel() for grid in np.indices(answers.shape))
        frame = pd.DataFrame(
            {
                "need": np.array([one.id for one in made])[need],
                "criterion": np.array([question.code for question in questions])[criterion],
                "stakeholder_group": np.array(GROUPS)[person % 4],
                "rater": np.char.add("p", person.astype(str)),
                "value": answers.ravel(),
            }
        )
        sessions.record_ratings(database, session.id, frame, round=number)
    sessions.set_attendance(database, session.id, dict.fromkeys(GROUPS, people // 4))
    sessions.set_stage(database, session.id, "closed")
    return session.id


def timed(step: Callable[[], object]) -> tuple[object, tuple[float, float]]:
    """Run a step and return what it made with its seconds, on the wall and of the processor (on a busy machine)."""
    start, busy = time.perf_counter(), time.process_time()
    made = step()
    return made, (time.perf_counter() - start, time.process_time() - busy)


def numbers_by_openpyxl(facts: dict) -> bytes:
    """Write the results as bare tables, without wording, charts or annexes."""
    book = Workbook(write_only=True)
    for name in ("needs", "by_group", "by_criterion", "stability", "attrition"):
        sheet = book.create_sheet(name)
        rows = facts["results"][name]
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([str(value) if isinstance(value, list) else value for value in row.values()])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def main() -> None:
    """Print a small table."""
    rows: list[tuple[str, tuple[float, float], Rendered | None, int]] = []
    with tempfile.TemporaryDirectory() as folder, Database.open(str(Path(folder) / "bench.duckdb")) as database:
        figures.load_shipped_figures(database)
        session, seconds = timed(lambda: large_session(database))
        print(f"{PEOPLE} people x {NEEDS} needs x {CRITERIA} criteria x 2 rounds stored in {seconds[0]:.1f} s")
        facts, gathered = timed(lambda: gather(database, "protocol", session))
        rows.append(("protocol: data and results", gathered, None, 0))
        made, wording = timed(lambda: document_of("protocol", session, facts, language("ru"), DAY))
        rows.append(("protocol: wording and chart", wording, None, 0))
        for ending in ("pdf", "docx", "xlsx"):
            file, seconds = timed(lambda: render(made, ending))  # noqa: B023
            rows.append((f"protocol: {ending}", seconds, file, len(file.content)))
        content, seconds = timed(lambda: numbers_by_openpyxl(facts))
        rows.append(("bare tables by openpyxl", seconds, None, len(content)))
        for run in ("first", "again"):
            brief, seconds = timed(lambda: render(make(database, "brief", "", "kk", DAY), "pdf"))
            rows.append((f"brief as PDF, {run}", seconds, brief, len(brief.content)))
        compared, seconds = timed(lambda: render(make(database, "comparison", "", "ru", DAY), "pdf"))
        rows.append(("comparison as PDF", seconds, compared, len(compared.content)))
    print(f"{'':32} {'wall':>7}    {'processor':>9}")
    for name, (wall, busy), file, size in rows:
        pages = "" if file is None or file.pages is None else f"{file.pages} pages"
        print(f"{name:32} {wall:7.2f} s  {busy:7.2f} s  {size / 1e6:6.2f} MB  {pages}")
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
