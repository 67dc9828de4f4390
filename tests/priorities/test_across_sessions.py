import pandas as pd
import pytest

from foresight.priorities.across_sessions import location_quotients, national_picture, priority_moves, shared_needs
from foresight.problems import Problem

WATER = "Чистая питьевая вода для сельских районов"
WATER_AGAIN = "Чистая питьевая вода в сельских районах"
SMOG = "Снижение смога в отопительный сезон"
SEEDS = "Засухоустойчивые семена пшеницы"


def session(region, titles, **columns):
    return pd.DataFrame(
        {
            "session": f"{region} 2026",
            "region": region,
            "need": [f"{region} {number}" for number in range(1, len(titles) + 1)],
            "title": titles,
            "rank": range(1, len(titles) + 1),
            **columns,
        }
    )


@pytest.fixture
def country():
    return pd.concat(
        [
            session("KZ-75", [SMOG, WATER], area=["ecology", "ecology"]),
            session("KZ-33", [WATER_AGAIN, SEEDS], area=["ecology", "agriculture"]),
            session("KZ-59", [SEEDS, WATER], area=["agriculture", "ecology"]),
        ],
        ignore_index=True,
    )


def test_the_same_need_of_three_regions_is_one_and_keeps_its_members(country):
    found = shared_needs(country).set_index("need")
    assert found.loc["KZ-75 2", "members"] == ("KZ-33 1", "KZ-59 2", "KZ-75 2")
    assert found.loc["KZ-75 2", "shared"] == "KZ-33 1"
    assert found.loc["KZ-75 2", "regions"] == 3
    assert found.loc["KZ-75 1", "regions"] == 1
    members = {need for group in found["members"] for need in group}
    assert members == set(country["need"])


def test_two_needs_of_one_room_are_never_joined():
    found = shared_needs(session("KZ-75", [WATER, WATER_AGAIN]))
    assert found["regions"].tolist() == [1, 1]
    assert found["shared"].nunique() == 2


def test_a_person_overrules_the_spelling(country):
    apart = shared_needs(country, rejected=[("KZ-75 2", "KZ-33 1")]).set_index("need")
    assert apart.loc["KZ-75 2", "shared"] != apart.loc["KZ-33 1", "shared"]
    joined = shared_needs(country, confirmed=[("KZ-75 1", "KZ-33 2")]).set_index("need")
    assert joined.loc["KZ-75 1", "members"] == ("KZ-33 2", "KZ-75 1")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"confirmed": [("KZ-75 1", "nowhere")]}, "need nowhere is in none"),
        ({"confirmed": [("KZ-75 1", "KZ-33 1")], "rejected": [("KZ-33 1", "KZ-75 1")]}, "both confirmed and rejected"),
    ],
)
def test_pairs_that_contradict_are_refused(country, options, sentence):
    with pytest.raises(Problem, match=sentence):
        shared_needs(country, **options)


def test_the_national_picture_counts_regions_and_not_people(country):
    picture = national_picture(shared_needs(country), {"KZ-75": 8_000_000, "KZ-33": 500_000, "KZ-59": 500_000})
    table = picture.set_index("title")
    # positions: water 0, 1, 0; smog 1; seeds 0, 1
    assert table["points"].to_dict() == pytest.approx({WATER_AGAIN: 1 / 3, SMOG: 1 / 3, SEEDS: 1 / 3})
    assert table.loc[SMOG, "rank_population"] == 1
    assert table.loc[SMOG, "points_population"] == pytest.approx(8 / 9)
    assert table.loc[WATER_AGAIN, "raised_in"] == ("KZ-33", "KZ-59", "KZ-75")
    assert (picture["rank_low"] <= picture["rank"]).all()
    assert (picture["rank"] <= picture["rank_high"]).all()


def test_a_region_without_population_or_with_two_sessions_is_named(country):
    with pytest.raises(Problem, match="region KZ-33 has no population"):
        national_picture(shared_needs(country), {"KZ-75": 1, "KZ-59": 1})
    twice = pd.concat([country, session("KZ-75", [SEEDS]).assign(session="older", need="old")])
    with pytest.raises(Problem, match="region KZ-75 has several sessions"):
        national_picture(shared_needs(twice))


def test_moves_since_the_last_session():
    earlier = session("KZ-75", [SMOG, WATER, "Архив города"]).assign(session="2025")
    later = session("KZ-75", [WATER_AGAIN, SMOG, SEEDS]).assign(session="2026")
    moves = priority_moves(earlier, later).set_index("title")["move"]
    assert moves.to_dict() == {
        WATER_AGAIN: "moved_up",
        SMOG: "moved_down",
        SEEDS: "new",
        "Архив города": "dropped",
    }


def test_a_move_inside_the_rank_intervals_is_no_news():
    earlier = session("KZ-75", [SMOG, WATER], rank_low=[1, 1], rank_high=[2, 2])
    later = session("KZ-75", [WATER, SMOG], rank_low=[1, 1], rank_high=[2, 2])
    assert set(priority_moves(earlier, later)["move"]) == {"within_uncertainty"}


def test_a_speciality_is_a_share_above_the_countrys(country):
    table = location_quotients(country, measure="needs").set_index(["region", "area"])
    # ecology is 4 of 6 needs in the country, 2 of 2 in KZ-75
    assert table.loc[("KZ-75", "ecology"), "location_quotient"] == pytest.approx(1.5)
    assert table.loc[("KZ-75", "agriculture"), "location_quotient"] == 0
    assert not table["reliable"].any()
    points = location_quotients(country).set_index(["region", "area"])
    assert points.loc[("KZ-59", "agriculture"), "share"] == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda f: f.drop(columns="rank"), "no column rank"),
        (lambda f: f.iloc[:0], "no needs yet"),
        (lambda f: pd.concat([f, f]), "need KZ-75 1 appears twice"),
        (lambda f: f.assign(rank=[None] * 6), "need KZ-75 1 has no rank"),
    ],
)
def test_needs_that_cannot_be_compared_are_refused(country, change, sentence):
    with pytest.raises(Problem, match=sentence):
        shared_needs(change(country))


def test_areas_and_measures_must_exist(country):
    with pytest.raises(Problem, match="no column theme"):
        location_quotients(country, by="theme")
    with pytest.raises(Problem, match="measure money is unknown"):
        location_quotients(country, measure="money")
    with pytest.raises(Problem, match="no need has an area yet"):
        location_quotients(country.assign(area=""))


def test_one_need_in_one_session_is_the_national_picture():
    picture = national_picture(shared_needs(session("KZ-75", [SMOG])))
    assert picture.loc[0, ["points", "rank", "rank_low", "rank_high"]].tolist() == [1.0, 1, 1, 1]
