"""The page of weights: what each group judges, how consistent it is, and what follows for the ranking."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from foresight.screen import resources
from foresight.store import criteria_weights
from tests.pages.frame import FRAME
from tests.pages.rated import in_groups, rated_session
from tests.pages.sight import holes, tables, texts


def opened(session, section: str) -> AppTest:
    page = AppTest.from_file(FRAME, default_timeout=60).switch_page("weights.py")
    page.query_params.update({"lang": "en", "session": session.id, "section": section})
    return page.run()


def said(page: AppTest) -> str:
    return "\n".join(texts(page))


def clean(page: AppTest) -> bool:
    return not page.exception and not page.error and not list(holes(page))


def keep(page: AppTest, way: str) -> AppTest:
    return page.button(key=f"weights_keep-{way}").click().run()


@pytest.fixture
def session():
    """Three needs: the first leads by the first criterion, the second by the second; the third says nothing."""
    values = np.zeros((20, 3, 3))
    values[:, 0], values[:, 1], values[:, 2] = (9, 4, 5), (4, 8, 5), (2, 2, 5)
    return rated_session(resources.database(), values, in_groups(20))


def test_points_are_kept_by_group_combined_and_put_another_need_first(session):
    page = opened(session, "direct")
    assert "No group has a sheet of this kind yet" in said(page)
    for group, points in (("government", (60, 20, 20)), ("science", (0, 90, 10))):
        page.segmented_control(key="weights_group-direct").set_value(group).run()
        for number, value in enumerate(points, 1):
            page.number_input(key=f"points-{session.id}-direct-{group}-c{number}").set_value(value)
        page = keep(page.run(), "direct")
        assert clean(page)
    database = resources.database()
    kept = criteria_weights.points(database, session.id, "direct")
    assert kept[kept["stakeholder_group"] == "science"]["points"].tolist() == [0, 90, 10]
    compared = tables(opened(session, "compare"))[0].set_index("Source")
    own = compared.loc["Points distributed by the groups"]
    # each group the same: (60 + 0) / 2, (20 + 90) / 2, (20 + 10) / 2
    assert own[["Criterion c1", "Criterion c2", "Criterion c3"]].tolist() == ["30%", "55%", "15%"]
    assert own["First needs"].startswith("1. Need B")
    assert compared.loc["As the method was set", "First needs"].startswith("1. Need A")
    assert "Which need comes first depends on the source of the weights." in said(opened(session, "compare"))


def test_points_wait_for_their_group_and_are_refused_by_its_name_when_they_do_not_add_up(session):
    page = opened(session, "direct")
    page.number_input(key=f"points-{session.id}-direct-government-c1").set_value(90).run()
    page.segmented_control(key="weights_group-direct").set_value("science").run()
    assert "changes that are not kept yet" not in said(page)
    page.segmented_control(key="weights_group-direct").set_value("government").run()
    assert "changes that are not kept yet" in said(page)
    page = keep(page, "direct")
    assert "Local government: 156 points distributed instead of 100" in page.error[0].value
    assert criteria_weights.ways_entered(resources.database(), session.id) == []


def test_swing_points_count_in_proportion_and_a_sheet_can_be_removed(session):
    criteria_weights.keep_points(resources.database(), session.id, "swing", "public", {"c1": 40, "c2": 20, "c3": 20})
    page = opened(session, "swing")
    assert clean(page)
    assert "the highest swing was 40, not 100" in said(page)
    page.segmented_control(key="weights_group-swing").set_value("public").run()
    page.button(key="weights_forget-swing").click().run()
    assert criteria_weights.ways_entered(resources.database(), session.id) == []


def test_judgements_that_contradict_each_other_are_named_with_what_the_others_imply(session):
    page = opened(session, "pairwise")
    for first, second, choice in (("c1", "c2", 3), ("c2", "c3", 3), ("c1", "c3", -9)):
        page.selectbox(key=f"pair-{session.id}-government-{first}-{second}").set_value(choice)
    page = keep(page.run(), "pairwise")
    assert clean(page)
    warning = page.warning[0].value
    assert "the judgements contradict each other: consistency ratio" in warning
    assert "Saaty (2005)" in warning
    assert "“Criterion c1” against “Criterion c2” was said to be 3 times, the others imply 1/27" in warning
    assert tables(page)[0]["Acceptable, up to 0.1"].tolist() == ["no"]
    page.selectbox(key="random_index").set_value("alonso_lamata_2006").run()
    assert "Alonso and Lamata (2006)" in page.warning[0].value


def test_a_missing_pair_is_filled_and_a_criterion_left_alone_is_a_sentence(session):
    page = opened(session, "pairwise")
    page.selectbox(key=f"pair-{session.id}-government-c1-c2").set_value(2).run()
    page = keep(page, "pairwise")
    assert len(page.error) == 1
    assert "Criterion c3" in page.error[0].value
    page.selectbox(key=f"pair-{session.id}-government-c2-c3").set_value(2).run()
    page = keep(page, "pairwise")
    assert clean(page)
    assert tables(page)[0]["Pairs not judged"].tolist() == [1]


def test_weights_from_the_answers_stand_beside_the_others_and_name_a_criterion_that_separates_nothing(session):
    page = opened(session, "compare")
    assert clean(page)
    compared = tables(page)[0].set_index("Source")
    assert compared.loc[["From the answers: entropy", "From the answers: CRITIC"], "Criterion c3"].tolist() == [
        "0%",
        "0%",
    ]
    assert "“Criterion c3”" in said(page)


def test_with_one_need_the_sources_that_cannot_weigh_say_so_once_and_it_is_no_error():
    alone = rated_session(resources.database(), np.full((20, 1, 3), 5.0), in_groups(20))
    page = opened(alone, "compare")
    assert clean(page)
    assert [box.value for box in page.info] == [
        "Weights from the answers need at least two needs rated on every criterion."
    ]
