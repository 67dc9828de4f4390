"""Findings of an import as a table that a planner can work through: the place, the value, the reason."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from foresight.i18n.language import Language
from foresight.regions.regions import NATION, REGIONS
from foresight.statistics.findings import Finding
from foresight.statistics.shipped import indicator_names

MOST_SHOWN = 200


def findings_table(findings: Sequence[Finding], language: Language, limit: int = MOST_SHOWN) -> pd.DataFrame:
    """Return findings in the reader's language, the errors first, at most ``limit`` of them.

    Parameters
    ----------
    findings : sequence of Finding
        In the order of the rows.
    language : Language
        The reader's.
    limit : int
        How many rows at most.

    Returns
    -------
    DataFrame
        Row, column, value, kind and reason, with headers in the reader's language.
    """
    ordered = sorted(findings, key=lambda one: one.severity != "error")[:limit]
    return pd.DataFrame(
        {
            language.text("Row"): [one.row for one in ordered],
            language.text("Column"): [_column(one, language) for one in ordered],
            language.text("Value"): [str(one.values.get("written", one.values.get("value", ""))) for one in ordered],
            language.text("Kind"): [language.label("import_severity", one.severity) for one in ordered],
            language.text("Reason"): [reason(one, language) for one in ordered],
        }
    ).astype({language.text("Row"): "Int64"})


def _column(finding: Finding, language: Language) -> str:
    """Name the column by its letter in the file and by what it holds."""
    letters = finding.cell.rstrip("0123456789")
    name = language.label("column", finding.column) if finding.column else ""
    return ", ".join(part for part in (letters, name) if part)


def reason(finding: Finding, language: Language) -> str:
    """Say a finding in the reader's language: indicators, regions and units by their names."""
    values = dict(finding.values)
    for name in ("unit", "allowed"):
        if isinstance(values.get(name), str):
            values[name] = language.label("unit", values[name])
    if finding.code != "unknown_indicator" and values.get("indicator") in indicator_names(language.code):
        values["indicator"] = indicator_names(language.code)[values["indicator"]]
    if "codes" in values:
        values["suggestions"] = ", ".join(language.region(code) for code in values["codes"])
    if finding.code.startswith("unit_jump"):
        values |= {name: language.plain(float(values[name])) for name in ("value", "other")}
    if values.get("region") == NATION or values.get("region") in REGIONS:
        values["region"] = language.region(values["region"])
    sentence = language.text(finding.sentence, **values)
    return sentence[:1].upper() + sentence[1:]
