"""Small ballots for the tests of this folder."""

import numpy as np
import pandas as pd


def ballots(values, groups, round=1, needs=None, criteria=None):
    """Long ballots from an array raters x needs x criteria."""
    values = np.asarray(values, dtype=float)
    raters, n_needs, n_criteria = values.shape
    needs = needs or [f"need {i + 1}" for i in range(n_needs)]
    criteria = criteria or [f"c{i + 1}" for i in range(n_criteria)]
    rater, need, criterion = (axis.ravel() for axis in np.indices(values.shape))
    return pd.DataFrame(
        {
            "round": round,
            "need": np.array(needs, dtype=object)[need],
            "criterion": np.array(criteria, dtype=object)[criterion],
            "rater": [f"p{i:04d}" for i in rater],
            "stakeholder_group": np.array(groups, dtype=object)[rater],
            "value": values.ravel(),
        }
    )


def random_ballots(seed, raters=30, needs=6, criteria=3, groups=("business", "science"), blanks=0.1, round=1):
    """Ballots with some needs really better than others and some answers left blank."""
    generator = np.random.default_rng(seed)
    level = generator.uniform(2, 8, (needs, criteria))
    values = np.clip(np.rint(level + generator.normal(0, 2, (raters, needs, criteria))), 1, 9)
    values[generator.random(values.shape) < blanks] = np.nan
    return ballots(values, [groups[i % len(groups)] for i in range(raters)], round=round)
