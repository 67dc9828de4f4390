"""A scenario: an ordered list of changes to a cited baseline."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from foresight.funding.vocabulary import INSTRUMENTS, RATIONING, YEARS
from foresight.problems import Problem
from foresight.statistics.shipped import SHIPPED

CHOICES: dict[str, tuple[object, ...]] = {
    "budgets": ("forecast", "random_walk"),
    "uncertainty": ("all", "chance"),
    "prices": ("nominal", "real"),
    "pacing": ("greedy", "steady"),
    "rationing": RATIONING,
    "divisible": (False, True),
    "limit_budget": (True, False),
    "limit_pipeline": (True, False),
    "limit_capacity": (True, False),
    "limit_envelope": (True, False),
}
"""Choices of the model that are not numbers; the first is the default."""

REGION_FIELDS = ("local_budget", "specifications")
MIXES = {"mix.money": "programme_money_share", "mix.specifications": "programme_specification_share"}


@dataclass(frozen=True)
class Change:
    """One change to the baseline.

    Attributes
    ----------
    path : str
        ``parameters.<name>``, ``rule``, ``rule.<instrument>.<field>``, ``rule.waiver_below``, ``choices.<name>``,
        ``mix.money``, ``mix.specifications`` or ``regions.<code>.<field>``.
    years : tuple of int
        Years in which it holds, ascending.
    value : object
        What is put in; for a parameter a number (meant exactly) or ``{"value", "low", "high"}``.
    """

    path: str
    years: tuple[int, ...]
    value: object

    def to_document(self) -> dict[str, object]:
        """Return the JSON form."""
        return {"path": self.path, "years": years_to_text(self.years), "value": self.value}


@dataclass(frozen=True)
class Scenario:
    """A named, ordered list of changes; an empty list is the baseline itself.

    Attributes
    ----------
    name : str
        Code or free name.
    changes : tuple of Change
        No two of them change the same path in the same year.
    note : str
        What the scenario means.
    """

    name: str
    changes: tuple[Change, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        taken: dict[tuple[str, int], object] = {}
        for change in self.changes:
            for year in change.years:
                if (change.path, year) in taken:
                    raise Problem(
                        "scenario {scenario}: {path} is changed twice in {year}",
                        scenario=self.name,
                        path=change.path,
                        year=year,
                    )
                taken[change.path, year] = change.value

    def with_changes(self, changes: Iterable[Change], name: str | None = None) -> Scenario:
        """Return a copy in which further changes replace earlier ones of the same path and year."""
        added = tuple(changes)
        replaced = {(change.path, year) for change in added for year in change.years}
        kept = []
        for change in self.changes:
            years = tuple(year for year in change.years if (change.path, year) not in replaced)
            if years:
                kept.append(Change(change.path, years, change.value))
        return Scenario(name or self.name, (*kept, *added), self.note)

    def to_document(self) -> dict[str, object]:
        """Return the JSON form; ``scenario_from_document`` reads it back."""
        changes = [change.to_document() for change in self.changes]
        return {"name": self.name, "note": self.note, "changes": changes}


def parse_years(value: object, horizon: tuple[int, ...] = YEARS) -> tuple[int, ...]:
    """Read years: None or "all", 2027, "2027", "2027-2030" or a list of them.

    Returns
    -------
    tuple of int
        Ascending, each once, all inside the horizon.
    """
    if value is None or value == "all":
        return tuple(horizon)
    if isinstance(value, (list, tuple)):
        years = sorted({year for part in value for year in parse_years(part, horizon)})
        if not years:
            raise Problem("a change names no year")
        return tuple(years)
    text = str(value).strip()
    found = re.fullmatch(r"(\d{4})(?:\s*[-–:]\s*(\d{4}))?", text)
    if isinstance(value, (bool, float)) or not found:
        raise Problem("years {years} cannot be read: write 2027, 2027-2030, a list or all", years=value)
    first, last = int(found[1]), int(found[2] or found[1])
    for year in (first, last):
        if year not in horizon:
            raise Problem(
                "year {year} is outside the horizon {first} to {last}", year=year, first=horizon[0], last=horizon[-1]
            )
    if last < first:
        raise Problem("years {years} run backwards", years=text)
    return tuple(year for year in horizon if first <= year <= last)


def years_to_text(years: tuple[int, ...]) -> str | list[int]:
    """Return ``"2027-2030"`` for a run of years, a list otherwise."""
    if len(years) == 1:
        return str(years[0])
    if list(years) == list(range(years[0], years[-1] + 1)):
        return f"{years[0]}-{years[-1]}"
    return list(years)


def scenario_from_document(document: Mapping[str, object], horizon: tuple[int, ...] = YEARS) -> Scenario:
    """Read a scenario from its JSON form.

    Parameters
    ----------
    document : mapping
        ``{"name", "changes": [{"path", "years", "value"}]}``; ``years`` may be left out.

    Returns
    -------
    Scenario
        Its paths are checked when it meets the inputs of a simulation.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("changes"), (list, tuple)):
        raise Problem("a scenario is an object with a name and a list of changes")
    if not isinstance(document.get("name"), str) or not document["name"].strip():
        raise Problem("the scenario has no name")
    unknown = set(document) - {"name", "changes", "note"}
    if unknown:
        raise Problem(
            "unknown field {field} of a scenario: one of {allowed}",
            field=sorted(unknown)[0],
            allowed="name, note, changes",
        )
    changes = []
    for position, row in enumerate(document["changes"], 1):
        if not isinstance(row, Mapping) or "path" not in row or "value" not in row:
            raise Problem("change {position} needs a path and a value", position=position)
        unknown = set(row) - {"path", "years", "value"}
        if unknown:
            raise Problem(
                "unknown field {field} of a change: one of {allowed}",
                field=sorted(unknown)[0],
                allowed="path, years, value",
            )
        changes.append(Change(str(row["path"]), parse_years(row.get("years"), horizon), row["value"]))
    return Scenario(document["name"].strip(), tuple(changes), str(document.get("note", "")))


