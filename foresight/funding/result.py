"""What a simulation found, and its summary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from foresight.funding.candidates import YearlyTerms
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import Levels, Model, price_levels
from foresight.funding.scenario import Scenario
from foresight.funding.tables import CellTables
from foresight.funding.vocabulary import BASE_YEAR, BINDING, ENGINE_VERSION, INSTRUMENTS, PAYERS
from foresight.problems import Problem
from foresight.targets.indicators import CountingChoices, indicator_draws, probability_with_error, reached


@dataclass(frozen=True, eq=False)
class SimulationResult:
    """A simulated scenario.

    Most regions start nothing in most years, so only the cells where something runs are kept; the properties
    ``started``, ``active`` and so on spread them out as (draws, regions, years, instruments).

    Attributes
    ----------
    scenario, inputs, model : Scenario, FundingInputs, Model
        What was run.
    draws, seed, hash, seconds : int, int, str, float
        How it was run.
    tables : CellTables
        Counts, money and what binds.
    levels : Levels
        Drawn parameter values.
    budgets_by_year, specifications_by_year : numpy.ndarray
        (years, regions, draws).
    sessions_by_year, recommendations_by_year : numpy.ndarray
        (years, draws).
    notes : tuple
        (code, values).
    """

    scenario: Scenario
    inputs: FundingInputs
    model: Model
    draws: int
    seed: int
    hash: str
    tables: CellTables
    levels: Levels
    budgets_by_year: np.ndarray
    sessions_by_year: np.ndarray
    specifications_by_year: np.ndarray
    recommendations_by_year: np.ndarray
    notes: tuple
    seconds: float

    @property
    def regions(self) -> tuple[str, ...]:
        """Region codes."""
        return self.inputs.regions

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the horizon."""
        return self.inputs.years

    @cached_property
    def started(self) -> np.ndarray:
        """Projects started, (draws, regions, years, instruments)."""
        return self._dense("started")

    @cached_property
    def active(self) -> np.ndarray:
        """Projects running, (draws, regions, years, instruments)."""
        return self._dense("active")

    @property
    def cumulative(self) -> np.ndarray:
        """Projects started so far, (draws, regions, years, instruments)."""
        return np.cumsum(self.started, axis=2)

    @property
    def binding(self) -> np.ndarray:
        """Position in ``BINDING`` of what stopped the next project, (draws, regions, years, instruments)."""
        return self.tables.binding.transpose(3, 2, 1, 0)

    @property
    def available(self) -> np.ndarray:
        """Local money a region can put into joint projects, mln KZT, (draws, regions, years)."""
        return self._priced(self._available()).transpose(2, 1, 0)

    @property
    def unused(self) -> np.ndarray:
        """Local money available for joint projects and not spent, mln KZT, (draws, regions, years)."""
        return self._totals["unused"].transpose(2, 1, 0)

    def money(self, payer: str) -> np.ndarray:
        """Return money by payer, mln KZT, (draws, regions, years, instruments); ``in_kind`` is worth, not cash."""
        if payer not in (*PAYERS, "in_kind"):
            raise Problem("unknown payer {payer}: one of {allowed}", payer=payer, allowed=", ".join(PAYERS))
        table = self._dense(payer)
        return self._priced(table.transpose(3, 2, 1, 0)).transpose(3, 2, 1, 0)

    def national(self, name: str) -> np.ndarray:
        """Return a national total, (years, draws): counts, or money at the prices chosen."""
        if name in ("sessions", "recommendations"):
            return getattr(self, f"{name}_by_year")
        return self._totals[name].sum(axis=1, dtype=np.float32)

    def regional(self, name: str, region: str) -> np.ndarray:
        """Return a total of one region, (years, draws)."""
        if region not in self.regions:
            raise Problem("unknown region {region}: one of {allowed}", region=region, allowed=", ".join(self.regions))
        return self._totals[name][:, self.regions.index(region)]

    @cached_property
    def _totals(self) -> _Totals:
        return _Totals(self)

    def _dense(self, name: str) -> np.ndarray:
        shape = (len(INSTRUMENTS), len(self.years), len(self.regions), self.draws)
        whole = np.empty(shape, np.float32)
        for k, t in np.ndindex(shape[:2]):
            whole[k, t] = self.tables.table(name, k, t)
        return whole.transpose(3, 2, 1, 0)

    def _available(self) -> np.ndarray:
        """Return local money for joint projects at current prices, (years, regions, draws)."""
        terms, found = YearlyTerms(self.model, self.levels), np.zeros_like(self.budgets_by_year)
        for t, k in np.ndindex(len(self.years), len(INSTRUMENTS)):
            found[t] += terms.money(self.budgets_by_year[t], k, t)
        return found

    def _total(self, name: str) -> np.ndarray:
        """Return a total over instruments, (years, regions, draws), money at the prices chosen."""
        if name == "specifications":
            return self.specifications_by_year
        if name == "displaced":
            return self._totals["local"] * self.levels["displacement"][:, None, :]
        if name == "unused":
            terms, left = YearlyTerms(self.model, self.levels), np.zeros_like(self.budgets_by_year)
            for t, k in np.ndindex(len(self.years), len(INSTRUMENTS)):
                money = terms.money(self.budgets_by_year[t], k, t)
                left[t] += np.maximum(money - self.tables.table("local", k, t), 0)
            return self._priced(left)
        whole = np.stack([self.tables.both(name, t) for t in range(len(self.years))])
        return whole if name in ("started", "active") else self._priced(whole)

    def denominator(self, name: str) -> np.ndarray:
        """Return GERD or R&D from the republican budget, mln KZT, (years, draws)."""
        base = {"gerd": self.inputs.rd_expenditure_2024, "public_rd": self.inputs.public_rd_2024}[name]
        if not np.isfinite(base):
            raise Problem("{indicator} of {year} is not known", indicator=name, year=BASE_YEAR)
        growth = np.broadcast_to(1 + self.levels["rd_expenditure_growth"], (len(self.years), self.draws))
        path = base * np.cumprod(growth, axis=0, dtype=np.float64)
        return self._priced(path * (growth[0] ** (self.years[0] - BASE_YEAR - 1)))

    def regions_with_projects(self) -> np.ndarray:
        """Return how many regions have at least one running project, (years, draws)."""
        return (self._totals["active"] > 0).sum(axis=1)

    def binding_shares(self) -> np.ndarray:
        """Return how often each constraint binds, (regions, years, instruments, constraints), summing to 1."""
        table = self.tables.binding
        shares = np.stack([(table == code).mean(axis=-1) for code in range(len(BINDING))], axis=-1)
        return shares.transpose(2, 1, 0, 3)

    def indicators(self, choices: CountingChoices | None = None) -> dict[str, np.ndarray]:
        """Return the five indicators in every draw, (years, draws) each."""
        return dict(indicator_draws(self, choices))

    def summary(self, targets: pd.DataFrame | None = None, choices: CountingChoices | None = None) -> dict[str, object]:
        """Return everything that is shown, ready for JSON.

        Parameters
        ----------
        targets : pandas.DataFrame or None
            ``indicator, year, target``; None takes those of the inputs.
        choices : CountingChoices or None
            How indicators are counted.

        Returns
        -------
        dict
            The nation first: ``active_projects``, ``started_projects``, ``cumulative_projects``, ``specifications``,
            ``money``, ``unused_money``, ``displaced_science`` (local science given up for the match) and ``binding``
            by year; ``targets``; then ``by_region`` with the same keys.
        """
        wanted = self.inputs.targets if targets is None else targets
        counted = self.indicators(choices)
        return {
            "scenario": self.scenario.name,
            "engine": ENGINE_VERSION,
            "prices": self.model.choices["prices"],
            "budgets": self.model.budgets,
            **self._block(None),
            "regions_with_projects": _by_year(self.years, self.regions_with_projects()),
            "sessions": _by_year(self.years, self.sessions_by_year),
            "recommendations": _by_year(self.years, self.recommendations_by_year),
            "targets": _targets(wanted, counted, self.years),
            "by_region": {code: self._block(code) for code in self.regions},
            "notes": [{"code": code, **_plain(values)} for code, values in self.notes],
            "hash": self.hash,
            "seed": self.seed,
            "draws": self.draws,
            "seconds": round(self.seconds, 4),
        }

    def _block(self, region: str | None) -> dict[str, object]:
        def total(name: str) -> np.ndarray:
            if region is not None:
                return self.regional(name, region)
            return self.national(name)

        started = total("started")
        return {
            "active_projects": _by_year(self.years, total("active")),
            "started_projects": _by_year(self.years, started),
            "cumulative_projects": _by_year(self.years, np.cumsum(started, axis=0)),
            "specifications": _by_year(self.years, total("specifications")),
            "money": {payer: _by_year(self.years, total(payer)) for payer in (*PAYERS, "in_kind")},
            "unused_money": _by_year(self.years, total("unused")),
            "displaced_science": _by_year(self.years, total("displaced")),
            "binding": self._binding(region),
        }

    def _binding(self, region: str | None) -> dict[str, dict[str, dict[str, float]]]:
        table = self.tables.binding
        rows = table if region is None else table[:, :, [self.regions.index(region)]]
        found: dict[str, dict[str, dict[str, float]]] = {}
        for k, instrument in enumerate(INSTRUMENTS):
            found[instrument] = {}
            for t, year in enumerate(self.years):
                count = np.bincount(rows[k, t].ravel(), minlength=len(BINDING)) / rows[k, t].size
                found[instrument][str(year)] = {
                    name: float(count[code]) for code, name in enumerate(BINDING) if count[code] > 0
                }
        return found

    def _priced(self, money: np.ndarray) -> np.ndarray:
        """Return money at the prices chosen: as paid, or in prices of the base year."""
        if self.model.choices["prices"] == "nominal":
            return money
        prices = price_levels(self.levels, self.years)
        years_first = money.ndim in (2, 3)
        axis = 0 if years_first else 1
        shape = [1] * money.ndim
        shape[axis], shape[-1] = prices.shape
        return money / prices.reshape(shape)


