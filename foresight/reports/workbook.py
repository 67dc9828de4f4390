"""The numbers of a document as a workbook: every formula in it is ours, every text of people stays text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.reports.brief import finding_of, scenario_name
from foresight.reports.consistency_words import finding_sentence
from foresight.reports.document import printable
from foresight.reports.fingerprint import Mark
from foresight.reports.words import need_titles
from foresight.targets.indicators import INDICATORS
from foresight.targets.initiatives import PAYERS

#: Nothing a person typed becomes a formula, a link or a number by itself.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_CELL = 32_000


class Sheet:
    """A sheet that is filled row by row; texts are written as texts, formulas only through ``formula``."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, widths: Sequence[float]) -> None:
        self.page = book.add_worksheet(_sheet_name(name, book))
        self.head = book.add_format({"bold": True, "bg_color": "#EDF4F7", "bottom": 1, "text_wrap": True})
        self.strong = book.add_format({"bold": True})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.shares = book.add_format({"num_format": "0.0%"})
        self.amounts = book.add_format({"num_format": "#,##0.0##"})
        self.own = book.add_format({"num_format": "#,##0.0##", "bg_color": "#FFF7E0"})
        self.row = 0
        for place, width in enumerate(widths):
            self.page.set_column(place, place, width)

    def titles(self, names: Sequence[str]) -> None:
        """Write a row of headings."""
        for place, name in enumerate(names):
            self.page.write_string(self.row, place, printable(name)[:LONGEST_CELL], self.head)
        self.row += 1

    def put(self, place: int, value: object, look: object = None) -> None:
        """Write a text or a number into the present row; what is missing stays empty."""
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.page.write_string(self.row, place, printable(value)[:LONGEST_CELL], look or self.wrap)
        else:
            self.page.write_number(self.row, place, value, look or self.amounts)

    def line(self, values: Sequence[object]) -> None:
        """Write a row of texts and numbers."""
        for place, value in enumerate(values):
            self.put(place, value)
        self.row += 1

    def formula(self, place: int, text: str, look: object = None, value: float | None = None) -> None:
        """Write a formula of our own with the value it has now."""
        self.page.write_formula(self.row, place, text, look or self.amounts, "" if value is None else value)


def _sheet_name(name: str, book: xlsxwriter.Workbook) -> str:
    clean = "".join(" " if letter in "[]:*?/\\'" else letter for letter in printable(name)).strip()[:28] or "Sheet"
    taken = {page.get_name() for page in book.worksheets()}
    return clean if clean not in taken else f"{clean[:26]} {len(taken)}"


def to_xlsx(kind: str, facts: Mapping, language: Language, mark: Mark) -> bytes:
    """Write the numbers of a document as a workbook.

    Parameters
    ----------
    kind : str
        ``protocol``, ``specification``, ``brief`` or ``comparison``.
    facts : mapping
        Data of the document.
    language : Language
    mark : Mark

    Raises
    ------
    Problem
        For a document without numbers.
    """
    if kind not in FILLED:
        raise Problem("a {kind} has no workbook: choose PDF or DOCX", kind=kind)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    made = dt.datetime.combine(dt.date.fromisoformat(mark.made), dt.time(12))
    book.set_properties({"author": "Foresight Workbench", "keywords": mark.line, "created": made})
    FILLED[kind](book, facts, language)
    about = Sheet(book, language.text("About this file"), (24, 90))
    about.line([language.text("Document"), language.label("document", kind)])
    about.line(["SHA-256", mark.sha256])
    for name, digest in mark.sections:
        about.line([language.label("data_section", name), digest])
    about.line(
        [language.text("Formulas"), language.text("All formulas were written by the workbench; texts stay texts.")]
    )
    book.close()
    return buffer.getvalue()


