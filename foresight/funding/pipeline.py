"""From sessions to projects that are good enough: the pipeline, equation 6 of the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresight.funding.model import Levels, Model
from foresight.funding.random_streams import Numbers
from foresight.funding.vocabulary import UNLIMITED

LARGEST_RATE = 80.0
"""Poisson rates of one region and year are cut here; single precision holds exp(-80)."""
BLOCK = 32_768
"""Cells worked on at a time where distribution functions are summed: small enough for the processor's cache."""


def poisson_from_waiting(rate: np.ndarray, waiting: np.ndarray) -> np.ndarray:
    """Turn exponential waiting times into Poisson counts by the inverse of the distribution function.

    A waiting time W = -ln U longer than the rate means a count of 0, which is most counts; only the others need the
    distribution function, at U = exp(-W). The count grows with the rate for a fixed waiting time, so scenarios stay
    comparable draw by draw.

    Parameters
    ----------
    rate, waiting : numpy.ndarray
        Same shape, not negative.

    Returns
    -------
    numpy.ndarray
        Counts, int16, same shape.
    """
    rate = rate.astype(np.float32, copy=False)
    counts = np.zeros(rate.shape, dtype=np.int16)
    flat, rates, waits = counts.reshape(-1), rate.reshape(-1), waiting.reshape(-1)
    several = np.flatnonzero(waiting < rate)
    for first in range(0, several.size, BLOCK):
        at = several[first : first + BLOCK]
        lam = np.minimum(rates.take(at), np.float32(LARGEST_RATE))
        flat[at] = _steps_up(np.exp(-waits.take(at)), np.exp(-lam), lam, None)
    return counts


