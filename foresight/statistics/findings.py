"""What a check of figures found: a code, a constant sentence, and the values the sentence names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foresight.problems import Problem


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a table of figures.

    Attributes
    ----------
    code : str
        Short name of the rule.
    sentence : str
        Constant English sentence with ``{named}`` placeholders; the key of its translations.
    values : Mapping
        What the placeholders stand for.
    row : int or None
        Row of the table, counted from 1 without the header; None where the whole table is meant.
    column : str
        Column of the table, or an empty string.
    severity : str
        ``error`` (cannot be used) or ``warning`` (look again).
    cell : str
        Place in the file as a spreadsheet names it, such as ``C12``; empty where it is not one cell.
    """

    code: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)
    row: int | None = None
    column: str = ""
    severity: str = "error"
    cell: str = ""

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.sentence.format(**self.values)


class FindingsProblem(Problem):
    """A table that cannot be used; the sentence is that of the first finding, ``findings`` holds them all."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(findings[0].sentence, **findings[0].values)

    def __reduce__(self) -> tuple:
        return FindingsProblem, (list(self.findings),)
