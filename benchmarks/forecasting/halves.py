"""Two halves of the competition series, one to try ideas on and one to confirm them, in random panels of 20."""

from collections.abc import Callable, Mapping

import numpy as np

from benchmarks.forecasting.competition_data import yearly_series
from foresight.forecasting import scores

HORIZON, PANEL, CUTS = 6, 20, 3
STEPS = np.arange(1, HORIZON + 1)
TRAININGS = (5, 10, None)

Variant = Callable[[np.ndarray], np.ndarray]


class Halves:
    """The series with their last years held out, cut to every training length."""

    def __init__(self) -> None:
        every = list(yearly_series().values())
        order = np.random.default_rng(2024).permutation(len(every))
        self.rows = {"development": order[: len(order) // 2], "confirmation": order[len(order) // 2 :]}
        self.truth = np.array([values[-HORIZON:] for values in every])
        self.scale = np.array([np.abs(np.diff(values[:-HORIZON])).mean() or np.nan for values in every])
        self.cuts = {}
        for train in TRAININGS:
            width = train or max(len(values) for values in every) - HORIZON
            self.cuts[train] = np.full((len(every), width), np.nan)
            for row, values in enumerate(every):
                kept = values[:-HORIZON][-width:]
                self.cuts[train][row, width - len(kept) :] = kept

    def owa(self, variant: Variant, train: int | None, half: str) -> float:
        """Mean error relative to naive over several random cuts into panels."""
        found = []
        for seed in range(CUTS):
            rows = np.random.default_rng(100 + seed).permutation(self.rows[half])
            values = self.cuts[train][rows]
            point = np.concatenate([variant(values[a : a + PANEL]) for a in range(0, len(rows), PANEL)])
            errors = [
                (
                    scores.symmetric_percentage_error(self.truth[rows], each),
                    scores.scaled_error(self.truth[rows], each, self.scale[rows]),
                )
                for each in (point, np.repeat(values[:, -1:], HORIZON, axis=1))
            ]
            found.append(scores.overall_weighted_average(*errors[0], *errors[1]))
        return float(np.mean(found))

    def headings(self) -> None:
        """Print the first line of the table."""
        print(f"{'idea':36}" + "".join(f"{str(train or 'all') + ' dev':>10}{'conf':>8}" for train in TRAININGS))

    def show_all(self, variants: Mapping[str, Variant]) -> None:
        """Print the whole table, a line an idea."""
        self.headings()
        for name, variant in variants.items():
            self.show(name, lambda _, variant=variant: variant)

    def show(self, name: str, of_training: Callable[[int | None], Variant]) -> None:
        """Print the line of one idea."""
        line = "".join(
            f"{self.owa(of_training(train), train, 'development'):10.4f}"
            f"{self.owa(of_training(train), train, 'confirmation'):8.4f}"
            for train in TRAININGS
        )
        print(f"{name:36}{line}", flush=True)
