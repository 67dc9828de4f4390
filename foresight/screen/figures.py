"""Tables of official figures as a reader sees them: names and statuses in words, numbers with their signs."""

import pandas as pd

from foresight.i18n.language import Language
from foresight.screen.elements import STATUS_SIGNS
from foresight.statistics import shipped
from foresight.statistics.concept_figures import AuditFinding


def indicator_names(observations: pd.DataFrame, language: Language) -> dict[str, str]:
    """Return the names of the indicators that have observations, in the order of the catalogue."""
    known = set(observations["indicator"])
    return {code: name for code, name in shipped.indicator_names(language.code).items() if code in known}


def coverage_sentence(rows: pd.DataFrame, year: int, language: Language) -> str:
    """Say how many regions have a figure in the year."""
    of_year = rows[(rows["year"] == year) & (rows["region"] != "KZ")]
    if of_year.empty:
        return language.text("Only national figures.")
    return language.text(
        "{known} of {all} regions have a figure for {year}.",
        known=int(of_year["value"].notna().sum()),
        all=20,
        year=year,
    )


def figures_table(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the observations of an indicator with names, statuses in words, and sources."""
    ordered = rows.sort_values(["year", "region"], ascending=[False, True])
    names = shipped.source_names(language.code)
    table = pd.DataFrame(
        {
            language.text("Region"): [language.region(code) for code in ordered["region"]],
            language.text("Year"): ordered["year"].tolist(),
            language.text("Value"): ordered["value"].tolist(),
            language.text("Unit"): [language.label("unit", unit) for unit in ordered["unit"]],
            language.text("Status"): [
                f"{STATUS_SIGNS[code]} {language.label('status', code)}" for code in ordered["status"]
            ],
            language.text("Source"): [names.get(source, source) for source in ordered["source"]],
            language.text("Note"): ordered["note"].fillna("").tolist(),
        }
    )
    # Whoever cites needs the words of the citation, not their translation.
    return table.assign(**{language.text("Source as cited"): ordered["source"].tolist()}) if names else table


def breaks_table(breaks: pd.DataFrame, indicator: str, language: Language) -> pd.DataFrame:
    """Return the marked breaks and outliers of an indicator with their reasons."""
    marked = breaks[breaks["indicator"] == indicator].sort_values(["year", "region"])
    return pd.DataFrame(
        {
            language.text("Region"): [language.region(code) for code in marked["region"]],
            language.text("Year"): marked["year"].tolist(),
            language.text("Kind"): [language.label("break_kind", kind) for kind in marked["kind"]],
            language.text("Used in forecasts"): [
                language.text("no") if out else language.text("yes") for out in marked["excluded_from_fit"]
            ],
            language.text("Reason"): marked[f"reason_{language.code}"].tolist(),
        }
    )


def told_finding(found: AuditFinding, language: Language) -> str:
    """Tell a finding with its numbers in the reader's separators; years stay as they are."""
    values = {
        name: language.plain(value) if isinstance(value, float) else value for name, value in found.values.items()
    }
    return language.text(found.sentence, **values)


def concept_findings_table(findings: tuple[AuditFinding, ...], language: Language) -> pd.DataFrame:
    """Return what the audit of the Concept found, the errors first."""
    order = {"error": 0, "warning": 1, "note": 2, "ok": 3}
    ordered = sorted(findings, key=lambda found: (order[found.severity], found.number))
    return pd.DataFrame(
        {
            language.text("No."): [found.number for found in ordered],
            language.text("Kind"): [language.label("finding_kind", found.kind) for found in ordered],
            language.text("Where"): [language.label("concept_place", found.place) for found in ordered],
            language.text("Finding"): [told_finding(found, language) for found in ordered],
        }
    )