def _protocol(book: xlsxwriter.Workbook, facts: Mapping, language: Language) -> None:
    titles, _ = need_titles(facts["needs"], language)
    questions = facts["method"]["questions"]
    codes = [question["code"] for question in questions]
    names = [question["names"].get(language.code) or question["code"] for question in questions]
    sheet = Sheet(book, language.text("Ranking of needs"), (60, *[14] * len(codes), 12, 10, 12, 12, 12))
    results = facts["results"]
    if results is None:
        sentence, values = facts["ballots"]["problem"]
        sheet.line([language.problem(Problem(sentence, **values))])
        return
    sheet.line([language.text("Change the weights in the coloured cells: scores and ranks follow.")])
    weights_row = sheet.row
    sheet.put(0, language.text("Weight"), sheet.strong)
    for place, code in enumerate(codes, 1):
        sheet.put(place, facts["weights"]["weights"][code], sheet.own)
    sheet.row += 1
    sheet.titles(
        [
            language.text("Need"),
            *names,
            language.text("Score"),
            language.text("Rank"),
            language.text("Score in the protocol"),
            language.text("Rank from"),
            language.text("Rank to"),
        ]
    )
    desirability = {(row["need"], row["criterion"]): row["desirability"] for row in results["by_criterion"]}
    first, last = sheet.row, sheet.row + len(results["needs"]) - 1
    left, right = xl_col_to_name(1), xl_col_to_name(len(codes))
    score_column = len(codes) + 1
    weights = f"${left}${weights_row + 1}:${right}${weights_row + 1}"
    ranked = f"${xl_col_to_name(score_column)}${first + 1}:${xl_col_to_name(score_column)}${last + 1}"
    for row in results["needs"]:
        sheet.put(0, titles.get(row["need"], row["need"]))
        for place, code in enumerate(codes, 1):
            sheet.put(place, desirability.get((row["need"], code)))
        cells = f"{left}{sheet.row + 1}:{right}{sheet.row + 1}"
        answered = f'SUMPRODUCT({weights},--({cells}<>""))'
        sheet.formula(score_column, f"=SUMPRODUCT({weights},{cells})/{answered}", value=row["score"])
        own = xl_rowcol_to_cell(sheet.row, score_column)
        sheet.formula(score_column + 1, f"=RANK({own},{ranked})", value=row["rank"])
        for place, name in enumerate(("score", "rank_low", "rank_high"), score_column + 2):
            sheet.put(place, row[name])
        sheet.row += 1
    _attendance(book, facts, language)


def _attendance(book: xlsxwriter.Workbook, facts: Mapping, language: Language) -> None:
    joined = facts["attendance"]["joined"]
    sheet = Sheet(book, language.text("Attendance by group"), (40, 14, 14, 14, 14))
    rounds = sorted({row["round"] for row in facts["attendance"]["answered"]})
    sheet.titles(
        [
            language.text("Group"),
            language.text("Present"),
            *(language.text("Answered in round {round}", round=one) for one in rounds),
        ]
    )
    by: dict[tuple, int] = {}
    for row in facts["attendance"]["answered"]:
        by[row["round"], row["group"]] = by.get((row["round"], row["group"]), 0) + row["people"]
    groups = sorted({*joined, *(group for _, group in by)})
    first = sheet.row
    for group in groups:
        counts = [by.get((one, group), 0) for one in rounds]
        sheet.line([language.label("group", group), joined.get(group), *counts])
    if groups:
        sheet.put(0, language.text("Total"), sheet.strong)
        values = [sum(joined.values()), *(sum(by.get((one, group), 0) for group in groups) for one in rounds)]
        for place, value in enumerate(values, 1):
            column = xl_col_to_name(place)
            sheet.formula(place, f"=SUM({column}{first + 1}:{column}{sheet.row})", value=value)


