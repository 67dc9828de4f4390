"""What a file says of itself before its figures: indicator, unit, headers, and the sign it shares with the next one."""

import pytest

from foresight.statistics.shipped import read_indicators
from foresight.statistics.table_head import (
    head_signature,
    header_choices,
    suggested_columns,
    suggested_indicators,
    suggested_unit,
)
from foresight.statistics.table_reader import read_grid

CATALOGUE = read_indicators()
UNITS = CATALOGUE.set_index("indicator")["unit"]


def grid(text):
    return read_grid(text.encode(), "table.csv").frame


def bulletin(title, years="2024;2025"):
    return grid(f"{title};;\n;{years}\nАбай;1 300,5;1 400,5\nАкмолинская;2 000,0;2 100,0\n")


@pytest.mark.parametrize(
    ("title", "indicator", "unit"),
    [
        ("Внутренние затраты на НИОКР, млн. тенге", "rd_expenditure", "млн. тенге"),
        (
            "Внутренние затраты на научно-исследовательские и опытно-конструкторские работы за 2025 год, тыс. тенге",
            "rd_expenditure",
            "тыс. тенге",
        ),
        ("Финансирование НИОКР из средств местных бюджетов, тыс.тенге", "local_budget_rd", "тыс.тенге"),
        ("Численность докторантов по регионам, человек", "doctoral_students", "человек"),
        ("Халық саны, мың адам", "population", "мың адам"),
        ("Валовый региональный продукт, млрд тенге", "grp", "млрд тенге"),
        ("Gross regional product (mln KZT)", "grp", "mln KZT"),
    ],
)
def test_the_title_names_indicator_and_unit(title, indicator, unit):
    table = bulletin(title)
    assert suggested_indicators(table, CATALOGUE)[0] == indicator
    assert suggested_unit(table, UNITS[indicator]) == unit


def test_a_title_about_something_else_names_nothing():
    assert suggested_indicators(bulletin("Поголовье скота, голов"), CATALOGUE) == []


def test_the_bulletin_of_the_next_year_has_the_same_signature():
    assert head_signature(bulletin("Затраты за 2024 год")) == head_signature(
        bulletin("Затраты за 2025 год", "2025;2026")
    )
    assert head_signature(bulletin("Затраты за 2024 год")) != head_signature(bulletin("Выпуск за 2024 год"))


def test_figures_without_a_head_have_no_signature():
    assert head_signature(grid("2024;2025\nАбай;1;2\n")) == ""


def test_headers_to_choose_from_and_what_they_probably_are():
    table = grid("Отчёт\nТерритория;Период отчёта;Всего, тыс. тенге\nАбай;2025;1400\n")
    headers = header_choices(table)
    assert headers == ("Территория", "Период отчёта", "Всего, тыс. тенге")
    assert suggested_columns(headers) == dict(zip(("region", "year", "value"), headers, strict=True))
