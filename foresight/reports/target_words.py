"""The answer on the targets in words and colours, from the plain rows of a document's data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from foresight.i18n.language import LIKELY_FROM, Language
from foresight.i18n.target_amounts import amount, count_of_ten
from foresight.reports.document import Cell
from foresight.reports.fingerprint import canonical
from foresight.reports.words import DASH

LAST_YEAR = 2030
SHARE_LEVERS = (
    "rule.grant.local_share",
    "rule.programme.local_share",
    "parameters.earmark",
    "parameters.targeting",
    "parameters.take_up",
    "parameters.entry_hazard",
)
# From vermilion (out of reach) over a pale middle to blue (within reach), as in the chart of the overview.
_SHADES = ((0xD5, 0x5E, 0x00), (0xF4, 0xEF, 0xE6), (0x00, 0x72, 0xB2))


def shade(probability: float) -> tuple[str, str]:
    """Return the colour behind a probability and the colour of the words on it."""
    lower = probability < 0.5
    first, second = _SHADES[:2] if lower else _SHADES[1:]
    place = probability * 2 - (0 if lower else 1)
    mixed = "".join(f"{round(a + (b - a) * place):02X}" for a, b in zip(first, second))
    return f"#{mixed}", "#17242B" if 0.2 < probability < 0.75 else "#FFFFFF"


def plain_rows(answer: pd.DataFrame) -> list[dict]:
    """Return the answer on the targets as plain rows, as documents keep them: what is not known is None.

    Parameters
    ----------
    answer : DataFrame
        From ``feasibility``; the code of ``what_it_takes`` becomes ``takes``, its values ``takes_values``.
    """
    rows = answer.drop(columns="what_it_takes").astype(object).to_dict("records")
    return [
        canonical({**row, "takes": code, "takes_values": values})
        for row, (code, values) in zip(rows, answer["what_it_takes"])
    ]


def headline(rows: Sequence[Mapping], language: Language) -> str:
    """Say how many targets of the last year are likely to be met."""
    likely = sum((row["probability"] or 0) >= LIKELY_FROM for row in rows if row["year"] == LAST_YEAR)
    if not likely:
        return language.text("None of the 5 targets is likely to be met in 2030")
    return language.plural(
        "{count} of 5 targets is likely to be met in 2030", "{count} of 5 targets are likely to be met in 2030", likely
    )


def recorded_so_far(rows: Sequence[Mapping], year: int, language: Language) -> str:
    """Say what of a year's targets has been reached already; empty when the year has none."""
    told = [
        language.text(
            "{indicator}: {done} of {target}",
            indicator=language.label("target_short", row["indicator"]),
            done=amount(row["indicator"], row["actual"] or 0.0, language),
            target=amount(row["indicator"], row["target"], language),
        )
        for row in rows
        if row["year"] == year and row["target"] is not None
    ]
    return language.text("Recorded in {year} so far — {told}.", year=year, told="; ".join(told)) if told else ""


def hardest(rows: Sequence[Mapping]) -> Mapping:
    """Return the target of the last year that is least likely to be met."""
    last = [row for row in rows if row["year"] == LAST_YEAR and row["target"] is not None]
    return min(last, key=lambda row: row["probability"])


def grid_cell(row: Mapping, language: Language) -> Cell:
    """Return the tile of a target and year: chance and what was asked for."""
    if row["target"] is None:
        return Cell(language.text("no target"), ink="#7A8A93")
    fill, ink = shade(row["probability"])
    wanted = language.text("target {value}", value=amount(row["indicator"], row["target"], language))
    return Cell(f"{count_of_ten(row['probability'], language)}\n{wanted}", fill, ink)


def lever_amount(path: str, value: float, language: Language) -> str:
    """Write the value of a lever in its own unit."""
    return language.percent(value) if path in SHARE_LEVERS else trimmed(value, language)


def trimmed(value: float, language: Language) -> str:
    """Write a number with one decimal where it needs it."""
    return language.number(value, 0 if abs(value - round(value)) < 0.05 else 1)


def strongest_lever(row: Mapping, language: Language) -> str:
    """Say which single lever helps most where none is enough, with a space before it."""
    values = row["takes_values"]
    if not isinstance(values.get("best_alone"), str):
        return ""
    return " " + language.text(
        "Strongest single change: “{lever}”, which reaches it in {probability} of futures.",
        lever=language.label("lever", values["best_alone"]),
        probability=language.percent(values["best_alone_probability"]),
    )


def what_it_takes(row: Mapping, language: Language) -> str:
    """Say what would make a target likely, or that nothing examined does."""
    values = row["takes_values"]
    told: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            shares = ("probability", "best_alone_probability", "share_of_rule")
            told[name] = language.percent(value) if name in shares else trimmed(value, language)
        elif value is None:
            told[name] = DASH
    lever = values.get("lever")
    if isinstance(lever, str):
        path = lever if "." in lever else f"parameters.{lever}"
        told["lever"] = language.label("lever", path)
        for name in ("from", "to"):
            if isinstance(values.get(name), int | float):
                told[name] = lever_amount(path, values[name], language)
    if "money" in values:
        told["money"] = language.money(values["money"])
        told["expected"] = language.money(values["expected"])
    if "constraint" in values:
        told["constraint"] = language.label("binding", values["constraint"])
    if row["takes"] == "missed":
        told["actual"] = amount(row["indicator"], values.get("actual"), language)
    return language.label("what_it_takes", row["takes"], **told)


def package(row: Mapping, language: Language) -> list[str]:
    """Return the levers of the package examined for a target, each from where it stands to where it was moved."""
    values = row["takes_values"]
    return [
        language.text(
            "{lever}: {from} → {to}",
            **{
                "lever": language.label("lever", path),
                "from": lever_amount(path, values["from"][path], language),
                "to": lever_amount(path, value, language),
            },
        )
        for path, value in (values.get("levers") or {}).items()
    ]


def what_it_takes_in_full(row: Mapping, language: Language) -> str:
    """Say what would make a target likely, with every lever of a package."""
    levers = package(row, language)
    return what_it_takes(row, language) + (f" {'; '.join(levers)}." if levers else "")
