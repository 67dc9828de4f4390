"""A scenario laid over its inputs: what the engine needs, year by year, checked."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from foresight.funding.inputs import FundingInputs
from foresight.funding.parameters import ParameterSet, quantile
from foresight.funding.random_streams import RandomStreams
from foresight.funding.rules import RULE_PATHS, Rule, rule_from_document
from foresight.funding.scenario import CHOICES, MIXES, REGION_FIELDS, Change, Scenario, check_mix, scenario_paths
from foresight.funding.vocabulary import BASE_YEAR, INSTRUMENTS
from foresight.problems import Problem

Levels = dict[str, np.ndarray]
"""Parameter name to values, (years or 1, draws or 1), float32."""


@dataclass(frozen=True, eq=False)
class Model:
    """A scenario resolved against its inputs.

    Attributes
    ----------
    inputs : FundingInputs
        What the scenario starts from.
    parameters : ParameterSet
        With the changes put in.
    rules : tuple of Rule
        The rule of each year.
    choices : mapping
        Every choice with its value.
    local_budget, specifications : numpy.ndarray
        (years, regions) values somebody has put in, NaN elsewhere.
    local_share : numpy.ndarray
        (years, regions, instruments).
    private_share, in_kind_share, cost_cap : numpy.ndarray
        (years, instruments).
    partner : numpy.ndarray
        (years, regions) position of the region that shares remainders; itself where there is none.
    """

    inputs: FundingInputs
    parameters: ParameterSet
    rules: tuple[Rule, ...]
    choices: Mapping[str, object]
    local_budget: np.ndarray
    specifications: np.ndarray
    local_share: np.ndarray
    private_share: np.ndarray
    in_kind_share: np.ndarray
    cost_cap: np.ndarray
    partner: np.ndarray

    @property
    def budgets(self) -> str:
        """Where budgets come from in this run: ``forecast`` or ``random_walk``."""
        return (
            "forecast"
            if self.inputs.budget_paths is not None and self.choices["budgets"] == "forecast"
            else "random_walk"
        )


def resolve(scenario: Scenario, inputs: FundingInputs) -> Model:
    """Lay a scenario over its inputs.

    Parameters
    ----------
    scenario : Scenario
        Every path, year and value is checked here.
    inputs : FundingInputs
        The baseline.

    Returns
    -------
    Model
        Ready to run.
    """
    years, regions = inputs.years, inputs.regions
    parameters = inputs.parameters
    rules = [inputs.rules[inputs.baseline_rule]] * len(years)
    choices = {name: allowed[0] for name, allowed in CHOICES.items()}
    overrides = {name: np.full((len(years), len(regions)), np.nan) for name in REGION_FIELDS}
    whole_rules = [change for change in scenario.changes if change.path == "rule"]
    others = [change for change in scenario.changes if change.path != "rule"]
    for change in whole_rules + others:  # a whole rule comes first, its parts are laid over it
        outside = [year for year in change.years if year not in years]
        if outside or not change.years:
            raise Problem(
                "year {year} is outside the horizon {first} to {last}",
                year=outside[0] if outside else "-",
                first=years[0],
                last=years[-1],
            )
        at = [years.index(year) for year in change.years]
        parts = change.path.split(".")
        if parts[0] == "rule":
            for t in at:
                rules[t] = (
                    _whole_rule(change, inputs)
                    if len(parts) == 1
                    else rules[t].with_change(tuple(parts[1:]), change.value)
                )
        elif parts[0] == "parameters" and len(parts) == 2:
            parameters = parameters.with_value(parts[1], change.years, change.value)
        elif change.path in MIXES:
            parameters = parameters.with_value(MIXES[change.path], change.years, check_mix(change.path, change.value))
        elif parts[0] == "choices" and len(parts) == 2 and parts[1] in CHOICES:
            choices[parts[1]] = _choice(change, parts[1], len(at) == len(years))
        elif parts[0] == "regions" and len(parts) == 3 and parts[2] in REGION_FIELDS:
            if parts[1] not in regions:
                raise Problem("unknown region {region}: one of {allowed}", region=parts[1], allowed=", ".join(regions))
            overrides[parts[2]][at, regions.index(parts[1])] = _not_negative(change)
        else:
            raise _unknown_path(change.path, inputs)
    return _with_shares(inputs, parameters, tuple(rules), choices, overrides)


def inert_changes(scenario: Scenario, model: Model) -> tuple[tuple[str, Mapping[str, object]], ...]:
    """Return (code, values) for changes that cannot move a number under the choices made."""
    notes = []
    for change in scenario.changes:
        name = change.path.removeprefix("parameters.")
        if model.budgets == "forecast" and change.path.startswith("parameters.") and name in RANDOM_WALK:
            notes.append(("budgets_come_from_the_forecast", {"path": change.path}))
        if model.budgets == "random_walk" and change.path == "choices.budgets" and change.value == "forecast":
            notes.append(("no_forecast_of_local_budgets", {"path": change.path}))
        if name == "private_partner_found" and not model.private_share.any():
            notes.append(("no_private_share_in_the_rule", {"path": change.path}))
    return tuple(notes)


def varied(model: Model) -> list[str]:
    """Return the names of the parameters that are drawn and can move a number of projects under the choices made."""
    idle = {"displacement", "rd_expenditure_growth", "recommendations_per_session"}  # they move money or reports only
    if model.budgets == "forecast":
        idle |= set(RANDOM_WALK)
    if not model.private_share.any():
        idle.add("private_partner_found")
    parameters = model.parameters
    return [name for name in parameters.uncertain if parameters[name].distribution != "fixed" and name not in idle]


RANDOM_WALK = ("budget_growth", "budget_volatility", "common_shock", "entry_hazard", "entry_budget")
"""Parameters of the random walk of local budgets; idle where budgets come from a forecast."""


def draw_levels(
    model: Model, streams: RandomStreams, overrides: Mapping[str, np.ndarray | float] | None = None
) -> Levels:
    """Draw a value of every parameter for every draw.

    Parameters
    ----------
    model : Model
        Its parameters and the choice of uncertainty.
    streams : RandomStreams
        One stream a parameter; all years of a parameter share it.
    overrides : mapping or None
        Values put in from outside: a number, one value a draw, or (years, draws).

    Returns
    -------
    Levels
        (years or 1, draws or 1) each.
    """
    drawn = model.choices["uncertainty"] == "all"
    levels: Levels = {}
    for name, entries in model.parameters.series.items():
        if overrides is not None and name in overrides:
            levels[name] = np.atleast_2d(np.asarray(overrides[name], dtype=np.float32))
            continue
        uncertain = drawn and entries[-1].role == "uncertain"
        held = entries if len(entries) > 1 else entries[:1]
        spread = [entry for entry in held if uncertain and entry.distribution != "fixed"]
        if spread and len(held) == 1:
            levels[name] = streams.kept(
                ("level", held[0]),
                lambda e=held[0], n=name: quantile(e, streams.shared(f"parameter.{n}"))[None].astype(np.float32),
            )
            continue
        rows = []
        for year in model.parameters.years if len(held) > 1 else model.parameters.years[:1]:
            entry = model.parameters.at(name, year)
            if uncertain and entry.distribution != "fixed":
                rows.append(quantile(entry, streams.shared(f"parameter.{name}")))
            else:
                rows.append(np.full(streams.draws if spread else 1, entry.value))
        levels[name] = np.array(rows, dtype=np.float32)
    return levels


def price_levels(levels: Levels, years: tuple[int, ...]) -> np.ndarray:
    """Return prices against the base year, (years, draws or 1): the product of yearly inflation."""
    rate = np.broadcast_to(levels["inflation"], (len(years), levels["inflation"].shape[1]))
    first = (1 + rate[:1]) ** (years[0] - BASE_YEAR)
    later = np.cumprod(np.vstack([np.ones_like(first), 1 + rate[1:]]), axis=0, dtype=np.float64)
    return (first * later).astype(np.float32)


def _with_shares(
    inputs: FundingInputs,
    parameters: ParameterSet,
    rules: tuple[Rule, ...],
    choices: Mapping[str, object],
    overrides: Mapping[str, np.ndarray],
) -> Model:
    count = range(len(inputs.years))
    local = np.stack([rules[t].local_shares(inputs.fiscal_capacity, inputs.years[t : t + 1])[0] for t in count])
    by_instrument = {
        name: np.array([[getattr(rules[t].instrument(k), name) for k in INSTRUMENTS] for t in count])
        for name in ("private_share", "in_kind_share", "cost_cap")
    }
    partner = np.stack([_partners(rules[t], inputs.regions) for t in count])
    return Model(
        inputs,
        parameters,
        rules,
        choices,
        overrides["local_budget"],
        overrides["specifications"],
        local,
        **by_instrument,
        partner=partner,
    )


def _partners(rule: Rule, regions: tuple[str, ...]) -> np.ndarray:
    partner = np.arange(len(regions))
    for pair in rule.pairs:
        for code in pair:
            if code not in regions:
                raise Problem("unknown region {region}: one of {allowed}", region=code, allowed=", ".join(regions))
        first, second = (regions.index(code) for code in pair)
        partner[first], partner[second] = second, first
    return partner


def _whole_rule(change: Change, inputs: FundingInputs) -> Rule:
    if isinstance(change.value, Mapping):
        return rule_from_document(change.value)
    if change.value not in inputs.rules:
        raise Problem("unknown rule {rule}: one of {allowed}", rule=change.value, allowed=", ".join(inputs.rules))
    return inputs.rules[change.value]


def _choice(change: Change, name: str, all_years: bool) -> object:
    if not all_years:
        raise Problem("{path} is a choice for all years and cannot change in between", path=change.path)
    allowed = CHOICES[name]
    if not any(change.value == value and type(change.value) is type(value) for value in allowed):
        raise Problem(
            "{path}: {value} is not one of {allowed}",
            path=change.path,
            value=change.value,
            allowed=", ".join(str(value).lower() for value in allowed),
        )
    return change.value


def _not_negative(change: Change) -> float:
    value = change.value
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not np.isfinite(value):
        raise Problem("{path}: {value} is not a number", path=change.path, value=value)
    if value < 0:
        raise Problem("{path}: {value} is negative", path=change.path, value=value)
    return float(value)


def _unknown_path(path: str, inputs: FundingInputs) -> Problem:
    allowed = scenario_paths(inputs.parameters.names, RULE_PATHS, inputs.regions)
    near = difflib.get_close_matches(path, allowed, n=3, cutoff=0.4) or ["rule", "parameters.earmark", "choices.pacing"]
    return Problem("unknown path {path}: did you mean {near}?", path=path, near=", ".join(near))