def binomial_from_uniform(trials: np.ndarray, probability: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Turn uniform numbers into binomial counts by the inverse of the distribution function.

    Parameters
    ----------
    trials, probability, uniform : numpy.ndarray
        Shapes that broadcast; trials whole.

    Returns
    -------
    numpy.ndarray
        Counts, float32.
    """
    n, p, u = (np.asarray(values, np.float32) for values in (trials, probability, uniform))
    counts = np.logical_and(u >= 1 - p, n > 0).astype(np.float32)  # exact for one trial, and most have one
    several = np.flatnonzero(np.broadcast_to(n > 1, counts.shape))
    if several.size:
        n, p, u = (
            values if values.size == 1 else np.broadcast_to(values, counts.shape).reshape(-1).take(several)
            for values in (n, p, u)
        )
        counts.reshape(-1)[several] = _several_trials(n, np.clip(p, 0, 1), u)
    return counts


def _several_trials(n: np.ndarray, p: np.ndarray, u: np.ndarray) -> np.ndarray:
    fails = 1 - p
    odds = np.broadcast_to(p / np.maximum(fails, np.float32(1e-9)), u.shape)
    none = np.broadcast_to(fails**n, u.shape)
    trials = np.broadcast_to(n, u.shape)
    counts = np.empty(u.shape, np.float32)
    for first in range(0, u.size, BLOCK):
        some = slice(first, first + BLOCK)
        counts[some] = _steps_up(u[some], none[some].copy(), odds[some], trials[some])
    return np.where(p >= 1, n, counts)


def _steps_up(u: np.ndarray, term: np.ndarray, ratio: np.ndarray, trials: np.ndarray | None) -> np.ndarray:
    """Count how many steps of a distribution function lie below each uniform number, from the first term on.

    Terms follow each other by ``ratio / step`` (Poisson, without ``trials``) or ``ratio (trials - step + 1) / step``
    (binomial). What has come to an end is left out of the arithmetic once it is a third of all.
    """
    counts, at = np.zeros(u.shape, np.int16), np.arange(u.size)
    found, below, step = np.zeros(u.shape, np.int16), term.copy(), 0
    goes_on = np.ones(u.shape, bool)
    while at.size:
        if trials is None:
            goes_on &= u > below
            if step:
                goes_on &= (term > 1e-9) | (ratio > step)
        else:
            goes_on &= u >= below
            goes_on &= trials > step
        left = np.count_nonzero(goes_on)
        found += goes_on
        if left < 0.67 * at.size:
            counts[at] = found
            kept = np.flatnonzero(goes_on)
            at, found, u, term, below, ratio = (x.take(kept) for x in (at, found, u, term, below, ratio))
            trials = None if trials is None else trials.take(kept)
            goes_on = np.ones(kept.size, bool)
        step += 1
        if trials is None:
            term *= ratio
            term *= np.float32(1 / step)
        else:
            term *= ratio * np.maximum((trials - np.float32(step - 1)) / np.float32(step), 0)
        below += term
    return counts


@dataclass(frozen=True)
class Pipeline:
    """What comes out of the sessions, region by region.

    Attributes
    ----------
    specifications : numpy.ndarray
        (years, regions, draws) specifications approved and included in a call.
    expected : numpy.ndarray
        (years, regions, draws) their mean given the parameters.
    yields : tuple of numpy.ndarray
        One an instrument: share of specifications that become a ready project, (years or 1, draws or 1).
    found : tuple
        For each year of inclusion (cells, ready grants, ready programmes); cells are flat positions in
        (regions, draws).
    started : numpy.ndarray
        (regions, years, instruments) projects that really started; they do not start again.
    closed : numpy.ndarray
        (years,) True where records replace the model.
    lag : int
        Years from inclusion in a call to the start.
    unlimited : bool
        True where the pipeline is switched off as a constraint.
    """

    specifications: np.ndarray
    expected: np.ndarray
    yields: tuple[np.ndarray, ...]
    found: tuple[tuple[np.ndarray, ...], ...]
    started: np.ndarray
    closed: np.ndarray
    lag: int
    unlimited: bool

    def ready(self, k: int, t: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the cells with projects of one instrument ready to start in a year, and how many."""
        cells, counts = np.empty(0, np.intp), np.empty(0, np.float32)
        if self.closed[t]:
            return cells, counts
        if self.unlimited:
            cells = np.arange(self.expected[0].size)
            return cells, np.full(cells.size, UNLIMITED, np.float32)
        if t >= self.lag:
            cells, counts = self.found[t - self.lag][0], self.found[t - self.lag][1 + k]
        started = self.started[:, t, k]
        if started.any():
            counts = counts - started.astype(np.float32)[cells // self.expected.shape[2]]
        kept = np.flatnonzero(counts > 0)
        return cells.take(kept), counts.take(kept)

    def mean(self, k: int, t: int) -> np.ndarray:
        """Return how many projects of one instrument are expected to be ready in a year, (regions, draws)."""
        if self.unlimited:
            return np.full(self.expected.shape[1:], UNLIMITED, np.float32)
        if t < self.lag:
            return np.zeros(self.expected.shape[1:], np.float32)
        return self.expected[t - self.lag] * self._yield(k, t)

    def mean_of(self, k: int, t: int, cell: np.ndarray, column: np.ndarray) -> np.ndarray:
        """Return the same in some cells."""
        if self.unlimited or t < self.lag:
            return self.mean(k, t).reshape(-1).take(cell)
        share = self._yield(k, t)
        return self.expected[t - self.lag].reshape(-1).take(cell) * (share if share.size == 1 else share.take(column))

    def _yield(self, k: int, t: int) -> np.ndarray:
        share = self.yields[k]
        return share[t - self.lag if share.shape[0] > 1 else 0]


def spread_over_regions(amount: np.ndarray, funded: np.ndarray, targeting: np.ndarray) -> np.ndarray:
    """Spread the nation's specifications over the regions.

    Parameters
    ----------
    amount : numpy.ndarray
        (years, draws) expected specifications of the nation.
    funded : numpy.ndarray
        (years, regions, draws) True where a region has local R&D money.
    targeting : numpy.ndarray
        (years or 1, draws or 1) share that goes to such regions, equally; the rest is spread over all.

    Returns
    -------
    numpy.ndarray
        (years, regions, draws) that sum to ``amount`` over the regions.
    """
    count = funded.sum(axis=1, dtype=np.float32)
    aimed = np.where(count > 0, targeting, np.float32(0))
    spread = funded * (amount * aimed / np.maximum(count, 1))[:, None, :]
    spread += (amount * (1 - aimed) / np.float32(funded.shape[1]))[:, None, :]
    return spread


@dataclass(frozen=True, eq=False)
class SessionYield:
    """Sessions held and what they yield for the nation; (years, draws) unless said otherwise.

    Attributes
    ----------
    coming : numpy.ndarray
        Sessions still to come that will be held.
    sessions, recommendations : numpy.ndarray
        With the recorded ones.
    """

    coming: np.ndarray
    sessions: np.ndarray
    recommendations: np.ndarray

    def part(self, draws: slice) -> SessionYield:
        """Return some of the draws."""
        return SessionYield(*(table[:, draws] for table in (self.coming, self.sessions, self.recommendations)))


def hold_sessions(model: Model, levels: Levels, numbers: Numbers) -> SessionYield:
    """Let sessions be held: binomial among those planned and not yet recorded.

    Parameters
    ----------
    model : Model
        Records.
    levels : Levels
        Parameter values of these draws.
    numbers : Numbers
        Random numbers of these draws.
    """
    records = _Records(model)
    planned = np.maximum(np.floor(levels["sessions_per_year"]) - records.totals["sessions"], 0) * records.open
    uniform = numbers.yearly("sessions")
    chance = np.broadcast_to(levels["session_held"], uniform.shape)
    coming = binomial_from_uniform(planned, chance, uniform)
    rate = records.still_to_come(coming, levels["recommendations_per_session"], "recommendations")
    recommendations = poisson_from_waiting(rate, numbers.yearly("recommendations", "waiting"))
    recommendations = recommendations + records.totals["recommendations"]
    return SessionYield(coming, coming + records.totals["sessions"], recommendations)


class _Records:
    """What was recorded, by year: tables (years, regions), totals (years, 1), and the years still open."""

    def __init__(self, model: Model) -> None:
        inputs = model.inputs
        self.closed = np.array(inputs.years) <= inputs.recorded_through
        self.open = (~self.closed).astype(np.float32)[:, None]
        names = ("sessions", "specifications", "recommendations")
        self.tables = {name: getattr(inputs, f"recorded_{name}").T for name in names}
        self.totals = {name: table.sum(axis=1)[:, None].astype(np.float32) for name, table in self.tables.items()}

    def still_to_come(self, coming: np.ndarray, rate: np.ndarray, name: str) -> np.ndarray:
        """Expect the yield of coming sessions, and of held ones what they have not yielded yet."""
        waited_for = np.maximum(self.totals["sessions"] * rate - self.totals[name], 0)
        return (coming * rate + waited_for) * self.open


def build_pipeline(model: Model, levels: Levels, numbers: Numbers, funded: np.ndarray, held: SessionYield) -> Pipeline:
    """Let specifications be drafted and approved, applications be good enough.

    Specifications are Poisson with mean sessions held x specifications a session x probability of approval, spread
    over the regions. A specification yields a project when at least one of its Poisson-distributed applications is
    fundable: with probability ``1 - exp(-lambda q)``; so ready projects are Poisson too, with the thinned mean.
    Records replace the model up to ``recorded_through``. After it they are a floor: sessions still to come are drawn,
    and what sessions held have yielded so far stands in for their yield.

    Parameters
    ----------
    model : Model
        Records, choices and what somebody has put in by hand.
    levels : Levels
        Parameter values of these draws.
    numbers : Numbers
        Random numbers of these draws.
    funded : numpy.ndarray
        (years, regions, draws) True where a region has local R&D money.
    held : SessionYield
        Sessions of these draws.
    """
    inputs, records = model.inputs, _Records(model)
    approval = levels["specification_approved"]
    rate = levels["specifications_per_session"] * approval
    approved = records.still_to_come(held.coming, rate, "specifications")
    quota = np.maximum(levels["specification_quota"] * approval - records.totals["specifications"], 0)
    approved = np.minimum(approved, quota)
    expected = spread_over_regions(approved, funded, levels["targeting"])
    for t, r in np.argwhere(~np.isnan(model.specifications)):
        expected[t, r] = model.specifications[t, r]
    specifications = poisson_from_waiting(expected, numbers.regional("specifications", "waiting"))
    recorded = records.tables["specifications"]
    if recorded.any():
        specifications += recorded.astype(np.int16)[:, :, None]
        expected = expected + recorded.astype(np.float32)[:, :, None]

    good = -np.expm1(-levels["applications_per_specification"] * levels["fundable"])
    of_programmes = levels["programme_specification_share"]
    unlimited = not model.choices["limit_pipeline"]
    years = range(0 if unlimited else len(inputs.years))
    found = [_sort_out(t, specifications[t], good, of_programmes, numbers) for t in years]
    return Pipeline(
        specifications=specifications,
        expected=expected,
        yields=(good * (1 - of_programmes), good * of_programmes),
        found=tuple(found),
        started=inputs.recorded_projects,
        closed=records.closed,
        lag=0 if unlimited else int(model.parameters.values("pipeline_lag")[0]),
        unlimited=unlimited,
    )


def _sort_out(
    t: int, specifications: np.ndarray, good: np.ndarray, of_programmes: np.ndarray, numbers: Numbers
) -> tuple[np.ndarray, ...]:
    """Let each specification become a ready project or not, a grant or a programme, by lot."""
    cells = np.flatnonzero(specifications > 0)
    row = cells // specifications.shape[1]
    column = cells - row * specifications.shape[1]
    places = numbers.places(row, column)
    quality, kind = (_of_year_and_draw(level, t, column) for level in (good, of_programmes))
    count = specifications.reshape(-1).take(cells).astype(np.float32)
    fundable = binomial_from_uniform(count, quality, numbers.cells("fundable", t, places))
    kept = np.flatnonzero(fundable > 0)
    cells, fundable = cells.take(kept), fundable.take(kept)
    kind = kind if kind.size == 1 else kind.take(kept)
    programmes = binomial_from_uniform(fundable, kind, numbers.cells("instrument", t, places.take(kept)))
    return cells, fundable - programmes, programmes


def _of_year_and_draw(level: np.ndarray, t: int, column: np.ndarray) -> np.ndarray:
    row = level[t if level.shape[0] > 1 else 0]
    return row if row.size == 1 else row.take(column)