def _specification(book: xlsxwriter.Workbook, facts: Mapping, language: Language) -> None:
    budget = facts["specification"]["budget"]
    years = [str(year) for year in budget["years"]]
    sheet = Sheet(book, language.text("Budget by payer"), (34, *[14] * (len(years) + 2)))
    sheet.line([facts["specification"]["title"]])
    sheet.line([language.text("mln ₸, current prices; change the coloured cells")])
    if not years:
        sheet.line([language.text("Nothing is recorded here.")])
        return
    sheet.titles([language.text("Payer"), *years, language.text("Total"), language.text("Share")])
    first, total = sheet.row, len(years) + 1
    last_year = xl_col_to_name(len(years))
    whole = xl_rowcol_to_cell(first + len(PAYERS), total, row_abs=True, col_abs=True)
    for payer in PAYERS:
        sheet.put(0, language.label("initiative_payer", payer))
        for place, year in enumerate(years, 1):
            sheet.put(place, budget["amounts"][payer][year], sheet.own)
        amount = budget["totals"][payer] or 0.0
        line = sheet.row + 1
        sheet.formula(total, f"=SUM(B{line}:{last_year}{line})", value=amount)
        share = amount / budget["total"] if budget["total"] else 0.0
        sheet.formula(total + 1, f"={xl_rowcol_to_cell(sheet.row, total)}/{whole}", sheet.shares, share)
        sheet.row += 1
    sheet.put(0, language.text("Total"), sheet.strong)
    for place in range(1, total + 1):
        column = xl_col_to_name(place)
        known = [budget["amounts"][payer][years[place - 1]] or 0.0 for payer in PAYERS] if place < total else []
        value = sum(known) if place < total else budget["total"]
        sheet.formula(place, f"=SUM({column}{first + 1}:{column}{sheet.row})", value=value)
    sheet.row += 2
    if budget["asked"] is not None:
        sheet.put(0, language.text("The rule asks local and private payers for"))
        sheet.put(1, budget["asked"], sheet.shares)
        asked = xl_rowcol_to_cell(sheet.row, 1)
        sheet.row += 1
        own = "+".join(xl_rowcol_to_cell(first + place, total) for place in (1, 2))
        sheet.put(0, language.text("Lacking, mln ₸"))
        lacking = max(0.0, budget["asked"] * budget["total"] - sum(budget["totals"][p] or 0.0 for p in PAYERS[1:]))
        sheet.formula(1, f"=MAX(0,{asked}*{whole}-({own}))", value=lacking)


def _brief(book: xlsxwriter.Workbook, facts: Mapping, language: Language) -> None:
    sheet = Sheet(book, language.text("Targets 2026–2030"), (44, 8, 12, 12, 12, 12, 12, 14, 34))
    sheet.titles(
        [
            language.text("Target"),
            language.text("Year"),
            language.text("Asked for"),
            language.text("Recorded"),
            language.text("on average"),
            language.text("low, 1 future in 10 is lower"),
            language.text("high, 1 future in 10 is higher"),
            language.text("Probability"),
            language.text("What binds"),
        ]
    )
    for row in sorted(facts["targets"], key=lambda one: (INDICATORS.index(one["indicator"]), one["year"])):
        sheet.put(0, language.label("target", row["indicator"]))
        sheet.page.write_number(sheet.row, 1, row["year"])
        for place, name in enumerate(("target", "committed", "mean", "p10", "p90"), 2):
            sheet.put(place, row[name])
        sheet.put(7, row["probability"], sheet.shares)
        sheet.put(8, language.label("target_binding", row["binding"]))
        sheet.row += 1
    _consistency(book, facts, language)


