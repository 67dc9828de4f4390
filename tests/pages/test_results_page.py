"""The page of results: what it says, what it never shows, and how it takes what cannot be ranked."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from foresight.i18n.language import LANGUAGES
from foresight.screen import resources
from foresight.sessions.consensus.rules import ConsensusRule
from foresight.store import criteria_weights, live_files, sessions
from tests.pages.rated import in_groups, rated_session, spread
from tests.pages.sight import holes, tables, texts

FRAME = str(Path(__file__).parents[2] / "pages" / "navigation.py")
pytestmark = pytest.mark.usefixtures("shared_store")


def every_section(session):
    """Draw all sections of one session under each other, in a script of its own."""
    import streamlit as st

    from foresight.screen import criteria_weights, resources
    from foresight.screen.language import current
    from foresight.screen.results import ranking, reading, words
    from foresight.screen.results.sections import SECTIONS
    from foresight.store import sessions

    stored = sessions.get_session(resources.database(), session)
    shown = reading.read(stored, "group_equal", criteria_weights.in_force(session).source, current())
    st.subheader(words.headline(shown))
    for sentence in [said for _, said in words.answers(shown)] + sum(words.remarks(shown), []):
        st.markdown(sentence)
    ranking.chart(shown, None)
    for draw in SECTIONS.values():
        draw(shown, None)


def whole(session) -> AppTest:
    """Draw every section of a session and look for holes in sentences, tables and the data of charts."""
    page = AppTest.from_function(every_section, kwargs={"session": session.id}, default_timeout=60)
    page.session_state["language"] = "en"
    page.run()
    assert not page.exception
    assert not page.error
    assert list(holes(page)) == []
    return page


def opened(session=None, section="ranking", language="en") -> AppTest:
    page = AppTest.from_file(FRAME, default_timeout=60).switch_page("results.py")
    page.query_params["lang"] = language
    page.query_params["section"] = section
    if session is not None:
        page.query_params["session"] = session.id
    return page.run()


def said(page: AppTest) -> str:
    return "\n".join(texts(page))


def column(page: AppTest, name: str) -> list:
    return next(frame[name].tolist() for frame in tables(page) if name in frame)


@pytest.fixture(scope="module")
def before_any_session(shared_store):
    """Open the page while the store of the module is still without a session."""
    return opened()


@pytest.fixture(scope="module")
def database(before_any_session):
    return resources.database()


@pytest.fixture(scope="module")
def two_rounds(database):
    first = spread(1, 48, 12)
    generator = np.random.default_rng(2)
    second = np.where(generator.random(first.shape) < 0.2, np.clip(first + 1, 1, 9), first)
    # half of the room will never want the last need, the other half always does
    first[::2, 11], first[1::2, 11] = 1, 9
    second[:, 11] = first[:, 11]
    # four people of one group stay away the second time
    second[:16:4] = np.nan
    return rated_session(database, [first, second], in_groups(48))


def test_without_a_session_the_page_says_what_to_do(before_any_session):
    assert "Start one" in before_any_session.info[0].value


def test_before_any_answer_nothing_is_shown(database):
    session = sessions.create_session(
        database,
        title="Empty",
        region="KZ-61",
        held_on="2026-05-14",
        method=rated_session(database, spread(0, 8, 2), in_groups(8)).method,
    )
    page = opened(session)
    assert not page.exception
    assert "Nothing can be shown yet" in page.info[0].value


def test_no_section_shows_a_hole(two_rounds):
    whole(two_rounds)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_a_headline(two_rounds, language):
    page = opened(two_rounds, language=language)
    assert not page.exception
    assert page.subheader[0].value


def test_agreement_and_stability_are_two_answers(two_rounds):
    agreement = opened(two_rounds, "agreement")
    zones = column(agreement, "In the zone, with interval")
    assert all("(" in text and "–" in text for text in zones)
    split = column(agreement, "Need").index("Need L")
    assert column(agreement, "RAND/UCLA, classic rule")[split] == "disagreement"
    # 24 answers at one end and 20 at the other
    assert (column(agreement, "Polarisation")[split], column(agreement, "Dispersion (Leik)")[split]) == ("0.91", "0.91")
    stability = opened(two_rounds, "stability")
    kept = dict(zip(column(stability, "Need"), column(stability, "Kept the answer")))
    assert kept["Need L"].startswith("100%")
    assert "Settled and still split" in said(stability)
    assert any("Need L" in text for text in texts(stability))
    assert {"Moved toward the median", "Moved away", "Wilcoxon, p-value", "Weighted kappa"} <= set(
        tables(stability)[0].columns
    )
    assert column(stability, "Did not come back")[0] == 4
    assert stability.segmented_control(key=f"results_group-stability-{two_rounds.id}").value == "all"
    gone = tables(stability)[1]
    assert gone.loc[gone["Round"] == 2, "Did not come back"].tolist() == ["4", "0", "0", "0"]
    one = stability.segmented_control(key=f"results_group-stability-{two_rounds.id}").set_value("business").run()
    assert not one.exception
    assert max(column(one, "Answered twice")) == gone.loc[gone["Round"] == 2, "Came back"].astype(int)[5]


def test_where_groups_differ_the_correction_is_named_and_who_decides_is_told(database):
    values = np.full((40, 3, 1), 5.0)
    values[:20, 0], values[20:, 0] = 9, 4
    values[:20, 1], values[20:, 1] = 5, 7
    session = rated_session(database, values, ["business"] * 20 + ["science"] * 20)
    page = opened(session, "groups")
    assert "Holm’s correction" in said(page)
    assert column(page, "Differ in earnest")[:2] == ["yes", "yes"]
    assert "Without one of these groups another need would be first" in said(page)
    contested = opened(session, "agreement")
    assert "contested between groups" in column(contested, "Agreement")


def test_a_weight_that_flips_the_first_place_is_named(database):
    values = np.zeros((20, 2, 2))
    values[:, 0], values[:, 1] = (9, 3), (4, 7)
    page = opened(rated_session(database, values, in_groups(20)), "certainty")
    assert "The first place hangs most on" in said(page)
    assert column(page, "Below it comes first")[0] == "Need B"


def test_a_first_place_that_only_a_larger_weight_takes_is_told_by_that_weight(database):
    # need A is better by the first two criteria, need B a little by the third: it leads from two thirds of the weight
    values = np.zeros((20, 2, 3))
    values[:, 0], values[:, 1] = (9, 9, 6), (5, 5, 8)
    rated = rated_session(database, values, in_groups(20))
    assert "at a weight of 67% instead of 33% another need leads" in said(opened(rated, "certainty"))


def test_methods_that_disagree_say_so_and_incomparable_needs_are_counted(database):
    values = np.array([[[6.0], [5.0]]] * 15 + [[[1.0], [9.0]]] * 12)
    page = opened(rated_session(database, values, ["science"] * 27), "methods")
    assert any("do not agree on the winner" in one.value for one in page.warning)
    assert "Need A" in column(page, "First place")
    assert "Need B" in column(page, "First place")
    assert "PROMETHEE I" in said(page)


def test_each_criterion_may_have_its_own_preference_function(database):
    # by the first criterion need A leads by 2 of 8 points, by the second need B by 1: which of them counts is chosen
    values = np.zeros((20, 2, 2))
    values[:, 0], values[:, 1] = (7, 5), (5, 6)
    rated = rated_session(database, values, in_groups(20))
    page = opened(rated, "methods")
    assert "Counted so" not in said(page)
    first = f"preference_{rated.id}_c1"
    page.selectbox(key=first).set_value("u_shape").run()
    page.number_input(key=f"{first}_q").set_value(30).run()
    assert "PROMETHEE II puts first: Need B" in " ".join(one.value for one in page.info)
    page.selectbox(key=first).set_value("linear").run()
    page.number_input(key=f"{first}_q").set_value(60).run()
    assert "strict preference must start above indifference" in " ".join(one.value for one in page.error)


def test_sliders_rank_anew_and_the_stored_weights_stay(database):
    values = np.zeros((20, 2, 2))
    values[:, 0], values[:, 1] = (9, 3), (4, 7)
    session = rated_session(database, values, in_groups(20))
    before = sessions.get_session(database, session.id).method
    page = opened(session, "what_if")
    assert "stays as it is" in said(page)
    page.slider[0].set_value(0).run()
    assert column(page, "Need")[0] == "Need B"
    assert "first would be: Need B" in said(page)
    assert sessions.get_session(database, session.id).method == before
    for slider in page.slider:
        slider.set_value(0)
    page.run()
    assert "All weights are zero" in page.error[0].value


def test_judged_weights_are_used_when_chosen_and_the_protocols_are_named(database):
    values = np.zeros((20, 2, 2))
    values[:, 0], values[:, 1] = (9, 3), (4, 7)
    session = rated_session(database, values, in_groups(20))
    criteria_weights.keep_points(database, session.id, "direct", "science", {"c1": 0, "c2": 100})
    page = opened(session)
    assert column(page, "Need")[0] == "Need A"
    page.selectbox(key=f"results_weights-{session.id}").set_value("direct").run()
    assert not page.exception
    assert column(page, "Need")[0] == "Need B"
    assert "The protocol uses other weights" in said(page)


def test_dissent_is_told_with_its_reasons_and_without_names(database):
    found = live_files.load_demonstration(database, region="KZ-61", held_on=date(2026, 5, 14), language="en", seed=4)
    page = opened(found, "dissent")
    assert not page.exception
    assert "two camps" in said(page)
    assert any(text.startswith("— ") for text in texts(page))
    assert list(holes(page)) == []


def test_the_rule_is_shown_as_it_was_locked(two_rounds):
    page = opened(two_rounds, "agreement")
    assert two_rounds.method["consensus"]["top_k"] == 6
    assert "6" in column(page, "Value")
    assert "Fingerprint of the rule" in said(page)


ONLY_IMPACT = np.stack([spread(8, 20, 3, 1)[..., 0], np.full((20, 3), 7.0)], axis=2)


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        (np.full((20, 4, 2), 5.0), in_groups(20)),
        (spread(5, 20, 1), in_groups(20)),
        (spread(6, 6, 3), in_groups(6)),
        (spread(6, 19, 3), ["science"] * 12 + ["business"] * 7),
        (np.where(np.arange(3)[:, np.newaxis] == 2, np.nan, spread(7, 20, 3)), in_groups(20)),
        (ONLY_IMPACT, in_groups(20)),
        (np.where(np.arange(2) == 1, np.nan, spread(9, 20, 3)), in_groups(20)),
        (np.where(np.arange(20)[:, np.newaxis, np.newaxis] < 9, np.nan, spread(9, 20, 3)), ["science"] * 20),
        ([spread(3, 20, 3), np.where(np.arange(3)[:, np.newaxis] < 2, np.nan, spread(4, 20, 3))], in_groups(20)),
    ],
    ids=[
        "all equal",
        "one need",
        "six people",
        "a group of seven",
        "a need nobody rated",
        "a constant criterion",
        "an unanswered criterion",
        "nearly half answered nothing",
        "most needs settled in the first round",
    ],
)
def test_what_can_hardly_be_ranked_is_told_without_a_hole_in_any_sentence_table_or_chart(database, values, groups):
    whole(rated_session(database, values, groups))


def test_one_person_a_group_may_be_shown_where_the_rule_allows_it_without_a_hole(database):
    rule = ConsensusRule(top_k=1, shown_from=1)
    page = whole(rated_session(database, spread(2, 1, 2), ["science"], rule=rule))
    assert "too few people answered to tell" in said(page)


def test_the_first_screen_says_what_wins_how_sure_and_who_disagrees(database):
    values = np.full((40, 3, 1), 5.0)
    values[:20, 0], values[20:, 0] = 9, 4
    values[:, 1], values[:, 2] = 5, 2
    page = opened(rated_session(database, values, ["business"] * 20 + ["science"] * 20))
    assert "first: Need A" in page.subheader[0].value
    sure, apart = (one.value for one in page.markdown if ":**" in one.value)
    assert "100% of panels like this one put the same need first; 100% of the first 1 would be chosen again." in sure
    assert "1 need is contested between groups (Scientific community / Business and industry)" in apart
    assert "without one group another need would be first (Business and industry)" in apart


def test_one_rater_is_a_sentence(database):
    page = opened(rated_session(database, spread(1, 1, 3), ["science"]))
    assert not page.exception
    assert "results are shown from 5 people on" in page.info[0].value


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (np.full((20, 4, 2), 5.0), "All needs have the same score"),
        (spread(6, 6, 3), "6 people answered: fewer than 8"),
    ],
)
def test_what_must_be_known_first_stands_out(database, values, sentence):
    page = opened(rated_session(database, values, in_groups(len(values))))
    assert any(sentence in one.value for one in page.warning)


def test_titles_are_shown_as_written(database):
    titles = ["**bold** :red[x] $1$ <b>", "=cmd()", "<NA-like> [link](http://x)"]
    page = opened(rated_session(database, spread(2, 20, 3), in_groups(20), titles=titles))
    assert "\\*\\*bold\\*\\*" in page.subheader[0].value
    assert column(page, "Need")[0] == titles[0]


def test_a_method_that_cannot_be_read_is_a_sentence(database):
    session = sessions.create_session(
        database, title="Odd", region="KZ-61", held_on="2026-05-14", method={"criteria": [{"code": "x"}]}
    )
    page = opened(session)
    assert not page.exception
    assert len(page.error) == 1
