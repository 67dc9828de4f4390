"""The Concept's own numbers, derived again from the observations: what fits, what does not, and why."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.problems import extracted
from foresight.statistics.concept_figures import AuditFinding, ConceptFigures
from foresight.statistics.concept_funding_claims import check_funding_claims
from foresight.statistics.concept_spending_claims import check_spending_claims
from foresight.statistics.concept_table_2 import check_local_budget_table
from foresight.statistics.concept_tables import check_regional_tables
from foresight.statistics.shipped import (
    SHIPPED,
    read_boundaries,
    read_concept_notes,
    read_concept_printed,
    read_observations,
)

NOTES = {
    "wrong_section": extracted("section 7.2 refers to the algorithm of section {a}, but the sequence stands in {b}"),
    "two_dates": extracted(
        "Decree No 611 is dated {a} in section 1 and {b} in section 2: confirm against the text of the decree, "
        "the first is probably right"
    ),
    "two_spellings": extracted(
        "regions are spelled in more than one way ({a}, {b}): join tables through the list of spellings"
    ),
    "two_number_formats": extracted(
        "the comma separates thousands in the tables ({a}) and decimals in the text ({b}): read them by different rules"
    ),
    "lost_figures": extracted(
        "the numbers of figures {a} are lost with their pictures: figure 1 is derived again, figure 2 is "
        "estimated, the others are missing, as is the heading of section {b}"
    ),
}
"""Sentences of the remarks in ``concept_notes.csv``, by code; ``a`` and ``b`` are what is quoted."""


def audit_concept(
    observations: pd.DataFrame, printed: pd.DataFrame, boundaries: pd.DataFrame, notes: pd.DataFrame
) -> tuple[AuditFinding, ...]:
    """Compare everything countable that the Concept prints with the observations.

    Parameters
    ----------
    observations, printed, boundaries, notes : pandas.DataFrame
        As read by ``read_observations``, ``read_concept_printed``, ``read_boundaries``, ``read_concept_notes``.

    Returns
    -------
    tuple of AuditFinding
        Ordered by number. A number that was found right is a finding too, of kind ``ok``; remarks no
        computation can find come from ``notes``.
    """
    figures = ConceptFigures(observations, printed)
    remarks = [
        AuditFinding(int(row.number), row.code, row.kind, row.place, NOTES[row.code], {"a": row.first, "b": row.second})
        for row in notes.itertuples()
    ]
    found = [
        *check_regional_tables(figures, boundaries),
        *check_local_budget_table(figures),
        *check_spending_claims(figures),
        *check_funding_claims(figures),
        *remarks,
    ]
    return tuple(sorted(found, key=lambda finding: (finding.number, finding.region)))


def audit_shipped(folder: Path = SHIPPED) -> tuple[AuditFinding, ...]:
    """Audit the Concept against the shipped figures."""
    return audit_concept(
        read_observations(folder), read_concept_printed(folder), read_boundaries(folder), read_concept_notes(folder)
    )
