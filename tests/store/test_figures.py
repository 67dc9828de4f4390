"""Figures in the store: nothing is lost on the way in, and earlier sets stay."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from foresight.problems import Problem
from foresight.store import figures, marks
from foresight.store.database import Database
from tests.store.conftest import OBSERVATIONS


def test_shipped_figures_are_loaded_once(database: Database) -> None:
    first = figures.load_shipped_figures(database, OBSERVATIONS)
    version = database.version(figures.TOPIC)
    assert figures.load_shipped_figures(database, OBSERVATIONS) == first
    assert database.version(figures.TOPIC) == version
    assert [vintage.name for vintage in figures.vintages(database)] == ["shipped"]


def test_the_figures_that_ship_arrive_unchanged(database: Database) -> None:
    from foresight.statistics.shipped import read_observations

    figures.load_shipped_figures(database)
    shipped = read_observations().sort_values(["indicator", "region", "year"], ignore_index=True)
    pd.testing.assert_frame_equal(figures.observations(database), shipped, check_dtype=False)


def test_a_value_that_is_not_published_stays_absent(database: Database) -> None:
    figures.load_shipped_figures(database, OBSERVATIONS)
    hidden = figures.observations(database, indicator="local_budget_rd")
    assert np.isnan(hidden["value"].item())
    assert hidden["status"].item() == "not_published"


def test_a_new_set_becomes_current_and_the_old_one_stays(database: Database) -> None:
    shipped = figures.load_shipped_figures(database, OBSERVATIONS)
    revised = OBSERVATIONS.assign(value=[1.0, 2.0, None])
    added = figures.add_vintage(database, revised, name="Bulletin 2027", source="bulletin.xlsx", actor="planner")
    assert figures.current_vintage(database) == added.id
    assert figures.observations(database)["value"].tolist()[1:] == [1.0, 2.0]
    assert figures.observations(database, shipped)["value"].tolist()[1:] == [60_000.5, 94_580.1]
    figures.use_vintage(database, shipped)
    assert figures.current_vintage(database) == shipped


def test_the_same_figures_are_not_kept_twice(database: Database) -> None:
    figures.add_vintage(database, OBSERVATIONS, name="Bulletin", source="a.csv")
    with pytest.raises(Problem, match="already in the store as Bulletin"):
        figures.add_vintage(database, OBSERVATIONS.iloc[::-1], name="Again", source="b.csv")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (OBSERVATIONS.drop(columns="unit"), "lack the column unit"),
        (OBSERVATIONS.iloc[:0], "hold no observation"),
        (OBSERVATIONS.assign(status="guessed"), "unknown status guessed: one of published"),
        (pd.concat([OBSERVATIONS, OBSERVATIONS]), "local_budget_rd of KZ-62 in 2024 is given twice"),
        (OBSERVATIONS.assign(value=0.0), "has a value although its status is not_published"),
        (OBSERVATIONS.assign(value=[1.0, np.inf, None]), "infinite"),
        (OBSERVATIONS.assign(source="a\0b"), "source holds a character that cannot be stored"),
    ],
)
def test_figures_that_cannot_be_right_are_refused_whole(database: Database, wrong: pd.DataFrame, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        figures.add_vintage(database, wrong, name="Wrong", source="wrong.csv")
    assert figures.vintages(database) == []
    assert database.value("select count(*) from observation") == 0


def test_an_unknown_set_is_named(database: Database) -> None:
    with pytest.raises(Problem, match="no figures yet"):
        figures.observations(database)
    figures.load_shipped_figures(database, OBSERVATIONS)
    with pytest.raises(Problem, match="no set of figures 1999"):
        figures.observations(database, "1999")
    with pytest.raises(Problem, match="no set of figures 1999"):
        figures.use_vintage(database, "1999")


def test_a_break_is_marked_changed_and_taken_away(database: Database) -> None:
    marks.mark_break(database, "rd_expenditure", "KZ-23", 2022, "one performer moved", actor="planner")
    marks.mark_break(database, "rd_expenditure", "KZ-23", 2022, "coverage changed", actor="planner")
    assert marks.break_marks(database)["reason"].tolist() == ["coverage changed"]
    assert marks.remove_break(database, "rd_expenditure", "KZ-23", 2022)
    assert not marks.remove_break(database, "rd_expenditure", "KZ-23", 2022)
    assert marks.break_marks(database).empty
