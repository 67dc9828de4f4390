"""The card of a region: what is known, what is not, and a PDF that carries both."""

import datetime as dt

import pytest

from foresight.i18n.language import language
from foresight.problems import Problem
from foresight.reports.document import texts
from foresight.reports.findings import findings_table
from foresight.reports.pdf import page_count, to_pdf
from foresight.reports.region_card import change, figures_table, region_card
from foresight.reports.region_facts import region_facts
from foresight.statistics.findings import Finding
from foresight.statistics.observations import SENTENCES
from foresight.statistics.shipped import read_observations
from foresight.store import figures, initiatives, sessions, specifications
from foresight.store.database import Database

OBSERVATIONS = read_observations()
DAY = dt.date(2026, 11, 22)


@pytest.fixture
def database(tmp_path):
    opened = Database.open(tmp_path / "card.duckdb")
    figures.load_shipped_figures(opened, OBSERVATIONS)
    yield opened
    opened.close()


def worked(database: Database) -> None:
    """A session, a specification and an initiative with a partner."""
    session = sessions.create_session(database, title="Что нужно региону", region="KZ-10", held_on=DAY)
    sessions.add_need(database, session.id, titles={"ru": "Очистка стоков"})
    begun = specifications.create_specification(database, title="Очистка", region="KZ-10", instrument="grant")
    initiatives.create_initiative(
        database, title='#read("/etc/passwd") *жирно*', instrument="grant", region="KZ-10", specification=begun.id,
        state="active", starts_year=2026, ends_year=2028,
        content={"partners": [{"name": "КазНУ", "place": "Алматы"}, {"name": ""}]},
    )  # fmt: skip


def test_a_region_where_nothing_happened_says_so(database):
    facts = region_facts(database, "KZ-62", OBSERVATIONS)
    assert (facts.sessions, facts.initiatives, facts.partners) == ((), (), ())
    document = region_card(facts, language("ru"), DAY, "shipped")
    assert "Здесь ничего не записано." in texts(document)
    with pytest.raises(Problem, match="unknown region KZ-99"):
        region_facts(database, "KZ-99", OBSERVATIONS)


def test_what_happened_stands_on_the_card(database):
    worked(database)
    facts = region_facts(database, "KZ-10", OBSERVATIONS)
    assert [one.title for one in facts.sessions] == ["Что нужно региону"]
    assert facts.partners == (("КазНУ", "Алматы"),)
    assert len(facts.moves) >= 1
    said = " ".join(texts(region_card(facts, language("ru"), DAY, "shipped")))
    assert "КазНУ (Алматы)" in said


def test_what_a_new_file_changed_stands_on_the_card(database):
    place = (OBSERVATIONS["indicator"] == "rd_expenditure") & (OBSERVATIONS["region"] == "KZ-10")
    revised = OBSERVATIONS.assign(value=OBSERVATIONS["value"].where(~place, OBSERVATIONS["value"] * 1.1))
    figures.add_vintage(database, revised, name="Bulletin", source="b.csv")
    facts = region_facts(database, "KZ-10", revised)
    assert set(facts.revised["change"]) == {"revised"}
    assert region_facts(database, "KZ-75", revised).revised.empty


def test_an_estimate_says_so_and_a_dash_is_no_zero(database):
    table = figures_table(region_facts(database, "KZ-10", OBSERVATIONS), language("en")).set_index("Indicator")
    assert table.loc["Gross regional product", "Value"].endswith("(estimate)")
    assert table.loc["R&D funded from local budgets", "Value"] == "not published"
    assert table.loc["Gross domestic expenditure on R&D", "Rank"] == "6 of 20"
    assert [change(share, language("en")) for share in (0.213, -0.004, float("nan"))] == ["+21%", "−0.4%", "–"]


@pytest.mark.parametrize("code", ["ru", "kk"])
def test_the_pdf_prints_what_people_typed_as_it_is_and_is_the_same_every_time(database, code):
    worked(database)
    facts = region_facts(database, "KZ-10", OBSERVATIONS, code)
    document = region_card(facts, language(code), DAY, "shipped", ["Ұлытау, 94,6 млрд ₸."])
    first = to_pdf(document)
    assert first == to_pdf(document)
    assert first.startswith(b"%PDF")
    assert 1 <= page_count(first) <= 3
    assert '#read("/etc/passwd") *жирно*' in texts(document)


def test_findings_are_told_in_the_reader_s_language_errors_first_and_capped():
    sentence = SENTENCES["bad_value"]
    faults = [
        Finding("bad_value", sentence, {"row": row, "value": "abc"}, row, "value", severity, f"C{row}")
        for row, severity in ((3, "warning"), (4, "error"))
    ]
    table = findings_table(faults, language("ru"))
    assert table["Строка"].tolist() == [4, 3]
    assert table["Столбец"].tolist() == ["C, значение"] * 2
    assert table["Причина"].iloc[0] == "Строка 4: значение abc не число"
    assert len(findings_table(faults * 300, language("kk"))) == 200
