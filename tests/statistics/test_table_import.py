"""A bulletin as it comes: any encoding, separator and layout, with every fault named by its row."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.statistics import table_reader
from foresight.statistics.shipped import read_indicators, read_observations
from foresight.statistics.table_import import diff_observations, import_table, updated_observations

CATALOGUE = read_indicators()
HISTORY = read_observations()
BULLETIN = """Внутренние затраты на НИОКР, млн. тенге;;;
;;;
Регион;2025;2026;2024/2020, %
Республика Казахстан;230 000,5;240 000,0;4,0
г. Алматы;99 000,1;100 000,0;3,0
Восточно-;;;
Казахстанская;12 000,5;-;3,0
Мангыстауская;17 500,0;н/д;4,0
Среднее;10,0;11,0;
Источник. Статбюро;;;
"""


def brought(data, name="bulletin.csv", **options):
    options = {"indicator": "rd_expenditure"} | options
    return import_table(data if isinstance(data, bytes) else data.encode(), name, CATALOGUE, **options)


def values(found):
    return {(row.region, row.year): row.value for row in found.observations.itertuples()}


def test_a_printed_table_of_regions_by_years():
    found = brought(BULLETIN)
    assert found.cells.layout == "regions_by_years"
    assert values(found)["KZ", 2025] == 230000.5
    assert values(found)["KZ-63", 2025] == 12000.5
    statuses = {(row.region, row.year): row.status for row in found.observations.itertuples()}
    assert statuses["KZ-63", 2026] == "not_published"
    assert statuses["KZ-47", 2026] == "missing"
    assert found.errors == ()


def test_rows_of_averages_and_sources_are_left_out_and_said_so():
    skipped = [finding.values["value"] for finding in brought(BULLETIN).findings if finding.code == "skipped_row"]
    assert skipped == ["Среднее", "Источник. Статбюро"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "kz1048", "cp1251"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_encodings_and_separators_are_recognised(encoding, separator):
    found = brought(BULLETIN.replace(";", separator).encode(encoding))
    assert values(found) == pytest.approx(values(brought(BULLETIN)), nan_ok=True)


def test_kazakh_names_in_the_old_code_page():
    found = brought("Өңір;2025\nҚызылорда облысы;1 400,5\nМаңғыстау облысы;17 000,0\nҰлытау;34,0\n".encode("kz1048"))
    assert set(values(found)) == {("KZ-43", 2025), ("KZ-47", 2025), ("KZ-62", 2025)}


def test_english_numbers_with_quotes():
    found = brought('Region,2025\nAlmaty city,"99,000.1"\nKaraganda,"10,500.2"\n')
    assert values(found) == {("KZ-75", 2025): 99000.1, ("KZ-35", 2025): 10500.2}


def test_years_in_rows_and_regions_in_columns():
    found = brought("Год;г. Алматы;г. Астана\n2024;94 580,1;44 843,8\n2025;99 000,0;45 000,0\n")
    assert found.cells.layout == "years_by_regions"
    assert values(found)["KZ-71", 2025] == 45000.0
    assert len(found.observations) == 4


def test_a_running_number_before_the_names():
    found = brought("№;Регион;2025\n1;г. Алматы;99000,5\n2;Астана;45000,5\n")
    assert set(values(found)) == {("KZ-75", 2025), ("KZ-71", 2025)}


def test_a_workbook_with_merged_years_and_two_columns_under_each(workbook):
    data = workbook(
        [["Таблица", None, None, None, None], ["Регион", 2024, None, 2025, None],
         [None, "млн. тенге", "%", "млн. тенге", "%"], ["г. Алматы", 229.278, 0.24, 300.5, 0.3],
         ["Костанайская", "-", "-", 5.5, 0.1]],
        merged=["A1:E1", "B2:C2", "D2:E2"],
    )  # fmt: skip
    found = brought(data, "bulletin.xlsx", indicator="local_budget_rd")
    assert found.cells.series == ("млн. тенге", "%")
    assert values(found)["KZ-75", 2025] == 300.5
    assert len(found.observations) == 4
    assert values(brought(data, "b.xlsx", indicator="local_budget_rd", series="%"))["KZ-75", 2025] == 0.3


def test_numbers_and_texts_with_commas_stand_side_by_side_in_a_workbook(workbook):
    """Some cells are typed and others pasted: a number is what it is, and the texts alone tell their mark."""
    data = workbook([["Өңір", "2024", "2025"], ["Абай", 7023.4, "7 811,2"], ["Алматы қаласы", 94580.1, "109 870,4"]])
    found = brought(data, "bulletin.xlsx")
    assert found.errors == ()
    assert found.decimal == ","
    assert values(found) == {
        ("KZ-10", 2024): 7023.4, ("KZ-10", 2025): 7811.2, ("KZ-75", 2024): 94580.1, ("KZ-75", 2025): 109870.4
    }  # fmt: skip


@pytest.mark.parametrize("mark", ["auto", ",", "."])
def test_three_decimals_of_a_number_are_no_thousands(workbook, mark):
    data = workbook([["Регион", 2024, 2025], ["г. Астана", 7.125, 640.333], ["г. Алматы", 5, 1.5]])
    turned = workbook([["Год", "г. Астана", "г. Алматы"], [2024, 7.125, 5], [2025, 640.333, 1.5]])
    tidy = workbook([["region", "year", "value"], ["г. Астана", 2024, 7.125], ["г. Астана", 2025, 640.333],
                     ["г. Алматы", 2024, 5], ["г. Алматы", 2025, 1.5]])  # fmt: skip
    for file in (data, turned, tidy):
        found = brought(file, "b.xlsx", indicator="rd_expenditure", decimal=mark)
        assert values(found) == {
            ("KZ-71", 2024): 7.125, ("KZ-71", 2025): 640.333, ("KZ-75", 2024): 5, ("KZ-75", 2025): 1.5
        }  # fmt: skip


def test_a_tidy_table_with_its_own_statuses_and_sources():
    text = (
        "indicator,region,year,value,unit,status,source,note\n"
        'rd_expenditure,KZ-75,2025,99000,"mln KZT, current prices",estimate,bulletin of 2026,early\n'
        'population,KZ-75,2026,2300000,"persons, 1 January",published,bulletin of 2026,\n'
    )
    found = import_table(text.encode(), "t.csv", CATALOGUE, HISTORY)
    assert found.errors == ()
    assert found.observations["status"].tolist() == ["estimate", "published"]
    assert found.observations["note"].tolist() == ["early", ""]


def test_russian_headers_and_headers_mapped_by_hand():
    text = "Территория отчёта;Год;Сумма, всего\nг. Алматы;2025;99000,5\n"
    found = brought(text, columns={"region": "Территория отчёта", "value": "Сумма, всего"})
    assert values(found) == {("KZ-75", 2025): 99000.5}
    assert found.cells.columns["year"] == "Год"
    with pytest.raises(Problem, match="the table has no headers Область отчёта"):
        brought(text, columns={"region": "Область отчёта"})


def test_thousand_tenge_said_by_the_planner_are_converted_and_told():
    found = brought("Регион;2025\nг. Алматы;229278,5\n", indicator="local_budget_rd", unit="тыс. тенге")
    assert values(found)["KZ-75", 2025] == pytest.approx(229.2785)
    assert [finding.code for finding in found.findings] == ["converted"]
    assert found.observations["unit"].tolist() == ["mln KZT, current prices"]


def test_thousand_tenge_not_said_are_suspected_against_the_history():
    found = brought("Регион;2025\nг. Алматы;99 000 000,5\nг. Астана;45 000,5\n", history=HISTORY)
    (error,) = found.errors
    assert (error.code, error.row) == ("unit_jump", 2)
    assert set(values(found)) == {("KZ-71", 2025)}


def test_the_unit_of_the_file_must_fit_the_indicator():
    with pytest.raises(Problem, match="unit USD of rd_expenditure is not allowed"):
        brought(BULLETIN, unit="USD")


def test_all_faults_are_named_at_once_with_the_line_of_the_file():
    text = (
        "region,year,value,unit\n"
        "KZ-75,2025,99000.1,mln KZT\n"
        "Костанайскя,2025,2600,mln KZT\n"
        "KZ-71,20244,45000,mln KZT\n"
        "KZ-35,2025,abc,mln KZT\n"
        "KZ-10,2025,-7,mln KZT\n"
        "\n"
        "KZ-63,2025,12000,USD\n"
        "KZ-75,2025,99001,mln KZT\n"
        "Bavaria,2025,1,mln KZT\n"
    )
    found = brought(text)
    assert [(finding.row, finding.code) for finding in found.errors] == [
        (3, "unknown_region"), (4, "bad_year"), (5, "bad_value"), (6, "negative"), (8, "wrong_unit"), (9, "duplicate"),
        (10, "unknown_region"),
    ]  # fmt: skip
    assert "did you mean Костанайская область (KZ-39)?" in found.errors[0].text
    assert "value abc is not a number" in found.errors[2].text
    assert values(found) == {("KZ-75", 2025): 99000.1}


def test_commas_that_could_be_either_are_told():
    found = brought('Region,2025,2026\nAlmaty city,"99,000","98,000"\nAstana,"45,000","46,000"\n')
    assert [finding.code for finding in found.findings] == ["uncertain_decimals"]
    assert values(found)["KZ-75", 2025] == 99000
    decimals = brought('Region,2025,2026\nAlmaty city,"99,000","98,000"\nAstana,"45,000","46,000"\n', decimal=",")
    assert values(decimals)["KZ-75", 2025] == 99


def test_a_misprint_is_no_doubt_about_decimals():
    found = brought('region,year,value\nKZ-75,2025,"5,5,5"\nKZ-71,2025,7\n')
    assert [finding.code for finding in found.findings] == ["bad_value"]


def test_a_second_sheet_by_name_and_one_that_does_not_exist(workbook):
    data = workbook([["Регион", 2025], ["Астана", 45000.5]], title="Т1", more=["Т2"])
    assert values(brought(data, "b.xlsx", sheet="Т1")) == {("KZ-71", 2025): 45000.5}
    with pytest.raises(Problem, match="no sheet Т3 in b.xlsx: one of Т1, Т2"):
        brought(data, "b.xlsx", sheet="Т3")


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("hello;world\n1;2\n", {}, "no figures found"),
        ("Регион;2025;2026\n", {}, "holds no figures"),
        (BULLETIN, {"indicator": "magic"}, "unknown indicator magic: one of rd_expenditure"),
        (BULLETIN, {"indicator": None}, "does not say which indicator"),
        (BULLETIN, {"status": "official"}, "unknown status official"),
        (BULLETIN, {"decimal": ":"}, "unknown decimal mark :"),
    ],
)
def test_what_cannot_be_understood_is_told_in_a_sentence(text, options, words):
    with pytest.raises(Problem) as raised:
        brought(text, **options)
    assert words in str(raised.value)


def test_a_cell_that_is_a_formula_of_text_is_only_text():
    found = brought('region,year,value\n"=HYPERLINK(""http://x"")",2025,1\n')
    assert found.errors[0].code == "unknown_region"


def test_the_difference_of_two_vintages():
    old = HISTORY[HISTORY["indicator"] == "rd_expenditure"]
    new = old.copy()
    almaty = (new["region"] == "KZ-75") & (new["year"] == 2024)
    new.loc[almaty, "value"] *= 1.01
    new.loc[(new["region"] == "KZ-71") & (new["year"] == 2024), "status"] = "estimate"
    new = new[~((new["region"] == "KZ-10") & (new["year"] == 2020))]
    new = pd.concat([new, new[almaty.reindex(new.index)].assign(year=2025)])
    found = diff_observations(old, new).set_index(["region", "year"])
    assert found["change"].to_dict() == {
        ("KZ-75", 2024): "revised",
        ("KZ-71", 2024): "status_changed",
        ("KZ-10", 2020): "absent",
        ("KZ-75", 2025): "added",
    }
    assert found.loc[("KZ-75", 2024), "relative"] == pytest.approx(0.01)


def test_equal_vintages_differ_in_nothing():
    assert diff_observations(HISTORY, HISTORY).empty


NAMES = {code: [found.name_ru, found.name_kk, found.name_en, code] for code, found in REGIONS.items()}


@settings(max_examples=30, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.data())
def test_what_is_written_in_any_form_is_read_back(data):
    """Any regions, any years, either language, any separator and encoding, with or without a title above."""
    codes = data.draw(st.lists(st.sampled_from(list(NAMES)), min_size=2, max_size=6, unique=True))
    years = sorted(data.draw(st.lists(st.integers(2000, 2040), min_size=2, max_size=4, unique=True)))
    numbers = {
        (code, year): data.draw(st.integers(100_000, 10_000_000).map(lambda x: x / 100))
        for code in codes
        for year in years
    }
    separator = data.draw(st.sampled_from([";", "\t", "|"]))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "kz1048"]))
    russian = data.draw(st.booleans())

    def printed(number):
        text = f"{number:,.2f}"
        return text.replace(",", " ").replace(".", ",") if russian else text.replace(",", "")

    lines = [["Регион", *map(str, years)]]
    lines += [
        [data.draw(st.sampled_from(NAMES[code])), *(printed(numbers[code, year]) for year in years)] for code in codes
    ]
    if data.draw(st.booleans()):
        lines.insert(0, ["Таблица 1. Затраты"] + [""] * len(years))
    text = "\n".join(separator.join(line) for line in lines)
    found = brought(text.encode(encoding))
    assert found.errors == ()
    assert values(found) == pytest.approx(numbers)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from([None, "rd_expenditure"]))
def test_any_text_is_read_or_refused_in_a_sentence(text, indicator):
    try:
        found = import_table(text.encode("utf-8", "surrogatepass"), "t.csv", CATALOGUE, indicator=indicator)
    except Problem:
        found = None
    assert found is None or np.isfinite(found.observations["value"].dropna()).all()


BILINGUAL = """Ғылымға жұмсалған шығындар;;;
;2024;2025;
Қазақстан Республикасы;219 669,8;240 000,5;Республика Казахстан
Абай облысы;1 300,5;1 400,5;область Абай
"""


def test_names_on_both_sides_are_no_figures():
    found = brought(BILINGUAL)
    assert found.errors == ()
    assert values(found)["KZ-10", 2025] == 1400.5
    assert len(found.observations) == 4


def test_names_only_at_the_right_of_the_years():
    found = brought("2024;2025;\n219 669,8;240 000,5;Республика Казахстан\n1 300,5;1 400,5;Абай\n")
    assert values(found)["KZ-10", 2024] == 1300.5
    assert len(found.observations) == 4


ONE_YEAR = """Внутренние затраты на НИОКР за 2025 год, млн тенге;;
;Всего;из них: местный бюджет
Республика Казахстан;240 000,5;600,5
Абай;1 400,5;-
"""


def test_a_table_of_one_year_takes_the_year_from_its_title():
    found = brought(ONE_YEAR)
    assert found.cells.layout == "regions_of_one_year"
    assert found.cells.series == ("Всего", "из них: местный бюджет")
    assert values(found) == {("KZ", 2025): 240000.5, ("KZ-10", 2025): 1400.5}
    local = brought(ONE_YEAR, indicator="local_budget_rd", series="из них: местный бюджет")
    assert values(local)["KZ", 2025] == 600.5
    assert local.observations["status"].tolist() == ["published", "not_published"]


def test_a_table_of_one_year_without_a_year_asks_for_it():
    nameless = ONE_YEAR.replace(" за 2025 год", "")
    with pytest.raises(Problem, match="does not say of which year"):
        brought(nameless)
    assert values(brought(nameless, year=2026))["KZ-10", 2026] == 1400.5


def test_years_down_a_column_with_an_unknown_header_are_not_read_as_a_turned_table():
    for rows in ("Абай;2025;1400,5\n", "Абай;2025;1400,5\nАкмолинская;2025;2100,5\n", "Абай;2024;1,5\nАбай;2025;2,5\n"):
        with pytest.raises(Problem, match="no figures found"):
            brought("Место;Когда;Сколько\n" + rows)


def test_a_fault_names_its_cell_and_stands_once_for_a_row():
    found = brought("Регион;2024;2025\nКостанайскя;5,5;6,5\nАбай;7,5;abc\n")
    assert [(one.code, one.cell) for one in found.errors] == [("unknown_region", "A2"), ("bad_value", "C3")]


def test_figures_of_a_file_take_the_places_of_those_held_and_holes_keep_them():
    found = brought("Регион;2023;2024;2025\nг. Алматы;77 204,1;94 581,5;99 000,5\nАстана;;н/д;-\n")
    merged = updated_observations(HISTORY, found.observations).set_index(["indicator", "region", "year"])["value"]
    assert len(merged) == len(HISTORY) + 2
    assert merged["rd_expenditure", "KZ-75", 2024] == 94581.5
    held = HISTORY.set_index(["indicator", "region", "year"])["value"]
    assert merged["rd_expenditure", "KZ-71", 2024] == held["rd_expenditure", "KZ-71", 2024]
    assert np.isnan(merged["rd_expenditure", "KZ-71", 2025])


def test_a_table_read_in_parts_is_the_one_read_at_once(monkeypatch):
    text = "region;year;value\n" + "".join(f"KZ-75;{2000 + k};{k},50\n" for k in range(9)) + "KZ-71;2009;007\n"
    whole = table_reader.read_grid(text.encode(), "t.csv").frame
    monkeypatch.setattr(table_reader, "_CHUNK_ROWS", 4)
    parted = table_reader.read_grid(text.encode(), "t.csv").frame
    assert isinstance(parted[2].dtype, pd.CategoricalDtype)
    assert parted.to_numpy().tolist() == whole.to_numpy().tolist()
    assert parted[2].iloc[-1] == "007"
