"""What a simulation starts from: budgets, people, records, parameters, rules."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from foresight.funding.budgets import BudgetPaths
from foresight.funding.parameters import ParameterSet, read_parameters
from foresight.funding.rules import Rule, read_rules
from foresight.funding.vocabulary import BASE_YEAR, INSTRUMENTS, YEARS
from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.statistics.shipped import SHIPPED, read_observations, read_targets

NATION = "KZ"


@dataclass(frozen=True, eq=False)
class FundingInputs:
    """Everything a scenario changes; never changed itself.

    Attributes
    ----------
    regions, years : tuple
        Region codes and years of the horizon.
    local_budget_2024 : numpy.ndarray
        (regions,) local-budget R&D of the base year, mln KZT; NaN where a dash is printed (zero or confidential).
    national_local_budget_2024 : float
        National figure of the base year; larger than the sum of the regions by what the dashes hide.
    fiscal_capacity : numpy.ndarray
        (regions,) GRP a head against the nation.
    researchers : numpy.ndarray
        (regions,) head-count; gaps filled in proportion to R&D expenditure.
    rd_expenditure_2024, public_rd_2024 : float
        GERD and its part from the republican budget, mln KZT; NaN where unknown.
    budget_paths : BudgetPaths or None
        Forecast of local budgets with its uncertainty; None lets them follow the random walk.
    recorded_sessions, recorded_specifications, recorded_recommendations : numpy.ndarray
        (regions, years) what really happened: sessions held, specifications approved for a call, recommendations.
    recorded_projects : numpy.ndarray
        (regions, years, instruments) projects that really started in that year.
    recorded_spans : numpy.ndarray
        (regions, first years, instruments, last years) those of them whose last year is known too; one after the
        horizon counts as its last. The others run as long as the model assumes.
    recorded_through : int
        Last year whose records are complete: up to it, records replace the model; after it they are a floor.
    parameters : ParameterSet
        Assumptions.
    rules : mapping
        Presets by name.
    baseline_rule : str
        The rule of today.
    targets : pandas.DataFrame or None
        ``indicator, year, target``.
    notes : tuple
        (code, values) about how the inputs were made.
    """

    regions: tuple[str, ...]
    years: tuple[int, ...]
    local_budget_2024: np.ndarray
    fiscal_capacity: np.ndarray | None = None
    researchers: np.ndarray | None = None
    national_local_budget_2024: float = float("nan")
    rd_expenditure_2024: float = float("nan")
    public_rd_2024: float = float("nan")
    budget_paths: BudgetPaths | None = None
    recorded_sessions: np.ndarray | None = None
    recorded_specifications: np.ndarray | None = None
    recorded_recommendations: np.ndarray | None = None
    recorded_projects: np.ndarray | None = None
    recorded_spans: np.ndarray | None = None
    recorded_through: int = 2025
    parameters: ParameterSet = field(default_factory=read_parameters)
    rules: Mapping[str, Rule] = field(default_factory=read_rules)
    baseline_rule: str = "local_alone"
    targets: pd.DataFrame | None = None
    notes: tuple[tuple[str, Mapping[str, object]], ...] = ()

    def __post_init__(self) -> None:
        regions, years = len(self.regions), len(self.years)
        if len(set(self.regions)) != regions or not regions:
            raise Problem("the list of regions is empty or names a region twice")
        if list(self.years) != list(range(self.years[0], self.years[0] + years)):
            raise Problem("the years must follow each other without a gap")
        self._set("local_budget_2024", self._array("local_budget_2024", (regions,), np.nan))
        self._set("fiscal_capacity", self._array("fiscal_capacity", (regions,), 1.0))
        self._set("researchers", self._array("researchers", (regions,), np.nan))
        for name in ("recorded_sessions", "recorded_specifications", "recorded_recommendations"):
            self._set(name, self._array(name, (regions, years), 0.0))
        projects = self.recorded_projects
        if projects is not None and np.ndim(projects) == 2:  # without an instrument they are grants
            projects = np.stack([projects, np.zeros_like(projects)], axis=-1)
            self._set("recorded_projects", projects)
        self._set("recorded_projects", self._array("recorded_projects", (regions, years, len(INSTRUMENTS)), 0.0))
        self._set("recorded_spans", self._array("recorded_spans", (regions, years, len(INSTRUMENTS), years), 0.0))
        if np.any(self.recorded_spans.sum(axis=-1) > self.recorded_projects):
            raise Problem("more projects have a last year than were started")
        if self.baseline_rule not in self.rules:
            raise Problem(
                "unknown rule {rule}: one of {allowed}", rule=self.baseline_rule, allowed=", ".join(self.rules)
            )
        paths = self.budget_paths
        if paths is not None and (tuple(paths.regions) != self.regions or tuple(paths.years) != self.years):
            raise Problem("the forecast of local budgets covers other regions or years than the simulation")
        if self.parameters.years != self.years:
            self._set("parameters", replace(self.parameters, years=self.years))

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _array(self, name: str, shape: tuple[int, ...], default: float) -> np.ndarray:
        given = getattr(self, name)
        if given is None:
            return np.full(shape, default)
        array = np.array(given, dtype=float)
        if array.shape != shape:
            raise Problem("{name} has shape {shape}, not {expected}", name=name, shape=array.shape, expected=shape)
        if np.any(array < 0):
            raise Problem("{name} has a negative value: {value}", name=name, value=float(np.nanmin(array)))
        array.setflags(write=False)
        return array

    def records(self) -> dict[str, object]:
        """Return what was recorded, without the zeros; ``with_records`` puts it back.

        Returns
        -------
        dict
            ``recorded_...`` to {(region, year), (region, year, instrument) or (region, year, instrument, last year):
            count}, and ``recorded_through``.
        """
        found: dict[str, object] = {}
        for name in _RECORDS:
            table = getattr(self, name)
            cells = {}
            for place in np.argwhere(table > 0).tolist():
                names = (self.regions, self.years, INSTRUMENTS, self.years)
                cells[tuple(known[at] for known, at in zip(names, place))] = float(table[tuple(place)])
            if cells:
                found[name] = cells
        return {**found, "recorded_through": int(self.recorded_through)}

    def with_records(self, *, recorded_through: int | None = None, **records: Mapping[tuple, float]) -> FundingInputs:
        """Return inputs with other records; what has happened moves every forecast after it.

        Parameters
        ----------
        recorded_through : int or None
            Last year whose records are complete; None leaves it.
        **records
            ``recorded_sessions``, ``recorded_specifications``, ``recorded_recommendations`` as
            {(region, year): count}, ``recorded_projects`` as {(region, year, instrument): count} and
            ``recorded_spans`` as {(region, year, instrument, last year): count}; only those named are replaced.
        """
        tables: dict[str, object] = {}
        for name, cells in records.items():
            if name not in _RECORDS:
                raise Problem("unknown record {name}: one of {allowed}", name=name, allowed=", ".join(_RECORDS))
            table = np.zeros(getattr(self, name).shape)
            for key, count in cells.items():
                table[self._place(key)] += count
            tables[name] = table
        if recorded_through is not None:
            tables["recorded_through"] = recorded_through
        return replace(self, **tables)

    def _place(self, key: tuple) -> tuple[int, ...]:
        region, year, *more = key
        if region not in self.regions:
            raise Problem("unknown region {region}: one of {allowed}", region=region, allowed=", ".join(self.regions))
        if year not in self.years:
            first, last = self.years[0], self.years[-1]
            raise Problem("year {year} is outside the horizon {first} to {last}", year=year, first=first, last=last)
        ends = [min(int(last), self.years[-1]) for last in more[1:]]
        if any(last < year for last in ends):
            raise Problem("the last year {last} is before the first year {first}", last=more[1], first=year)
        instrument = [INSTRUMENTS.index(name) for name in more[:1]]
        return self.regions.index(region), self.years.index(year), *instrument, *map(self.years.index, ends)

    @cached_property
    def digest(self) -> str:
        """The sha256 of everything that can move a number."""
        total = hashlib.sha256()
        for text in (*self.regions, *map(str, self.years), self.baseline_rule, str(self.recorded_through)):
            total.update(text.encode() + b"\0")
        for name in _ARRAYS:
            total.update(np.ascontiguousarray(getattr(self, name), dtype=float).tobytes())
        if self.recorded_spans.any():
            total.update(self.recorded_spans.tobytes())
        for name in ("national_local_budget_2024", "rd_expenditure_2024", "public_rd_2024"):
            total.update(repr(float(getattr(self, name))).encode())
        total.update(self.parameters.digest.encode())
        total.update(repr(sorted(self.rules.items())).encode())
        paths = self.budget_paths
        if paths is not None:
            total.update(_mark(paths))
        return total.hexdigest()


def _mark(provider: object) -> bytes:
    """Return bytes that change whenever a field of a provider changes."""
    if not is_dataclass(provider):
        return repr(provider).encode()
    marks = [type(provider).__name__.encode()]
    for entry in fields(provider):
        value = getattr(provider, entry.name)
        if isinstance(value, np.ndarray):
            marks.append(np.ascontiguousarray(value).tobytes())
        elif isinstance(value, (str, int, float, tuple)):
            marks.append(repr(value).encode())
    return b"\0".join(marks)


_COUNTS = ("recorded_sessions", "recorded_specifications", "recorded_recommendations", "recorded_projects")
_RECORDS = (*_COUNTS, "recorded_spans")
_ARRAYS = ("local_budget_2024", "fiscal_capacity", "researchers", *_COUNTS)


def inputs_from_observations(
    observations: pd.DataFrame,
    *,
    regions: tuple[str, ...] = tuple(REGIONS),
    years: tuple[int, ...] = YEARS,
    **more: object,
) -> FundingInputs:
    """Build the inputs from official figures.

    Parameters
    ----------
    observations : pandas.DataFrame
        Long frame ``indicator, region, year, value, ...`` with local_budget_rd, rd_personnel, rd_expenditure, grp,
        population and ``rd_by_source:republican_budget``.
    regions, years : tuple
        Codes and horizon.
    **more
        Further fields of ``FundingInputs``.

    Returns
    -------
    FundingInputs
        ``notes`` tell what was filled in.
    """
    figures = observations.set_index(["indicator", "region", "year"])["value"].to_dict()

    def regional(indicator: str) -> np.ndarray:
        return np.array([figures.get((indicator, code, BASE_YEAR), np.nan) for code in regions], dtype=float)

    def national(indicator: str) -> float:
        return float(figures.get((indicator, NATION, BASE_YEAR), np.nan))

    budget, spending = regional("local_budget_rd"), regional("rd_expenditure")
    notes: list[tuple[str, Mapping[str, object]]] = []
    dashes = tuple(code for code, value in zip(regions, budget) if np.isnan(value))
    if dashes:
        hidden = national("local_budget_rd") - float(np.nansum(budget))
        notes.append(("not_published_as_zero", {"regions": dashes, "hidden_money": hidden}))
    researchers, filled = _fill_researchers(regional("rd_personnel"), national("rd_personnel"), spending)
    if filled.any():
        notes.append(("researchers_estimated", {"regions": tuple(np.array(regions)[filled].tolist())}))
    values = {
        "local_budget_2024": budget,
        "national_local_budget_2024": national("local_budget_rd"),
        "fiscal_capacity": _fiscal_capacity(regional("grp"), regional("population")),
        "researchers": researchers,
        "rd_expenditure_2024": national("rd_expenditure"),
        "public_rd_2024": national("rd_by_source:republican_budget"),
        "notes": tuple(notes),
    }
    return FundingInputs(tuple(regions), tuple(years), **{**values, **more})


def shipped_inputs(folder: Path = SHIPPED, **more: object) -> FundingInputs:
    """Build the inputs from the shipped figures, parameters, rules and targets of a folder.

    Parameters
    ----------
    folder : Path
        Folder of the shipped figures.
    **more
        Further fields of ``FundingInputs``, such as ``budget_paths`` or the records.
    """
    defaults = {"parameters": read_parameters(folder), "rules": read_rules(folder), "targets": read_targets(folder)}
    return inputs_from_observations(read_observations(folder), **{**defaults, **more})


def _fill_researchers(known: np.ndarray, nation: float, spending: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share what is left of the nation among the regions without a figure, in proportion to R&D expenditure."""
    missing = np.isnan(known)
    rest = nation - np.nansum(known)
    weights = np.where(missing, np.nan_to_num(spending), 0.0)
    if not missing.any() or not np.isfinite(rest) or rest <= 0 or weights.sum() <= 0:
        return known, np.zeros_like(missing)
    return np.where(missing, rest * weights / weights.sum(), known), missing


def _fiscal_capacity(product: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Return GRP a head against the nation; 1 where a figure is missing."""
    both = np.isfinite(product) & np.isfinite(people) & (people > 0)
    if not both.any():
        return np.ones_like(product)
    mean = product[both].sum() / people[both].sum()
    return np.where(both, np.divide(product, people, out=np.ones_like(product), where=both) / mean, 1.0)
