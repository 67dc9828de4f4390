"""From a need to a specification to an initiative to the target indicator."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.store import (
    actuals,
    forecast_runs,
    initiative_money,
    initiatives,
    recommendations,
    scenarios,
    sessions,
    settings,
    specifications,
)
from foresight.store.database import Database
from foresight.store.initiative_money import MONEY_COLUMNS
from foresight.store.sessions import Need, Session


def money(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=MONEY_COLUMNS)


def recorded(database: Database, indicator: str, region: str = "KZ") -> list[float]:
    frame = actuals.recorded(database)
    return frame.loc[(frame["indicator"] == indicator) & (frame["region"] == region), "value"].tolist()


def test_a_specification_keeps_its_trace_to_the_need(database: Database, session: Session, need: Need) -> None:
    drafted = specifications.create_specification(database, title="Desalination", need=need.id, instrument="grant")
    assert (drafted.session, drafted.need, drafted.region) == (session.id, need.id, "KZ-75")
    assert (drafted.state, drafted.called_on) == ("draft", None)
    assert specifications.list_specifications(database, session=session.id) == [drafted]
    assert specifications.list_specifications(database, state="in_call") == []


def test_a_specification_needs_a_place(database: Database) -> None:
    with pytest.raises(Problem, match="must name a region, a session or a need"):
        specifications.create_specification(database, title="Nowhere")
    with pytest.raises(Problem, match="there is no need 5"):
        specifications.create_specification(database, title="Nowhere", need="5")
    with pytest.raises(Problem, match="unknown instrument gift"):
        specifications.create_specification(database, title="Gift", region="KZ-11", instrument="gift")


def test_a_specification_is_changed_in_part(database: Database) -> None:
    drafted = specifications.create_specification(database, title="A", region="KZ-11", content={"goal": "g"})
    changed = specifications.change_specification(database, drafted.id, content={"goal": "h"}, instrument="programme")
    assert (changed.title, changed.content, changed.instrument) == ("A", {"goal": "h"}, "programme")


def test_the_day_a_specification_first_entered_a_call_stays(database: Database) -> None:
    drafted = specifications.create_specification(database, title="A", region="KZ-11")
    specifications.set_state(database, drafted.id, "in_call", happened_on="2027-02-01")
    final = specifications.set_state(database, drafted.id, "contracted", happened_on="2028-02-01")
    assert final.called_on == date(2027, 2, 1)
    with pytest.raises(Problem, match="unknown state lost: one of draft"):
        specifications.set_state(database, drafted.id, "lost")


def test_a_day_entered_wrongly_is_corrected_and_a_step_back_takes_it_back(database: Database) -> None:
    drafted = specifications.create_specification(database, title="A", region="KZ-11")

    def moved(state: str, day: str) -> date | None:
        return specifications.set_state(database, drafted.id, state, happened_on=day).called_on

    assert moved("in_call", "2027-02-01") == date(2027, 2, 1)
    assert moved("in_call", "2026-12-01") == date(2026, 12, 1)
    assert moved("approved", "2027-03-01") is None
    assert recorded(database, "technical_specifications") == [0, 0, 0, 0, 0]
    assert moved("contracted", "2028-02-01") == date(2028, 2, 1)
    # What a call has turned down was in a call, also when it is written anew for the next one.
    assert moved("rejected", "2028-05-01") == moved("draft", "2028-06-01") == date(2028, 2, 1)
    advice = recommendations.create_recommendation(database, title="Open a laboratory")
    for state, counted in (("issued", 1), ("draft", 0), ("accepted", 1)):
        recommendations.set_state(database, advice.id, state, happened_on="2026-05-14")
        assert recorded(database, "recommendations")[0] == counted


def test_an_initiative_keeps_its_trace_to_the_need(database: Database, session: Session, need: Need) -> None:
    source = specifications.create_specification(database, title="Desalination", need=need.id)
    entered = initiatives.create_initiative(
        database, title="Plant", instrument="programme", specification=source.id, starts_year=2027, ends_year=2029
    )
    assert (entered.session, entered.need, entered.region) == (session.id, need.id, "KZ-75")
    assert initiatives.list_initiatives(database, region="KZ-75", state="planned") == [entered]


def test_a_year_entered_wrongly_can_become_unknown_again(database: Database) -> None:
    entered = initiatives.create_initiative(
        database, title="Plant", instrument="grant", region="KZ-23", starts_year=2027
    )
    changed = initiatives.change_initiative(database, entered.id, title="Works", years=(None, 2029))
    assert (changed.title, changed.starts_year, changed.ends_year) == ("Works", None, 2029)
    assert initiatives.change_initiative(database, entered.id, owner="A").ends_year == 2029
    with pytest.raises(Problem, match="last year 2029 is before the first year 2030"):
        initiatives.change_initiative(database, entered.id, years=(2030, 2029))


def test_every_move_of_an_initiative_is_kept(database: Database) -> None:
    entered = initiatives.create_initiative(database, title="Plant", instrument="grant", region="KZ-23", step="council")
    initiatives.move_initiative(database, entered.id, step="call", note="call of May")
    moved = initiatives.move_initiative(database, entered.id, step="execution", state="active", actor="planner")
    assert (moved.step, moved.state) == ("execution", "active")
    history = initiatives.moves(database, entered.id)
    assert history["step"].tolist() == ["council", "call", "execution"]
    assert history["moved_by"].tolist() == ["local", "local", "planner"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"region": None}, "must name a region"),
        ({"instrument": "gift"}, "unknown instrument gift"),
        ({"step": "dreaming"}, "unknown step dreaming: one of council"),
        ({"state": "lost"}, "unknown state lost"),
        ({"starts_year": 2030, "ends_year": 2029}, "last year 2029 is before the first year 2030"),
        ({"specification": "7"}, "no technical specification 7"),
    ],
)
def test_an_initiative_that_makes_no_sense_is_refused(database: Database, wrong: dict, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        initiatives.create_initiative(database, **{"title": "T", "instrument": "grant", "region": "KZ-11", **wrong})
    assert initiatives.list_initiatives(database) == []


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(2027, "uncle", 1, 1)], "unknown payer uncle: one of republican, local, private"),
        ([(2027, "local", -1, 1)], "must not be negative: -1"),
        ([(2027, "local", 1, 1), (2027, "local", 2, 2)], "money of local in 2027 is given twice"),
        ([(2027, "local", "much", 1)], "amount must be a number, not 'much'"),
    ],
)
def test_money_that_makes_no_sense_is_refused_and_the_old_stays(database: Database, rows: list, sentence: str) -> None:
    entered = initiatives.create_initiative(database, title="Plant", instrument="grant", region="KZ-23")
    initiative_money.set_money(database, entered.id, money((2026, "local", 5, None)))
    with pytest.raises(Problem, match=sentence):
        initiative_money.set_money(database, entered.id, money(*rows))
    assert initiative_money.money_frame(database, entered.id)["planned"].tolist() == [5.0]


def test_sessions_count_in_the_year_they_were_held_once_closed(database: Database) -> None:
    for region, day, closed in (("KZ-11", "2026-03-01", 1), ("KZ-11", "2026-09-01", 1), ("KZ-23", "2027-01-01", 0)):
        held = sessions.create_session(database, title="S", region=region, held_on=day)
        if closed:
            sessions.set_stage(database, held.id, "closed")
    assert recorded(database, "foresight_sessions") == [2, 0, 0, 0, 0]
    assert recorded(database, "foresight_sessions", "KZ-11") == [2, 0, 0, 0, 0]
    assert recorded(database, "foresight_sessions", "KZ-23") == []


def test_specifications_count_in_the_year_they_entered_a_call(database: Database) -> None:
    for state in ("draft", "in_call", "rejected"):
        drafted = specifications.create_specification(database, title="A", region="KZ-11")
        specifications.set_state(database, drafted.id, state, happened_on="2028-02-01")
    assert recorded(database, "technical_specifications") == [0, 0, 1, 0, 0]


def test_projects_count_in_every_year_they_run(database: Database) -> None:
    def enter(state: str, first: int | None, last: int | None) -> None:
        initiatives.create_initiative(
            database, title="P", instrument="grant", region="KZ-11", state=state, starts_year=first, ends_year=last
        )

    enter("active", 2027, 2028)
    enter("active", 2028, None)
    enter("completed", 2026, None)
    enter("planned", 2027, 2030)
    enter("stopped", 2027, 2030)
    enter("active", None, None)
    assert recorded(database, "active_projects") == [1, 1, 2, 1, 1]


def test_the_cofinancing_share_is_what_partners_paid_of_all_that_was_paid(database: Database) -> None:
    entered = initiatives.create_initiative(database, title="P", instrument="grant", region="KZ-11")
    initiative_money.set_money(
        database,
        entered.id,
        money((2027, "republican", 90, 60), (2027, "local", 5, 15), (2027, "private", 5, 5), (2028, "local", 9, None)),
    )
    shares = recorded(database, "cofinancing_share")
    assert shares[1] == pytest.approx(20 / 80)
    assert np.isnan(shares[0])
    assert np.isnan(shares[2])
    by_payer = actuals.money_by_payer(database)
    assert by_payer.loc[by_payer["year"] == 2028, "paid"].isna().all()


def test_recommendations_count_in_the_year_they_were_issued(database: Database) -> None:
    national = recommendations.create_recommendation(database, title="R", addressee="Ministry")
    regional = recommendations.create_recommendation(database, title="R", region="KZ-11", content={"why": "w"})
    recommendations.set_state(database, national.id, "issued", happened_on="2026-12-31")
    recommendations.set_state(database, national.id, "implemented", happened_on="2028-01-01")
    recommendations.set_state(database, regional.id, "draft")
    changed = recommendations.change_recommendation(database, regional.id, title="Q")
    assert (changed.title, changed.content, changed.issued_on) == ("Q", {"why": "w"}, None)
    assert recorded(database, "recommendations") == [1, 0, 0, 0, 0]
    assert len(recommendations.list_recommendations(database, region="KZ-11")) == 1
    with pytest.raises(Problem, match="no recommendation 5"):
        recommendations.get_recommendation(database, "5")


def test_every_number_is_the_count_of_the_things_it_names(database: Database) -> None:
    drafted = specifications.create_specification(database, title="Salt", region="KZ-11")
    specifications.set_state(database, drafted.id, "in_call", happened_on="2026-09-01")
    for title, state, first, last in (("Plant", "active", 2028, None), ("Wells", "completed", 2027, None)):
        initiatives.create_initiative(
            database, title=title, instrument="grant", region="KZ-23", state=state, starts_year=first, ends_year=last
        )
    events = actuals.counted_events(database, range(2026, 2031))
    assert events[["indicator", "year", "title", "happened"]].values.tolist() == [
        ["technical_specifications", 2026, "Salt", "2026-09-01"],
        *(["active_projects", year, "Plant", "2028–"] for year in (2028, 2029, 2030)),
        ["active_projects", 2027, "Wells", "2027–"],
    ]
    started = actuals.started_projects(database)
    assert started[["year", "last"]].fillna(0).values.tolist() == [[2027, 2027], [2028, 0]]
    for indicator in ("technical_specifications", "active_projects"):
        own = events[events["indicator"] == indicator].groupby("year").size()
        assert recorded(database, indicator) == [own.get(year, 0) for year in range(2026, 2031)]


def test_an_empty_store_says_nothing_happened(database: Database) -> None:
    frame = actuals.recorded(database, years=[2026, 2027])
    assert frame["region"].unique().tolist() == ["KZ"]
    assert frame["indicator"].unique().tolist() == list(actuals.INDICATORS)
    counted = frame[frame["indicator"] != "cofinancing_share"]
    assert counted["value"].tolist() == [0.0] * 8
    assert frame.loc[frame["indicator"] == "cofinancing_share", "value"].isna().all()


def test_a_saved_scenario_is_replaced_and_taken_away(database: Database) -> None:
    content = {"name": "Half", "changes": [{"path": "grant.floor", "years": [2027, 2030], "value": 0.25}]}
    scenarios.save_scenario(database, "Half", {"changes": []}, hash="1")
    saved = scenarios.save_scenario(database, "Half", content, hash="2", actor="planner")
    assert scenarios.list_scenarios(database) == [saved]
    assert scenarios.get_scenario(database, "Half").content == content
    scenarios.delete_scenario(database, "Half")
    for action in (scenarios.get_scenario, scenarios.delete_scenario):
        with pytest.raises(Problem, match="no saved scenario Half"):
            action(database, "Half")


def test_a_simulation_result_is_found_by_its_hash(database: Database) -> None:
    assert scenarios.find_result(database, "h") is None
    scenarios.keep_result(database, "h", {"mean": [1.5, 2]})
    scenarios.keep_result(database, "h", {"mean": [1.5, 3]})
    assert scenarios.find_result(database, "h") == {"mean": [1.5, 3]}


def test_a_forecast_is_kept_as_it_was_made(database: Database) -> None:
    rows = pd.DataFrame(
        {"region": ["KZ-75", "KZ-11"], "year": [2030, 2030], "mean": [1.25, np.nan], "flat": [True, False]}
    )
    kept = forecast_runs.keep_run(
        database, vintage="v", indicator="rd_expenditure", horizon=2030, rows=rows, method="m"
    )
    assert forecast_runs.list_runs(database, indicator="rd_expenditure") == [kept]
    assert forecast_runs.list_runs(database, indicator="other") == []
    pd.testing.assert_frame_equal(forecast_runs.run_rows(database, kept.id), rows)
    with pytest.raises(Problem, match="no kept forecast 5"):
        forecast_runs.run_rows(database, "5")


def test_settings_hold_whatever_json_holds(database: Database) -> None:
    for content in (None, True, 1.5, "Қ", [1, {"a": []}]):
        settings.change(database, "s", content)
        assert settings.all_settings(database) == {"s": content}
    with pytest.raises(Problem, match="cannot be stored as JSON"):
        settings.change(database, "s", float("nan"))
    assert settings.get(database, "absent", default=5) == 5
