"""The method is set before the first round, in a form that stores, compares and refuses what cannot be used."""

import json

import pytest

from foresight.problems import Problem
from foresight.sessions.method import Method, Question, in_language
from foresight.sessions.templates import template, templates

QUESTION = Question("relevance", {"ru": "Важность", "kk": "Маңыздылығы"})


def test_every_shipped_template_is_whole_and_in_three_languages():
    assert list(templates()) == ["regional_needs", "priority_recheck", "remote_delphi"]
    for one in templates().values():
        assert all(one.names[code] and one.descriptions[code] for code in ("ru", "kk", "en"))
        assert set(one.minutes) <= set(one.plan)
        for question in one.method.questions:
            assert all(question.names[code] and question.questions[code] for code in ("ru", "kk", "en"))
        rule = one.method.consensus
        assert (rule.lowest, rule.highest) == (one.method.answers.lowest, one.method.answers.highest)


def test_an_unknown_template_is_named():
    with pytest.raises(Problem, match="half_an_hour"):
        template("half_an_hour")


def test_a_method_survives_being_stored_and_its_fingerprint_with_it():
    method = template("regional_needs").method
    again = Method.from_dict(json.loads(json.dumps(method.as_dict())))
    assert again == method
    assert again.fingerprint == method.fingerprint


def test_any_change_of_the_method_changes_its_fingerprint():
    one = Method(questions=(QUESTION,))
    others = [
        Method(questions=(QUESTION,), rounds=3),
        Method(questions=(Question("relevance", {"ru": "Важность!"}),)),
        Method(questions=(QUESTION,), minimum_group=6),
        Method(questions=(QUESTION,), scale="chnri"),
    ]
    assert len({method.fingerprint for method in [one, *others]}) == 5


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"scale": "stars"}, "stars"),
        ({"questions": ()}, "from 1 to"),
        ({"questions": (QUESTION, QUESTION)}, "relevance"),
        ({"rounds": 0}, "0 rounds"),
        ({"rounds": 10}, "10 rounds"),
        ({"minimum_group": 4}, "from 5"),
        ({"needs_shown": "never"}, "never"),
        ({"points": 0}, "0"),
        ({"scale": "points", "questions": (QUESTION, Question("other", {"ru": "Другое"}))}, "one criterion"),
    ],
)
def test_what_cannot_be_held_is_refused_by_name(change, named):
    with pytest.raises(Problem, match=named):
        Method(**({"questions": (QUESTION,)} | change))


@pytest.mark.parametrize("code", ["", "два слова", "a b", "x" * 41, "c;drop"])
def test_a_criterion_needs_a_plain_code(code):
    with pytest.raises(Problem):
        Question(code, {"ru": "Важность"})


def test_a_criterion_needs_a_name_and_a_weight():
    with pytest.raises(Problem, match="name"):
        Question("a", {})
    with pytest.raises(Problem, match="weight"):
        Question("a", {"ru": "Важность"}, weight=0)
    with pytest.raises(Problem, match="most"):
        Question("a", {"ru": "Важность"}, objective="most")
    with pytest.raises(Problem, match="de"):
        Question("a", {"de": "Wichtigkeit"})


@pytest.mark.parametrize(
    "stored",
    [
        {"strange": 1},
        {"questions": 3},
        {"questions": [{"code": "a"}]},
        {"questions": [], "rounds": "2"},
        {"rationales": 1},
    ],
)
def test_a_stored_method_of_another_form_is_refused_in_a_sentence(stored):
    with pytest.raises(Problem):
        Method.from_dict(stored)


def test_a_missing_language_falls_back_on_another():
    assert QUESTION.name("kk") == "Маңыздылығы"
    assert QUESTION.name("en") == "Важность"
    assert QUESTION.question("kk") == "Маңыздылығы"
    assert in_language({}, "ru") == ""


def test_criteria_for_the_rankings_carry_scale_and_weights():
    (criterion,) = Method(questions=(QUESTION,), scale="chnri").criteria("kk", {"relevance": 3.0})
    assert (criterion.lowest, criterion.highest, criterion.weight, criterion.name) == (0.0, 1.0, 3.0, "Маңыздылығы")
