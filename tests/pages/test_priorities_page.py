"""The page of priorities across regions: shared needs, the country, moves since last time, specialities."""

import shutil

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from foresight.screen import resources
from foresight.store import figures, need_matches, sessions
from foresight.store.database import Database
from tests.pages.frame import FRAME
from tests.pages.rated import in_groups, rated_session
from tests.pages.sight import holes, tables, texts

SECTIONS = ("shared", "national", "moves", "speciality")
AREAS = ("water", "health", "energy")


def opened(section: str) -> AppTest:
    page = AppTest.from_file(FRAME, default_timeout=60).switch_page("priorities.py")
    page.query_params.update({"lang": "en", "section": section})
    page = page.run()
    assert not page.exception
    assert not page.error
    assert list(holes(page)) == []
    return page


def said(page: AppTest) -> str:
    return "\n".join(texts(page))


def asked(database: Database, titles: list[str], region: str, held_on: str, levels: tuple[float, ...] = (9, 6, 3)):
    """Hold a session of twenty people whose needs are rated in the order of their titles, without a doubt."""
    values = np.repeat(np.array(levels, dtype=float)[np.newaxis, : len(titles), np.newaxis], 20, axis=0)
    rated_session(database, values, in_groups(20), titles=titles, region=region, held_on=held_on, area="water")


WATER, SOIL, SCHOOL = "Drip irrigation for dry fields", "Recovery of saline soils", "Physics teachers in small schools"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """A file with the figures and four sessions."""
    file = tmp_path_factory.mktemp("furnished") / "foresight.duckdb"
    with Database.open(str(file)) as database:
        figures.load_shipped_figures(database)
        asked(database, [WATER, SOIL, SCHOOL], "KZ-33", "2025-06-03")
        asked(database, [SOIL, SCHOOL, WATER], "KZ-33", "2026-06-03")
        asked(database, [WATER, SCHOOL], "KZ-61", "2026-05-14")
        asked(database, [WATER, "Early warning of river floods"], "KZ-75", "2026-04-02")
    return file


@pytest.fixture
def three_regions(furnished, own_store):
    """Open a copy that a test may change."""
    shutil.copy(furnished, own_store)


def test_without_a_ranked_session_the_page_says_what_to_do():
    assert "No region has a ranked session yet" in opened("shared").info[0].value


def test_shared_needs_are_told_and_a_person_overrules_the_spelling(three_regions):
    page = opened("shared")
    assert page.subheader[0].value == "2 needs are raised in several regions: as many projects instead of 5"
    told = tables(page)[0].set_index("Need")
    assert told["Regions"].to_dict() == {WATER: 3, SCHOOL: 2}
    assert "1 of 2" in told.loc[WATER, "Where, and at which rank"]
    assert "3 of 3" in told.loc[WATER, "Where, and at which rank"]

    database = resources.database()
    needs = {
        (one.region, need.title("en")): need.id
        for one in sessions.list_sessions(database)
        if one.held_on.year == 2026
        for need in sessions.list_needs(database, one.id)
    }
    floods = needs["KZ-75", "Early warning of river floods"]
    page.multiselect(key="across_join").set_value([floods, needs["KZ-33", SOIL]]).run()
    page.button(key="across_confirm").click().run()
    assert len(need_matches.decided(database)[True]) == 1
    assert "3 needs are raised in several regions" in page.subheader[0].value
    page.button(key=f"across_back-{'-'.join(need_matches.decided(database)[True][0])}").click().run()
    assert need_matches.decided(database) == {True: [], False: []}
    assert "2 needs are raised" in page.subheader[0].value


def test_the_country_counts_regions_the_same_and_the_population_beside_it(three_regions):
    page = opened("national")
    told = tables(page)[0].set_index("Need")
    # first in two regions and last of three in the third: (1 + 1 + 0) / 3
    assert told.loc[WATER, "Points, each region the same"] == "67"
    assert told.loc[WATER, "Rank"] == 1
    assert told.loc[SCHOOL, "Regions"] == 2
    assert {"Rank by population", "Ranks without any one region"} <= set(told.columns)
    assert "First for the country" in said(page)


def test_moves_are_news_only_where_the_intervals_are_apart(three_regions):
    page = opened("moves")
    assert page.selectbox(key="across_moves_region").options == ["Zhetisu Region"]
    told = tables(page)[0].set_index("Need")["What changed"].to_dict()
    assert told == {SOIL: "moved up", SCHOOL: "moved up", WATER: "moved down"}
    assert "3 needs moved for certain" in said(page)


def test_earlier_years_and_persons_can_be_counted_instead(three_regions):
    page = opened("shared")
    page.selectbox(key="across_year").set_value(2025).run()
    assert "No need was raised in two regions yet" in page.subheader[0].value
    page.segmented_control(key="across_aggregation").set_value("person_equal").run()
    assert not page.exception
    assert list(holes(page)) == []


def test_a_speciality_on_a_few_needs_is_not_believed(three_regions):
    page = opened("speciality")
    assert "No region stands out" in said(page)


def test_needs_without_an_area_have_no_speciality_and_a_lone_region_is_no_country():
    rated_session(resources.database(), np.full((20, 1, 1), 5.0), in_groups(20))
    assert "No need has an area yet" in said(opened("speciality"))
    for section in SECTIONS[:3]:
        opened(section)
