"""Numbers, money, dates and chances as a reader of each language expects them."""

import datetime as dt
import math

import pytest

from foresight.i18n.language import Language, language
from foresight.problems import Problem

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("code", "million", "written"),
    [
        ("ru", 219_669.8, f"219,7{SPACE}млрд{SPACE}₸"),
        ("kk", 219_669.8, f"219,7{SPACE}млрд{SPACE}₸"),
        ("en", 219_669.8, f"219.7{SPACE}bn{SPACE}₸"),
        ("ru", 539.0413, f"539,0{SPACE}млн{SPACE}₸"),
        ("ru", 0.4469, f"446,9{SPACE}тыс.{SPACE}₸"),
        ("ru", 0.0, f"0{SPACE}млн{SPACE}₸"),
        ("ru", 136_700_000.0, f"136,7{SPACE}трлн{SPACE}₸"),
        ("ru", math.nan, "–"),
    ],
)
def test_money_is_written_in_the_unit_a_reader_would_use(code, million, written):
    assert Language(code).money(million) == written


def test_a_date_is_written_in_full():
    day = dt.date(2026, 11, 22)
    assert Language("ru").date(day).replace("\u202f", " ") == "22 ноября 2026 г."
    assert Language("kk").date(day) == "2026 ж. 22 қараша"
    assert Language("en").date(day) == "November 22, 2026"


def test_a_share_is_written_as_percent():
    assert Language("ru").percent(0.245, 1) == f"24,5{SPACE}%"
    assert Language("en").percent(0.245, 1) == "24.5%"
    assert Language("ru").percent(math.nan) == "–"


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "practically excluded, under 1 in 100"),
        (0.03, "very unlikely, 3 in 100"),
        (0.2, "unlikely, 2 in 10"),
        (0.5, "about as likely as not, 5 in 10"),
        (0.7, "likely, 7 in 10"),
        (0.97, "very likely, 97 in 100"),
        (1.0, "practically certain, over 99 in 100"),
        (math.nan, "not known"),
    ],
)
def test_a_chance_is_said_in_words_with_a_count(probability, words):
    assert Language("en").chance(probability) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 потребность"),
        (2, "2 потребности"),
        (5, "5 потребностей"),
        (21, "21 потребность"),
        (112, "112 потребностей"),
    ],
)
def test_russian_plurals_have_three_forms(count, words):
    assert Language("ru").plural("{count} need", "{count} needs", count) == words


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(Problem, match="unknown language de: one of ru, kk, en"):
        Language("de")


def test_a_problem_is_told_in_the_reader_s_language():
    problem = Problem("unknown language {code}: one of {allowed}", code="de", allowed="ru, kk, en")
    assert Language("ru").problem(problem) == "Неизвестный язык de: допустимы ru, kk, en."
    assert "secret" not in Language("en").problem(RuntimeError("secret path"))


def test_the_nation_and_a_region_have_names():
    assert language("ru").region("KZ") == "Казахстан"
    assert language("kk").region("KZ-75") == "Алматы қаласы"


def test_the_name_of_a_file_is_left_as_it_is_wherever_the_sentence_puts_it():
    problem = Problem("file {file} is empty", file="bulletin.csv")
    assert language("en").problem(problem) == "File bulletin.csv is empty."
    assert language("kk").problem(problem).startswith("bulletin.csv ")


def test_a_problem_names_its_field_region_and_indicator_in_the_reader_s_language():
    empty = Problem("{field} must not be empty", field="reason")
    assert language("ru").problem(empty).startswith("Поле «причина»")
    assert language("kk").problem(empty).startswith("«себеп»")
    twice = Problem(
        "{indicator} of {region} in {year} is given twice", indicator="population", region="KZ-10", year=2024
    )
    assert "Население" in language("ru").problem(twice)
    assert "Абай" in language("ru").problem(twice)