def shipped_scenarios(folder: Path = SHIPPED) -> tuple[str, ...]:
    """Return the names of the scenarios in ``scenarios/`` of a folder, baseline first."""
    names = sorted(file.stem for file in (Path(folder) / "scenarios").glob("*.json"))
    return tuple(sorted(names, key=lambda name: (name != "baseline", name != "concept", name)))


def read_scenario(name_or_path: str | Path, folder: Path = SHIPPED) -> Scenario:
    """Read a shipped scenario by name, or one from a JSON file.

    Parameters
    ----------
    name_or_path : str or Path
        A name from ``shipped_scenarios``, or a path ending in ``.json``.
    folder : Path
        Folder of the shipped figures.
    """
    text = str(name_or_path)
    known = shipped_scenarios(folder)
    if text in known:
        path = Path(folder) / "scenarios" / f"{text}.json"
    elif text.endswith(".json"):
        path = Path(text)
        if not path.is_file():
            raise Problem("there is no file {file}", file=text)
    else:
        raise Problem(
            "unknown scenario {scenario}: one of {allowed}, or a JSON file", scenario=text, allowed=", ".join(known)
        )
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Problem("{file} is not JSON: {reason}", file=path.name, reason=str(error)) from None
    return scenario_from_document(document)


def canonical(value: object) -> str:
    """Return one text for one value, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def scenario_hash(engine_version: str, data: str, changes: Iterable[Change], seed: int, draws: int) -> str:
    """Return the sha256 that names a result: the same hash means the same numbers.

    Parameters
    ----------
    engine_version : str
        Version of the engine.
    data : str
        Digest of the inputs.
    changes : iterable of Change
        Changes of the scenario, in order.
    seed, draws : int
        Of the run.
    """
    rows = [[change.path, list(change.years), change.value] for change in changes]
    return hashlib.sha256(canonical([engine_version, data, rows, int(seed), int(draws)]).encode()).hexdigest()


def runnable_snippet(
    scenario: Scenario, seed: int, draws: int, records: Mapping[str, object] | None = None, expected: str = ""
) -> str:
    """Return a Python script that reproduces a run on the shipped figures, baseline included.

    Parameters
    ----------
    scenario : Scenario
        What is to be run.
    seed, draws : int
        Of the run.
    records : mapping or None
        What was recorded, as ``FundingInputs.records`` gives it; None leaves the records empty.
    expected : str
        Hash of the run; the script says whether it met it, that is, whether figures and engine are the same.
    """
    document = json.dumps(scenario.to_document(), ensure_ascii=False, indent=4)
    lines = [
        "import json",
        "",
        "from foresight.chain import funding_inputs",
        "from foresight.funding.engine import simulate",
        "from foresight.funding.scenario import scenario_from_document",
        "from foresight.statistics.shipped import read_observations",
        "",
        f"scenario = scenario_from_document(json.loads({document!r}))",
        "inputs = funding_inputs(read_observations())",
    ]
    if records:
        lines.append(f"inputs = inputs.with_records(**{dict(records)!r})")
    lines.append(f"result = simulate(scenario, inputs, draws={int(draws)}, seed={int(seed)})")
    if expected:
        lines.append(f'print("same figures and engine:", result.hash == {expected!r}, file=__import__("sys").stderr)')
    return "\n".join([*lines, "print(json.dumps(result.summary(), indent=2))", ""])


def scenario_paths(parameters: Iterable[str], rule_paths: Iterable[str], regions: Iterable[str]) -> tuple[str, ...]:
    """Return every path a change may have."""
    return (
        "rule",
        *(f"rule.{path}" for path in rule_paths),
        *(f"parameters.{name}" for name in parameters),
        *(f"choices.{name}" for name in CHOICES),
        *MIXES,
        *(f"regions.{code}.{name}" for code in regions for name in REGION_FIELDS),
    )


def check_mix(path: str, value: object) -> float:
    """Return the programme share of ``{"grant": a, "programme": b}``, which must sum to 1."""
    if not isinstance(value, Mapping) or set(value) != set(INSTRUMENTS):
        raise Problem("{path} must give a share to grant and to programme", path=path)
    for name in INSTRUMENTS:
        share = value[name]
        if not isinstance(share, (int, float)) or isinstance(share, bool) or not 0 <= share <= 1:
            raise Problem("{path}: {value} is not a share between 0 and 1", path=path, value=share)
    if abs(sum(value.values()) - 1) > 1e-9:
        raise Problem("{path}: the shares sum to {total}, not to 1", path=path, total=round(sum(value.values()), 6))
    return float(value["programme"])
