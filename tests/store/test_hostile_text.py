"""Whatever is typed stays text: it comes back as it was, and touches nothing but its own table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from hypothesis import HealthCheck, example, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.statistics.shipped import OBSERVATION_COLUMNS
from foresight.store import (
    figures,
    forecast_runs,
    initiative_money,
    initiatives,
    journal,
    marks,
    recommendations,
    scenarios,
    sessions,
    settings,
    specifications,
    tables,
)
from foresight.store.database import Database
from foresight.store.sessions import RATING_COLUMNS, Need, Session
from tests.store.conftest import OBSERVATIONS

HOSTILE = (
    "'; drop table journal; --\"; delete from rating; --') on conflict do nothing; drop table need; --",
    "$1 $$ select 1 $$ %s %(x)s {0} {session} \\'; -- <script>alert(1)</script>![x](http://x) ӘӨҚҒ ₸ 🤷 \u202e",
    "=HYPERLINK(1)",
    "a\0b",
    "\ud800",
    "   ",
    "x" * 30_000,
)


def table(rows: list[tuple], columns: Sequence[str]) -> pd.DataFrame:
    """Return a frame that holds any text, also such as Arrow cannot."""
    return pd.DataFrame(rows, columns=list(columns), dtype=object)


Call = Callable[[Database, Session, Need, str], object]

CHANGES: dict[str, tuple[Call, set[str]]] = {
    "create_session": (
        lambda d, s, n, text: sessions.create_session(d, title=text, region="KZ-75", held_on="2026-05-14"),
        {"session"},
    ),
    "create_session: region": (
        lambda d, s, n, text: sessions.create_session(d, title="T", region=text, held_on="2026-05-14"),
        {"session"},
    ),
    "create_session: day": (
        lambda d, s, n, text: sessions.create_session(d, title="T", region="KZ-75", held_on=text),
        {"session"},
    ),
    "create_session: method": (
        lambda d, s, n, text: sessions.create_session(
            d, title="T", region="KZ-75", held_on="2026-05-14", method={text: text}
        ),
        {"session"},
    ),
    "create_session: actor": (
        lambda d, s, n, text: sessions.create_session(d, title="T", region="KZ-75", held_on="2026-05-14", actor=text),
        {"session"},
    ),
    "change_session": (lambda d, s, n, text: sessions.change_session(d, s.id, title=text), set()),
    "change_session: id": (lambda d, s, n, text: sessions.change_session(d, text, title="T"), set()),
    "set_stage": (lambda d, s, n, text: sessions.set_stage(d, s.id, text), set()),
    "set_stage: id": (lambda d, s, n, text: sessions.set_stage(d, text, "draft"), set()),
    "copy_session": (
        lambda d, s, n, text: sessions.copy_session(d, text, title=text, region="KZ-75", held_on="2026-05-14"),
        {"session", "need"},
    ),
    "add_need": (
        lambda d, s, n, text: sessions.add_need(
            d, s.id, titles={"kk": text}, why=text, beneficiary=text, area=text, horizon=""
        ),
        {"need"},
    ),
    "add_need: session": (lambda d, s, n, text: sessions.add_need(d, text, titles={"kk": "T"}), {"need"}),
    "add_need: parents": (
        lambda d, s, n, text: sessions.add_need(d, s.id, titles={"kk": "T"}, parents=[text]),
        {"need"},
    ),
    "change_need": (lambda d, s, n, text: sessions.change_need(d, n.id, titles={"en": text}, why=text), set()),
    "record_ratings: rater": (
        lambda d, s, n, text: sessions.record_ratings(
            d, s.id, table([(n.id, "impact", "public", text, 5)], RATING_COLUMNS)
        ),
        {"rating"},
    ),
    "record_ratings: criterion": (
        lambda d, s, n, text: sessions.record_ratings(d, s.id, table([(n.id, text, "public", 1, 5)], RATING_COLUMNS)),
        {"rating"},
    ),
    "record_ratings: value": (
        lambda d, s, n, text: sessions.record_ratings(
            d, s.id, table([(n.id, "impact", "public", 1, text)], RATING_COLUMNS)
        ),
        {"rating"},
    ),
    "set_attendance": (lambda d, s, n, text: sessions.set_attendance(d, s.id, {text: 5}), {"attendance"}),
    "create_specification": (
        lambda d, s, n, text: specifications.create_specification(d, title=text, need=n.id, content={text: text}),
        {"specification"},
    ),
    "create_recommendation": (
        lambda d, s, n, text: recommendations.create_recommendation(d, title=text, addressee=text, session=text),
        {"recommendation"},
    ),
    "create_initiative": (
        lambda d, s, n, text: initiatives.create_initiative(
            d, title=text, owner=text, instrument="grant", region="KZ-11", content={text: text}
        ),
        {"initiative", "initiative_move"},
    ),
    "set_money": (
        lambda d, s, n, text: initiative_money.set_money(
            d, text, table([(2027, "local", 1, 1)], initiative_money.MONEY_COLUMNS)
        ),
        {"initiative_money"},
    ),
    "save_scenario": (
        lambda d, s, n, text: scenarios.save_scenario(d, text, {text: text}, hash=text),
        {"saved_scenario"},
    ),
    "delete_scenario": (lambda d, s, n, text: scenarios.delete_scenario(d, text), {"saved_scenario"}),
    "keep_result": (lambda d, s, n, text: scenarios.keep_result(d, text, {text: text}), {"simulation_result"}),
    "change setting": (lambda d, s, n, text: settings.change(d, text, {text: text}, actor=text), {"setting"}),
    "mark_break": (lambda d, s, n, text: marks.mark_break(d, text, text, 2022, text), {"break_mark"}),
    "remove_break": (lambda d, s, n, text: marks.remove_break(d, text, text, 2022), {"break_mark"}),
    "add_vintage": (
        lambda d, s, n, text: figures.add_vintage(
            d,
            table(
                [(*row[:5], row[5], text, text) for row in OBSERVATIONS.itertuples(index=False)], OBSERVATION_COLUMNS
            ),
            name=text,
            source=text,
        ),
        {"vintage", "observation", "setting"},
    ),
    "use_vintage": (lambda d, s, n, text: figures.use_vintage(d, text), set()),
    "keep_run": (
        lambda d, s, n, text: forecast_runs.keep_run(
            d, vintage=text, indicator=text, horizon=2030, rows=table([(text,)], ["region"])
        ),
        {"forecast_run"},
    ),
    "journal": (
        lambda d, s, n, text: d.write(
            lambda t: journal.record(t, actor=text, action=text, subject=text, detail={text: text})
        ),
        set(),
    ),
}

QUESTIONS: tuple[Call, ...] = (
    lambda d, s, n, text: sessions.get_session(d, text),
    lambda d, s, n, text: sessions.list_sessions(d, region=text),
    lambda d, s, n, text: sessions.list_needs(d, text),
    lambda d, s, n, text: sessions.ratings_frame(d, text),
    lambda d, s, n, text: sessions.response_counts(d, text),
    lambda d, s, n, text: specifications.list_specifications(d, session=text, region=text, state=text),
    lambda d, s, n, text: initiatives.list_initiatives(d, region=text, state=text),
    lambda d, s, n, text: initiatives.moves(d, text),
    lambda d, s, n, text: recommendations.list_recommendations(d, region=text, state=text),
    lambda d, s, n, text: scenarios.find_result(d, text),
    lambda d, s, n, text: scenarios.get_scenario(d, text),
    lambda d, s, n, text: settings.get(d, text),
    lambda d, s, n, text: figures.observations(d, text, indicator=text),
    lambda d, s, n, text: forecast_runs.run_rows(d, text),
)


def ask(question: Call, database: Database, session: Session, need: Need, text: str) -> None:
    try:
        question(database, session, need, text)
    except Problem:
        return


def check(database: Database, session: Session, need: Need, text: str) -> None:
    before = tables.row_counts(database)
    for name, (change, own) in CHANGES.items():
        version = database.version()
        ask(change, database, session, need, text)
        if database.version() == version:
            continue
        after = tables.row_counts(database)
        moved = {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}
        assert moved <= own | {"journal"}, (name, text)
        before = after
    for question in QUESTIONS:
        ask(question, database, session, need, text)
    assert journal.verify(database).intact


def test_known_attacks_touch_only_their_own_table(database: Database, session: Session, need: Need) -> None:
    for text in HOSTILE:
        check(database, session, need, text)


@given(text=st.text(max_size=40))
@example(text="draft")
@with_settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
def test_any_text_touches_only_its_own_table(database: Database, session: Session, need: Need, text: str) -> None:
    check(database, session, need, text)


@given(text=st.text(min_size=1, max_size=80))
@example(text="'; drop table need; --")
@example(text="Әлеуметтік ₸ 🤷\u202e{x}$1")
@with_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
def test_a_text_that_is_kept_comes_back_as_it_was(database: Database, session: Session, need: Need, text: str) -> None:
    if "\0" not in text:
        changed = sessions.change_need(database, need.id, why=text)
        assert changed.why == text.strip()
    settings.change(database, "text", {text: [text]})
    assert settings.get(database, "text") == {text: [text]}
