"""Budgets and the pipeline: what a co-financing rule cannot change, worked out once and kept.

Budgets are kept by the parameters that move them, the pipeline by its own and by who has money, so that a change of
one parameter draws nothing anew that does not hang on it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from foresight.funding.budgets import volatile_paths
from foresight.funding.inputs import FundingInputs
from foresight.funding.model import Levels, Model, price_levels
from foresight.funding.pipeline import Pipeline, SessionYield, build_pipeline, hold_sessions
from foresight.funding.random_streams import Numbers, RandomStreams

CHUNK = 5000
"""Draws worked on at a time: small enough for the processor's cache."""
KEPT_DRAWS = 20_000
"""Draws of budgets and pipelines kept at least for three variants: a heat map of few draws meets its own again."""

_BUDGETS = (
    "budget_growth",
    "budget_volatility",
    "common_shock",
    "entry_hazard",
    "entry_budget",
    "budget_level",
    "extra_budget_growth",
    "inflation",
)
_SESSIONS = ("sessions_per_year", "session_held", "recommendations_per_session")
_PIPELINE = (
    "specifications_per_session",
    "specification_quota",
    "specification_approved",
    "applications_per_specification",
    "fundable",
    "targeting",
    "programme_specification_share",
    "pipeline_lag",
)
FIRST_STAGE = (*_BUDGETS, *_SESSIONS, *_PIPELINE)
"""Parameters that move budgets or the pipeline; all others come in later."""


@dataclass(frozen=True, eq=False)
class FirstStage:
    """Budgets and pipeline of all draws.

    Attributes
    ----------
    parts : tuple
        (draws, pipeline) of every slice of draws.
    budgets, specifications : numpy.ndarray
        (years, regions, draws).
    sessions, recommendations : numpy.ndarray
        (years, draws).
    """

    parts: tuple[tuple[slice, Pipeline], ...]
    budgets: np.ndarray
    specifications: np.ndarray
    sessions: np.ndarray
    recommendations: np.ndarray


def stage_of(path: str) -> str | None:
    """Return which stage before the rule a path moves: ``budgets``, ``pipeline``, or None."""
    name = path.removeprefix("parameters.")
    if name in _BUDGETS or path.endswith(".local_budget"):
        return "budgets"
    if name in (*_SESSIONS, *_PIPELINE) or path.endswith(".specifications") or path.startswith("mix.spec"):
        return "pipeline"
    return None


def first_stage(model: Model, streams: RandomStreams, levels: Levels) -> FirstStage:
    """Return budgets and pipeline; each part is kept as long as nothing that moves it changes."""

    def key(names: tuple[str, ...], *more: object) -> tuple:
        series = tuple(model.parameters.series[name] for name in names)
        return (id(model.inputs), model.choices["uncertainty"], series, *more)

    def all_budgets() -> tuple[FundingInputs, np.ndarray, bytes]:
        budgets = np.empty((len(model.inputs.years), len(model.inputs.regions), streams.draws), np.float32)
        for part in chunks(streams.draws):
            budgets[..., part] = local_budgets(model, part_of_levels(levels, part), Numbers(streams, part))
        return model.inputs, budgets, hashlib.sha256(np.packbits(budgets > 0).tobytes()).digest()

    def all_sessions() -> tuple[FundingInputs, SessionYield]:
        return model.inputs, hold_sessions(model, levels, Numbers(streams, slice(0, streams.draws)))

    # What is kept holds its inputs, so that their identity stays their own.
    most = max(3, KEPT_DRAWS // streams.draws)
    key_of_budgets = key(_BUDGETS, model.budgets, model.local_budget.tobytes())
    _, budgets, who_has_money = streams.recent("budgets", key_of_budgets, all_budgets, most)
    key_of_sessions = key(_SESSIONS)
    _, held = streams.recent("sessions", key_of_sessions, all_sessions, most)

    def all_pipelines() -> tuple[FundingInputs, np.ndarray, tuple[tuple[slice, Pipeline], ...]]:
        specifications, parts = np.empty(budgets.shape, np.int16), []
        for part in chunks(streams.draws):
            numbers, some = Numbers(streams, part), part_of_levels(levels, part)
            pipeline = build_pipeline(model, some, numbers, budgets[..., part] > 0, held.part(part))
            specifications[..., part] = pipeline.specifications
            parts.append((part, replace(pipeline, specifications=specifications[..., part])))
        return model.inputs, specifications, tuple(parts)

    limited = model.choices["limit_pipeline"]
    key_of_pipeline = (key_of_sessions, key(_PIPELINE), who_has_money, limited, model.specifications.tobytes())
    _, specifications, parts = streams.recent("pipeline", key_of_pipeline, all_pipelines, most)
    return FirstStage(parts, budgets, specifications, held.sessions, held.recommendations)


def local_budgets(model: Model, levels: Levels, numbers: Numbers) -> np.ndarray:
    """Return local R&D budgets of some draws, (years, regions, draws), mln KZT at current prices."""
    inputs = model.inputs
    if model.budgets == "forecast":
        budgets = _forecast_paths(model, numbers.streams)[:, :, numbers.draws]
        scale = _policy_scale(levels, len(inputs.years))
        budgets = budgets * scale[:, None, :]
    else:
        prices = price_levels(levels, inputs.years)
        names = ("budget_growth", "budget_volatility", "common_shock", "entry_hazard")
        budgets = volatile_paths(
            inputs.local_budget_2024,
            *(levels[name] for name in names),
            levels["entry_budget"] * prices,
            numbers.regional("budget.state"),
            numbers.yearly("budget.common", "normal"),
            numbers.regional("budget.own", "normal"),
        )
        budgets *= _policy_scale(levels, len(inputs.years))[:, None, :]
    for t, r in np.argwhere(~np.isnan(model.local_budget)):
        budgets[t, r] = model.local_budget[t, r]
    return budgets


def chunks(count: int, size: int = CHUNK) -> list[slice]:
    """Cut a number of draws into slices."""
    return [slice(first, min(first + size, count)) for first in range(0, count, size)]


def part_of_levels(levels: Levels, draws: slice) -> Levels:
    """Return the parameter values of some draws."""
    return {name: level if level.shape[1] == 1 else level[:, draws] for name, level in levels.items()}


def _policy_scale(levels: Levels, years: int) -> np.ndarray:
    """Return what a policy makes of every budget: its level times the growth it adds, (years, draws or 1)."""
    extra = levels["extra_budget_growth"]
    growth = np.cumprod(np.broadcast_to(1 + extra, (years, extra.shape[1])), axis=0, dtype=np.float64)
    return (levels["budget_level"] * growth).astype(np.float32)


def _forecast_paths(model: Model, streams: RandomStreams) -> np.ndarray:
    """Return the forecast's paths for all draws, (years, regions, draws), kept with the random numbers."""
    provider = model.inputs.budget_paths

    def make() -> tuple[object, np.ndarray]:
        state = streams.regional("budget.state").transpose(2, 1, 0)
        own = streams.regional("budget.own", "normal").transpose(2, 1, 0)
        paths = np.asarray(provider.paths(state, streams.yearly("budget.common", "normal").T, own))
        return provider, np.ascontiguousarray(np.nan_to_num(paths).transpose(2, 1, 0), dtype=np.float32)

    return streams.kept(("budgets", id(provider)), make)[1]  # the provider is kept too, so its id stays its own
