"""The 20 regions, their names, their places on the grid, and every spelling of official tables."""

import pickle

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.regions.regions import (
    LANGUAGES,
    NATION,
    REGIONS,
    match_region,
    region,
    region_name,
    split_pairs,
    suggest_regions,
    tile_grid,
)
from foresight.statistics.shipped import SHIPPED

ALIASES = pd.read_csv(SHIPPED / "region_aliases.csv", dtype=str, keep_default_na=False)

NEIGHBOURS = [
    ("KZ-59", "KZ-11"), ("KZ-39", "KZ-11"), ("KZ-39", "KZ-15"), ("KZ-27", "KZ-23"), ("KZ-23", "KZ-47"),
    ("KZ-23", "KZ-15"), ("KZ-15", "KZ-62"), ("KZ-15", "KZ-43"), ("KZ-43", "KZ-61"), ("KZ-62", "KZ-35"),
    ("KZ-62", "KZ-61"), ("KZ-35", "KZ-10"), ("KZ-55", "KZ-10"), ("KZ-10", "KZ-63"), ("KZ-10", "KZ-33"),
    ("KZ-33", "KZ-19"), ("KZ-61", "KZ-31"), ("KZ-61", "KZ-79"), ("KZ-11", "KZ-71"), ("KZ-19", "KZ-75"),
    ("KZ-35", "KZ-31"), ("KZ-11", "KZ-62"),
]  # fmt: skip


def test_there_are_17_oblasts_and_3_cities():
    kinds = [found.kind for found in REGIONS.values()]
    assert (kinds.count("oblast"), kinds.count("city")) == (17, 3)


def test_a_region_has_names_in_three_languages():
    almaty = region("KZ-75")
    assert [almaty.name(language) for language in ("kk", "ru", "en")] == [
        "Алматы қаласы",
        "город Алматы",
        "Almaty city",
    ]
    assert region("KZ-63").short_name("ru") == "Вост. Казахстан"
    assert region("KZ-10").centre("en") == "Semey"


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_names_tell_the_regions_apart_and_fit_a_tile(language):
    names = [found.short_name(language) for found in REGIONS.values()]
    assert len(set(names)) == 20
    assert max(map(len, names)) <= 16


def test_the_nation_has_a_name_too():
    assert region_name(NATION, "ru") == "Казахстан"
    assert region_name("KZ-71", "en", short=True) == "Astana"


def test_an_unknown_region_is_refused_with_all_codes():
    with pytest.raises(Problem, match="unknown region KZ-99: one of KZ-10, .*KZ-79"):
        region("KZ-99")


def test_an_unknown_language_is_refused():
    with pytest.raises(Problem, match="unknown language de: one of ru, kk, en"):
        region("KZ-75").name("de")


def test_three_regions_were_split_off_in_june_2022():
    assert split_pairs() == (("KZ-63", "KZ-10"), ("KZ-19", "KZ-33"), ("KZ-35", "KZ-62"))
    assert {region(child).created.isoformat() for _, child in split_pairs()} == {"2022-06-08"}


def test_centres_lie_in_kazakhstan():
    for found in REGIONS.values():
        assert 40.5 < found.latitude < 55.5
        assert 46.4 < found.longitude < 87.4


def test_a_region_can_be_stored_and_read_back():
    assert pickle.loads(pickle.dumps(region("KZ-35"))) == region("KZ-35")


def test_every_region_has_a_tile_of_its_own():
    grid = tile_grid()
    assert len(grid) == 20
    assert not grid.duplicated(["row", "column"]).any()


def test_west_lies_left_and_north_lies_above():
    """Within a row longitude grows, within a column latitude falls, to a fifth of a degree."""
    cells = tile_grid().assign(
        lat=lambda grid: [region(code).latitude for code in grid["region"]],
        lon=lambda grid: [region(code).longitude for code in grid["region"]],
    )
    for _, row in cells.groupby("row"):
        assert (row.sort_values("column")["lon"].diff().dropna() > -0.2).all()
    for _, column in cells.groupby("column"):
        assert (column.sort_values("row")["lat"].diff().dropna() < 0.2).all()


@pytest.mark.parametrize(("first", "second"), NEIGHBOURS)
def test_neighbours_on_the_land_touch_on_the_grid(first, second):
    grid = tile_grid().set_index("region")
    steps = (grid.loc[first] - grid.loc[second]).abs()
    assert steps.max() == 1


def test_every_spelling_of_the_list_is_matched():
    wrong = [(alias, code) for alias, code in ALIASES.itertuples(index=False) if match_region(alias) != code]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Мангистауская", "KZ-47"), ("Мангыстауская", "KZ-47"), ("Маңғыстау облысы", "KZ-47"), ("Mangystau", "KZ-47"),
        ("Абайская область", "KZ-10"), ("область Абай", "KZ-10"), ("обл. Абай", "KZ-10"), ("Абай", "KZ-10"),
        ("Жетысуская", "KZ-33"), ("область Жетісу", "KZ-33"), ("Улытауская", "KZ-62"), ("Ұлытау облысы", "KZ-62"),
        ("Чимкент", "KZ-79"), ("г. Шымкент", "KZ-79"), ("Нур-Султан", "KZ-71"), ("Астана қаласы", "KZ-71"),
        ("г.Алматы", "KZ-75"), ("Алматы қ.", "KZ-75"), ("Алматы облысы", "KZ-19"), ("Алматинская обл.", "KZ-19"),
        ("Almaty Region", "KZ-19"), ("Almaty city", "KZ-75"), ("Karagandy oblast", "KZ-35"), ("Karaganda", "KZ-35"),
        ("Восточно-\nКазахстанская", "KZ-63"), ("Северо - Казахстанская область", "KZ-59"), ("«Атырауская»", "KZ-23"),
        ("КАЗАХСТАН ВСЕГО", "KZ"), ("Қазақстан Республикасы", "KZ"), ("Republic of Kazakhstan", "KZ"),
        ("Қызылорда\u00a0облысы", "KZ-43"), ("Шымкент¹", "KZ-79"), ("г. Aлматы", "KZ-75"), ("Костанайcкая", "KZ-39"),
    ],
)  # fmt: skip
def test_spellings_of_official_tables(name, code):
    assert match_region(name) == code


def test_a_misprint_gets_a_suggestion():
    with pytest.raises(Problem, match=r"unknown region Костанайскя: did you mean .*\(KZ-39\)"):
        match_region("Костанайскя")
    assert suggest_regions("Кызылординкая")[0] == "KZ-43"


def test_a_foreign_region_gets_the_list():
    with pytest.raises(Problem, match="unknown region Bavaria: one of KZ-10"):
        match_region("Bavaria")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ALIASES["alias"].tolist()), st.sampled_from([str.upper, str.lower, str.title]), st.data())
def test_case_and_spaces_do_not_matter(alias, change, data):
    wide = change(alias).replace(" ", data.draw(st.sampled_from(["  ", "\u00a0", " \n"])))
    assert match_region(f" {wide}\t") == match_region(alias)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_matched_or_refused_in_a_sentence(name):
    try:
        code = match_region(name)
    except Problem as problem:
        code = problem.sentence.partition(" {")[0]
    assert code in {NATION, *REGIONS, "unknown region"}
