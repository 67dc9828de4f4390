"""Constant prices by a chained index."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.statistics.deflators import chain_index, price_index, real_growth, to_constant_prices, to_current_prices
from foresight.statistics.shipped import read_observations

OBSERVATIONS = read_observations()


def test_ten_then_twenty_per_cent_make_132():
    index = chain_index(pd.Series({2021: 10.0, 2022: 20.0}), base_year=2020)
    assert index.to_dict() == pytest.approx({2020: 1.0, 2021: 1.1, 2022: 1.32})


def test_a_hundred_of_2020_are_132_of_2022():
    index = chain_index(pd.Series({2021: 10.0, 2022: 20.0}), base_year=2022)
    assert to_constant_prices([100.0, 132.0, np.nan], [2020, 2022, 2021], index, 2022) == pytest.approx(
        [132.0, 132.0, np.nan], nan_ok=True
    )


def test_consumer_prices_rose_by_55_per_cent_from_2020_to_2024():
    assert price_index(OBSERVATIONS, 2020)[2024] == pytest.approx(1.55, abs=0.005)


def test_spending_grew_by_59_per_cent_in_volume_against_147_in_tenge():
    assert real_growth(219669.8 / 89028.7 - 1, price_index(OBSERVATIONS, 2020)[2024] - 1) == pytest.approx(
        0.592, abs=1e-3
    )


def test_the_gdp_deflator_ends_in_2023_and_says_so():
    index = price_index(OBSERVATIONS, 2020, "gdp_deflator")
    with pytest.raises(Problem, match="no prices for 2024: the index reaches from 2013 to 2023"):
        to_constant_prices([1.0], [2024], index, 2020)


def test_a_hole_in_the_price_series_is_named():
    with pytest.raises(Problem, match="the price series has no value for 2021"):
        chain_index(pd.Series({2020: 5.0, 2022: 6.0}), 2020)


def test_an_empty_price_series_is_refused():
    with pytest.raises(Problem, match="no values"):
        chain_index(pd.Series(dtype=float), 2020)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.floats(-20, 60), min_size=2, max_size=8),
    st.lists(st.floats(0, 1e7), min_size=1, max_size=5),
    st.data(),
)
def test_the_way_there_and_back_changes_nothing(growth, values, data):
    index = chain_index(pd.Series(growth, index=range(2010, 2010 + len(growth))), 2010)
    years = [data.draw(st.sampled_from(list(index.index))) for _ in values]
    base = data.draw(st.sampled_from(list(index.index)))
    there = to_constant_prices(values, years, index, base)
    assert to_current_prices(there, years, index, base) == pytest.approx(values)
