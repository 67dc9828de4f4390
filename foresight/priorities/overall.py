"""One person's overall answer about a need, for everything that asks people and not criteria."""

from __future__ import annotations

import numpy as np

from foresight.priorities.ratings import Ratings
from foresight.priorities.weighted_sum import checked_aggregation, weighted_sum

# A person who answered less than half of the weight has no overall opinion of the need.
LEAST_WEIGHT = 0.5


def overall_desirability(ratings: Ratings) -> np.ndarray:
    """Weighted mean of each person's desirabilities of each need.

    Returns
    -------
    numpy.ndarray, shape (raters, needs)
        0 to 1; NaN where the criteria answered carry less than half of the weight of those anybody answered for the
        need.
    """
    desirability = ratings.desirability
    known = np.isfinite(desirability)
    asked = known.any(axis=0) @ ratings.weights
    return np.where(
        known @ ratings.weights >= LEAST_WEIGHT * asked - 1e-12, weighted_sum(desirability, ratings.weights), np.nan
    )


def person_weights(ratings: Ratings, aggregation: str) -> np.ndarray:
    """Weight of each person's ballot: 1, or 1 over the size of the group, scaled to a sum of the number of people."""
    if checked_aggregation(aggregation) == "person_equal":
        return np.ones(len(ratings.raters))
    sizes = ratings.group_sizes
    return len(ratings.raters) / (sizes > 0).sum() / sizes[ratings.group_of]
