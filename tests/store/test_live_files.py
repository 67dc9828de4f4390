"""A whole session out to one file and into another store; the invented one for newcomers; hostile text everywhere."""

import datetime as dt
import shutil

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.sessions import needs, session_file
from foresight.store import live_files, live_joining, live_needs, live_release, live_start, tables
from foresight.store.database import Database
from tests.store.live_room import room_with

DAY = dt.date(2026, 5, 14)


@pytest.fixture
def elsewhere(empty_file, tmp_path):
    """Another installation."""
    with Database.open(shutil.copyfile(empty_file, tmp_path / "elsewhere.duckdb")) as other:
        yield other


def held(database, *stages):
    room = room_with(database, 20, "round_1")
    room.rate_all(
        {person: 1 + person % 9 for person in range(20)}, {person: f"причина {person}" for person in range(20)}
    )
    room.go("feedback_1", *stages)
    return room


@pytest.mark.parametrize("stages", [(), ("round_2",), ("results",), ("closed",)])
def test_a_session_moves_to_another_installation_whole(database, elsewhere, stages):
    room = held(database, *stages)
    found = room.now
    data = live_files.export_session(database, room.id)
    brought = live_files.import_session(elsewhere, data)
    assert (brought.id, brought.title, brought.region, brought.life, brought.method, brought.needs) == (
        found.id,
        found.title,
        found.region,
        found.life,
        found.method,
        found.needs,
    )
    here = live_release.visible_ratings(database, found, 1, "export")
    there = live_release.visible_ratings(elsewhere, brought, 1, "export")
    columns = ["need", "criterion", "stakeholder_group", "value", "source"]
    for frame in (here, there):
        frame.sort_values(columns, inplace=True, ignore_index=True)
    pd.testing.assert_frame_equal(here[columns], there[columns])
    again = session_file.read(live_files.export_session(elsewhere, brought.id))
    first = session_file.read(data)
    for table in ("attendance", "receipts", "rationales"):
        left, right = (
            getattr(content, table).sort_values(list(session_file.TABLES[table]), ignore_index=True)
            for content in (first, again)
        )
        pd.testing.assert_frame_equal(left, right)
    assert len(again.journal) == len(first.journal) + 1
    with pytest.raises(Problem, match="here already"):
        live_files.import_session(elsewhere, data)


def test_an_open_round_stays_sealed_in_the_file(database):
    room = held(database, "round_2")
    room.rate_all(dict.fromkeys(range(20), 9))
    content = session_file.read(live_files.export_session(database, room.id))
    assert set(content.ratings["round"]) == {1}


def test_people_are_numbered_anew_in_every_file_and_never_in_the_order_they_came(database):
    room = held(database)
    first, second = (session_file.read(live_files.export_session(database, room.id)).ratings for _ in range(2))
    orders = []
    for frame in (first, second):
        whole = frame.groupby("rater")["value"].first()
        orders.append(whole.loc[sorted(whole.index)].tolist())
    came = [float(1 + person % 9) for person in range(20)]
    assert orders[0] != came
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(came)


def test_the_demonstration_is_loaded_whole_marked_and_can_be_gone_on_with(database):
    found = live_files.load_demonstration(database, region="KZ-75", held_on=DAY, language="kk", seed=3)
    assert found.demonstration
    assert "ойдан" in found.title
    assert found.stage.code == "feedback_1"
    assert not live_release.visible_distributions(database, found, 1, "phone").empty
    assert not live_release.visible_reasons(database, found, 1, "phone").empty
    assert not live_release.visible_weights(database, found).empty
    counts = live_release.response(database, found.id, 1)
    assert (counts["joined"] + counts["paper"]).sum() == 60
    assert live_joining.find_by_code(database, live_joining.join_code(database, found), "x") == found.id
    other = live_files.load_demonstration(database, region="KZ-75", held_on=DAY, seed=3)
    assert other.id != found.id


def test_a_file_that_is_none_leaves_no_trace(database):
    for data in (b"", b"PK\x03\x04", b"\0" * 1000):
        with pytest.raises(Problem):
            live_files.import_session(database, data)
    assert database.value("select count(*) from session") == 0


HOSTILE = st.text(max_size=40) | st.sampled_from(
    ["'; drop table session; --", "<script>alert(1)</script>", "{{7*7}}", "$1", "%s", "\\", '"', "=1+1", "\u202eabc"]
)


@given(text=HOSTILE)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_text_is_kept_as_text_or_refused(database, text):
    own = ("live", "need", "session", "journal")
    before = {table: rows for table, rows in tables.row_counts(database).items() if not table.startswith(own)}
    try:
        made = live_start.start_session(
            database, title=text, region="KZ-33", held_on=DAY, template_code="regional_needs"
        )
        assert made.title == text.strip()
        added = live_needs.add_need(database, made.id, needs.proposal({"title": "Вода " + text, "why": text}, "ru"))
        live_needs.edit_need(database, added, made.id, {"titles": {"ru": "Вода " + text}})
    except Problem:
        pass
    for code in (text, text * 3):
        with pytest.raises(Problem):
            live_joining.find_by_code(database, code, text)
    after = tables.row_counts(database)
    assert {table: after[table] for table in before} == before