class _Totals(dict):
    """Regional totals by name, worked out when first asked for."""

    def __init__(self, result: SimulationResult) -> None:
        self._result = result

    def __missing__(self, name: str) -> np.ndarray:
        self[name] = self._result._total(name)
        return self[name]


def _by_year(years: tuple[int, ...], values: np.ndarray) -> dict[str, dict[str, float]]:
    """Return mean, p10, p90 and the Monte Carlo error of the mean for each year."""
    values = np.asarray(values, dtype=np.float64)
    low, high = np.percentile(values, [10, 90], axis=1)
    mean, error = values.mean(axis=1), values.std(axis=1) / np.sqrt(values.shape[1])
    rows = zip(years, mean, low, high, error)
    return {
        str(year): {"mean": float(m), "p10": float(a), "p90": float(b), "standard_error": float(e)}
        for year, m, a, b, e in rows
    }


def _targets(
    targets: pd.DataFrame | None, counted: dict[str, np.ndarray], years: tuple[int, ...]
) -> dict[str, dict[str, dict[str, float | None]]]:
    found: dict[str, dict[str, dict[str, float | None]]] = {}
    for row in _rows(targets):
        indicator, year, target = row
        if indicator not in counted or year not in years:
            continue
        entry: dict[str, float | None] = {"target": None, "probability": None, "standard_error": None}
        if np.isfinite(target):
            p, error = probability_with_error(reached(counted[indicator][years.index(year)], target))
            entry = {"target": float(target), "probability": p, "standard_error": error}
        found.setdefault(indicator, {})[str(year)] = entry
    return found


def _rows(targets: pd.DataFrame | None) -> Iterable[tuple[str, int, float]]:
    if targets is None:
        return ()
    return zip(targets["indicator"], targets["year"].astype(int), targets["target"].astype(float))


def _plain(values: object) -> dict[str, object]:
    return {
        key: [str(item) for item in value] if isinstance(value, (tuple, list)) else value
        for key, value in dict(values).items()
    }
