"""Named random numbers: the same name gives the same numbers, whatever else is drawn.

Every stream has its own generator, seeded by the root seed, the name and (for regional streams) the region code.
So a new parameter or a new region changes no other stream, and regions may be listed in any order. Numbers are
generated draw by draw, so the first 500 draws of a run of 10,000 are the run of 500. They are kept in memory with
the draws last, because the engine works through all draws of a region and a year at once.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from threading import RLock

import numpy as np

from foresight.problems import Problem

MOST_DRAWS = 1_000_000


class RandomStreams:
    """All random numbers of a run, generated when first asked for and kept.

    Parameters
    ----------
    seed : int
        Root seed, not negative.
    draws : int
        Number of draws.
    regions : tuple of str
        Region codes.
    years : int
        Number of years.
    """

    def __init__(self, seed: int, draws: int, regions: tuple[str, ...], years: int) -> None:
        if isinstance(seed, bool) or int(seed) != seed or seed < 0:
            raise Problem("seed {seed} is not a whole number from 0", seed=seed)
        if isinstance(draws, bool) or int(draws) != draws or not 1 <= draws <= MOST_DRAWS:
            raise Problem("{draws} draws: the number must lie between 1 and {most}", draws=draws, most=MOST_DRAWS)
        self.seed, self.draws, self.regions, self.years = int(seed), int(draws), tuple(regions), int(years)
        self._kept: dict[object, object] = {}
        self._recent: dict[str, OrderedDict[object, object]] = {}
        self._lock = RLock()  # a server simulates for several people at once

    def generator(self, *name: str) -> np.random.Generator:
        """Return a fresh generator of a stream."""
        words = np.frombuffer(hashlib.sha256("/".join(name).encode()).digest()[:16], dtype=np.uint32)
        return np.random.default_rng(np.random.SeedSequence([self.seed, *words.tolist()]))

    def shared(self, name: str) -> np.ndarray:
        """Return uniform numbers, one a draw: (draws,), float64."""
        return self.kept(("shared", name), lambda: self.generator(name).random(self.draws))

    def yearly(self, name: str, kind: str = "uniform") -> np.ndarray:
        """Return numbers of a kind, one a draw and year: (years, draws), float32.

        ``uniform``, ``normal`` (standard) or ``waiting`` (exponential with mean 1).
        """
        return self.kept(("yearly", name, kind), lambda: self._block(kind, name).T.copy())

    def regional(self, name: str, kind: str = "uniform") -> np.ndarray:
        """Return numbers of a kind, one a draw, region and year: (years, regions, draws), float32."""
        return self.kept(("regional", name, kind), lambda: self._regional(name, kind))

    def kept(self, key: object, make: Callable[[], object]) -> object:
        """Return what is kept under a key, making it when first asked for."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            return self._kept[key]

    def recent(self, kind: str, key: object, make: Callable[[], object], most: int = 3) -> object:
        """Return what is kept under a key; only the last few keys of a kind are kept."""
        with self._lock:
            known = self._recent.setdefault(kind, OrderedDict())
            if key not in known:
                known[key] = make()
                while len(known) > most:
                    known.popitem(last=False)
            known.move_to_end(key)
            return known[key]

    def _block(self, kind: str, *name: str) -> np.ndarray:
        generator = self.generator(*name)
        draw = generator.standard_normal if kind == "normal" else generator.random
        numbers = draw((self.draws, self.years), dtype=np.float32)
        if kind == "waiting":
            with np.errstate(divide="ignore"):
                return -np.log(numbers)
        return numbers

    def _regional(self, name: str, kind: str) -> np.ndarray:
        numbers = np.empty((self.years, len(self.regions), self.draws), dtype=np.float32)
        for position, region in enumerate(self.regions):
            numbers[:, position, :] = self._block(kind, name, region).T
        return numbers


class Numbers:
    """The random numbers of some of the draws: views, nothing is copied.

    Parameters
    ----------
    streams : RandomStreams
        All random numbers.
    draws : slice or numpy.ndarray
        Which draws; positions may repeat.
    """

    def __init__(self, streams: RandomStreams, draws: slice | np.ndarray) -> None:
        self.streams, self.draws = streams, draws

    def yearly(self, name: str, kind: str = "uniform") -> np.ndarray:
        """Return (years, draws) of a stream."""
        return self.streams.yearly(name, kind)[:, self.draws]

    def regional(self, name: str, kind: str = "uniform") -> np.ndarray:
        """Return (years, regions, draws) of a stream."""
        return self.streams.regional(name, kind)[:, :, self.draws]

    def places(self, row: np.ndarray, column: np.ndarray) -> np.ndarray:
        """Return where the numbers of some cells (region, draw) stand in one year of a regional stream."""
        draws = self.draws
        column = column + draws.start if isinstance(draws, slice) else draws[column]
        return row * self.streams.draws + column

    def cells(self, name: str, t: int, places: np.ndarray, kind: str = "uniform") -> np.ndarray:
        """Return the numbers that stand at some places of one year."""
        return self.streams.regional(name, kind)[t].reshape(-1).take(places)


@lru_cache(maxsize=3)
def random_streams(seed: int, draws: int, regions: tuple[str, ...], years: int) -> RandomStreams:
    """Return the streams of a run; scenarios with the same seed and draws share them (common random numbers)."""
    return RandomStreams(seed, draws, regions, years)