def _consistency(book: xlsxwriter.Workbook, facts: Mapping, language: Language) -> None:
    """Write every line of arithmetic as a formula over its own terms."""
    sheet = Sheet(book, language.text("Consistency of the targets"), (46, 16, 44, 16, 44, 16, 44, 16, 44, 16, 44, 16))
    for stored in facts["findings"]:
        finding = finding_of(stored)
        told = f"{language.label('consistency_meaning', finding.severity)}: {finding_sentence(finding, language)}"
        sheet.put(0, told, sheet.strong)
        sheet.row += 1
        for step in finding.steps:
            sheet.put(0, language.label("term", step.code))
            cells = []
            for place, (code, value) in enumerate(step.terms):
                sheet.put(2 + 2 * place, language.label("term", code))
                sheet.put(3 + 2 * place, value, sheet.own)
                cells.append(xl_rowcol_to_cell(sheet.row, 3 + 2 * place))
            text = step_formula(step.operation, cells)
            if text is None:
                sheet.put(1, step.result)
            else:
                sheet.formula(1, text, value=step.result)
            sheet.row += 1
        sheet.row += 1


def step_formula(operation: str, cells: Sequence[str]) -> str | None:
    """Return a step of the arithmetic as a formula over its cells; None where it counts regions one by one."""
    signs = {"multiply": "*", "divide": "/", "subtract": "-", "add": "+"}
    if operation in signs:
        return "=" + signs[operation].join(cells)
    if operation == "minimum":
        return f"=MIN({','.join(cells)})"
    if operation == "leverage":
        return f"={cells[0]}/{cells[1]}-{cells[0]}"
    if operation == "root_growth":
        return f"=(1+{cells[2]})*{cells[0]}^(1/{cells[1]})-1"
    if operation == "at_least_one":
        return f"=1-EXP(-{cells[0]}*{cells[1]})"
    return None


def _comparison(book: xlsxwriter.Workbook, facts: Mapping, language: Language) -> None:
    runs = facts["scenarios"]
    years = sorted(runs[0]["projects"], key=int)
    sheet = Sheet(book, language.text("Projects under way"), (50, *[13] * (len(years) + 1)))
    sheet.titles([language.text("Scenario"), *years])
    base = sheet.row + 1
    for run in runs:
        sheet.line([scenario_name(run["name"], language), *(run["projects"][year]["mean"] for year in years)])
    sheet.row += 1
    sheet.titles([language.text("Difference from the first"), *years])
    for number, run in enumerate(runs[1:], 1):
        sheet.put(0, scenario_name(run["name"], language))
        for place, year in enumerate(years, 1):
            column = xl_col_to_name(place)
            value = run["projects"][year]["mean"] - runs[0]["projects"][year]["mean"]
            sheet.formula(place, f"={column}{base + number}-{column}{base}", value=value)
        sheet.row += 1
    money = Sheet(book, language.text("Who pays"), (50, 26, *[13] * (len(years) + 1)))
    money.line([language.text("mln ₸ a year, current prices, mean of all futures.")])
    money.titles([language.text("Scenario"), language.text("Who pays"), *years, language.text("Total")])
    for run in runs:
        first = money.row
        for payer, amounts in run["money"].items():
            money.put(0, scenario_name(run["name"], language))
            money.put(1, language.label("payer", payer))
            for place, year in enumerate(years, 2):
                money.put(place, amounts[year])
            line = money.row + 1
            end = xl_col_to_name(len(years) + 1)
            money.formula(len(years) + 2, f"=SUM(C{line}:{end}{line})", value=sum(amounts[year] for year in years))
            money.row += 1
        money.put(0, scenario_name(run["name"], language), money.strong)
        money.put(1, language.text("Total"), money.strong)
        for place in range(2, len(years) + 3):
            column = xl_col_to_name(place)
            chosen = years if place == len(years) + 2 else [years[place - 2]]
            value = sum(amounts[year] for amounts in run["money"].values() for year in chosen)
            money.formula(place, f"=SUM({column}{first + 1}:{column}{money.row})", value=value)
        money.row += 1


FILLED: Mapping[str, Callable[[xlsxwriter.Workbook, Mapping, Language], None]] = {
    "protocol": _protocol,
    "specification": _specification,
    "brief": _brief,
    "comparison": _comparison,
}
