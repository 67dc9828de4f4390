"""What the checks of the targets found, in sentences, and their arithmetic line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foresight.funding.vocabulary import BASE_YEAR
from foresight.i18n.language import Language
from foresight.targets.consistency_checks import Finding, Step

MONEY = (
    "gerd",
    "local_budget",
    "public_rd",
    "needed_local_money",
    "grant_cost",
    "local_money_of_the_projects",
    "local_cost_of_a_grant",
    "central_money_at_grant_share",
    "central_money_at_programme_share",
    "smallest_budget_that_suffices",
)
SHARES = (
    "grant_share",
    "programme_share",
    "floor",
    "target_share",
    "gerd_growth",
    "fundable",
    "contracts_signed",
    "specification_finds_a_project",
    "specification_yields_a_contract",
    "earmark",
)
#: Official figures that stand for a year: the base year, or the year of the step.
DATED = ("gerd", "local_budget", "public_rd")
SIGNS = {"multiply": " × ", "divide": " ÷ ", "subtract": " − ", "add": " + "}


@dataclass(frozen=True)
class Line:
    """One line of arithmetic: what it works out, how, and what comes out."""

    name: str
    arithmetic: str
    result: str


def share_text(value: float, language: Language) -> str:
    """Write a share with the digits it needs."""
    return language.percent(
        value, _decimals(value * 100, 0 if abs(value) >= 0.095 else (1 if abs(value) >= 0.01 else 3))
    )


def plain_number(value: float, language: Language) -> str:
    """Write a number with no more decimals than it needs."""
    return language.number(value, _decimals(value, 0 if abs(value) >= 100 else (1 if abs(value) >= 10 else 2)))


def money_text(million_tenge: float, language: Language) -> str:
    """Write money so that the arithmetic can be redone: two decimals below a hundred of the unit."""
    size = abs(million_tenge)
    amount = million_tenge / (1e6 if size >= 999_950 else 1e3 if size >= 999.95 else 1 if size >= 0.9995 else 1e-3)
    return language.money(million_tenge, _decimals(amount, 2 if abs(amount) < 100 else 1))


def _decimals(value: float, most: int) -> int:
    return next((digits for digits in range(most) if abs(round(value, digits) - round(value, most)) < 1e-9), most)


def term_value(code: str, value: float, language: Language) -> str:
    """Write the value of a term in its own unit."""
    if code in MONEY:
        return money_text(value, language)
    if code in SHARES or code.startswith("target_20"):
        return share_text(value, language)
    return plain_number(value, language)


def result_value(step: Step, language: Language) -> str:
    """Write the result of a step in its unit."""
    if step.unit == "mln_kzt":
        return money_text(step.result, language)
    if step.unit in ("share", "growth"):
        return share_text(step.result, language)
    return plain_number(step.result, language)


def line_of(step: Step, language: Language) -> Line:
    """Tell one step: the numbers with their names, and the result."""
    stem, _, year = step.code.rpartition("_")
    of_year = year if stem == "local_share" and year.isdigit() else str(BASE_YEAR)
    terms = [
        f"{language.label('term', named)} ({term_value(code, value, language)})"
        for code, value in step.terms
        for named in [f"{code}_{of_year}" if code in DATED else code]
    ]
    if step.operation in SIGNS:
        told = SIGNS[step.operation].join(terms)
    elif step.operation == "minimum":
        told = language.text("the smaller of {first} and {second}", first=terms[0], second=terms[-1])
    elif step.operation == "leverage":
        told = f"{terms[0]} ÷ {terms[1]} − {term_value(*step.terms[0], language)}"
    elif step.operation == "root_growth":
        times, years_term, growth = (term_value(code, value, language) for code, value in step.terms)
        told = language.text(
            "(1 + {growth}) × {times} to the power of 1/{years} − 1; R&D expenditure grows by {growth} a year",
            growth=growth,
            times=times,
            years=years_term,
        )
    elif step.operation == "at_least_one":
        told = f"1 − exp(−{terms[0]} × {terms[1]})"
    else:
        told = "; ".join(terms)
    return Line(language.label("term", step.code), told, result_value(step, language))


def finding_sentence(finding: Finding, language: Language) -> str:
    """Say what was found, with its numbers."""
    told = {name: _value(finding.code, name, value, language) for name, value in finding.values.items()}
    code = finding.code
    if code == "central_money_needed" and not {"grant", "programme"} <= set(told):
        code = "central_money_for_grants" if "grant" in told else "central_money_for_programmes"
    if code == "specifications_too_few":
        told["years"] = ", ".join(str(year) for year in finding.values["lacking"])
    if code == "share_below_the_rule":
        told["targets"] = ", ".join(
            f"{year}: {share_text(share, language)}"
            for year, share in zip(finding.values["years"], finding.values["targets"])
        )
    return language.label("consistency_finding", code, **told)


def _value(code: str, name: str, value: object, language: Language) -> str:
    if isinstance(value, Mapping | tuple | list):
        return ""
    if value is None:
        return "–"
    if name in ("year", "first_year", "last_year"):
        return str(int(value))
    if name in ("needed", "local_money", "grant", "programme"):
        return money_text(float(value), language)
    if name in ("share", "floor", "share_today", "yield"):
        return share_text(float(value), language)
    if code.startswith("local_share") and name in ("first", "last", "highest"):
        return share_text(float(value), language)
    return plain_number(float(value), language)
