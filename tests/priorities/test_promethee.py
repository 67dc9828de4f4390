import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.priorities.promethee import Preference, promethee
from foresight.problems import Problem

USUAL = Preference()


@pytest.mark.parametrize(
    ("preference", "at"),
    [
        (Preference("usual"), {0: 0, 0.1: 1, 5: 1}),
        (Preference("u_shape", q=2), {2: 0, 2.1: 1}),
        (Preference("v_shape", p=4), {1: 0.25, 4: 1, 9: 1}),
        (Preference("level", q=1, p=3), {1: 0, 2: 0.5, 3: 0.5, 3.1: 1}),
        (Preference("linear", q=1, p=3), {1: 0, 2: 0.5, 3: 1}),
        (Preference("gaussian", s=1), {0: 0, 1: 0.3934693, 2: 0.8646647}),
    ],
)
def test_the_six_preference_functions(preference, at):
    assert preference.of(np.array(list(at))) == pytest.approx(list(at.values()), abs=1e-7)
    assert preference.of(np.array([-3.0])).tolist() == [0.0]


def test_zhao_peng_li_2013():
    # Zhao, Peng and Li (2013), Procedia Computer Science 17, 181-188
    result = promethee([[4, 3, 2], [3, 2, 4], [5, 1, 3]], ["max"] * 3, [0.5, 0.3, 0.2], [USUAL] * 3)
    assert result.phi_plus == pytest.approx([0.55, 0.35, 0.6])
    assert result.phi_minus == pytest.approx([0.45, 0.65, 0.4])
    assert result.rank.tolist() == [2, 3, 1]


def test_crossing_flows_are_incomparable_in_promethee_1():
    # the second wins strongly and loses strongly, the first does neither
    matrix = [[5, 5, 5], [9, 9, 1], [1, 1, 9], [4, 4, 4]]
    result = promethee(matrix, ["max"] * 3, [1, 1, 1], [Preference("v_shape", p=8)] * 3)
    assert result.incomparable[0, 1] == result.incomparable[1, 0]
    assert not (result.outranks & result.outranks.T).any()
    assert result.outranks[0, 3]


def test_a_single_alternative_has_no_flow():
    result = promethee([[5, 3]], ["max", "min"], [1, 1], [USUAL] * 2)
    assert (result.phi_net.tolist(), result.rank.tolist()) == ([0.0], [1])


def test_equal_alternatives_neither_outrank_nor_differ():
    result = promethee([[5], [5]], ["max"], [1], [USUAL])
    assert not result.outranks.any()
    assert not result.incomparable.any()


@pytest.mark.filterwarnings("ignore:Alternatives with indices")
@settings(deadline=None, max_examples=15)
@given(st.integers(0, 9999), st.sampled_from(["usual", "ushape", "vshape", "level", "vshape_2"]))
def test_net_flows_agree_with_pymcdm(seed, shape):
    from pymcdm.methods import PROMETHEE_II

    own = {"usual": "usual", "ushape": "u_shape", "vshape": "v_shape", "level": "level", "vshape_2": "linear"}[shape]
    generator = np.random.default_rng(seed)
    matrix, weights = generator.uniform(1, 9, (5, 3)), generator.dirichlet(np.ones(3))
    needed = {"u_shape": ("q",), "v_shape": ("p",), "level": ("q", "p"), "linear": ("q", "p"), "usual": ()}[own]
    values = {"q": 0.5, "p": 2.0}
    thresholds = {name: values[name] for name in needed}
    # a new object for every call: version 1.4.0 uses up its thresholds
    method = PROMETHEE_II(shape, p=np.full(3, 2.0), q=np.full(3, 0.5))
    expected = method(matrix, weights, np.array([1, -1, 1]))
    result = promethee(matrix, ["max", "min", "max"], weights, [Preference(own, **thresholds)] * 3)
    assert result.phi_net == pytest.approx(expected)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9999), st.floats(0.01, 100))
def test_net_flows_cancel_and_do_not_see_the_scale_of_weights(seed, factor):
    generator = np.random.default_rng(seed)
    matrix, weights = generator.uniform(1, 9, (6, 2)), generator.uniform(0.1, 1, 2)
    shapes = [Preference("linear", q=0.5, p=3), Preference("gaussian", s=2)]
    result = promethee(matrix, ["max", "min"], weights, shapes)
    assert result.phi_net.sum() == pytest.approx(0)
    assert promethee(matrix, ["max", "min"], factor * weights, shapes).phi_net == pytest.approx(result.phi_net)
    assert result.criterion_flows @ weights / weights.sum() == pytest.approx(result.phi_net)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"shape": "bell"}, "preference function bell is unknown"),
        ({"shape": "linear", "q": 3, "p": 3}, "must start above indifference, not at 3 with 3"),
        ({"shape": "gaussian"}, "needs a positive turning point"),
        ({"shape": "u_shape", "q": -1}, "thresholds cannot be negative"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(arguments, sentence):
    with pytest.raises(Problem, match=sentence):
        Preference(**arguments)


def test_every_criterion_needs_its_preference_function():
    with pytest.raises(Problem, match="1 preference functions for 2 criteria"):
        promethee([[1, 2]], ["max", "max"], [1, 1], [USUAL])
