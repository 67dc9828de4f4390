"""Every finding about the targets has a sentence, and every line of its arithmetic can be redone by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.i18n.labels import LABELS
from foresight.i18n.language import language
from foresight.reports.consistency_words import finding_sentence, line_of, money_text, plain_number, share_text
from foresight.statistics.shipped import read_targets
from foresight.targets.consistency import ConsistencyFigures, consistency_findings

TARGETS = {(row.indicator, row.year): row.target for row in read_targets().itertuples() if row.target == row.target}
FIGURES = ConsistencyFigures(
    targets=TARGETS,
    rd_expenditure=219_669.8,
    local_budget=539.0413,
    public_rd=168_926.1,
    regional_budgets=(10.0, 30.0, 200.0),
    history=((2020, 580.2, 89_028.7), (2024, 539.0, 219_669.8)),
)


def said(figures: ConsistencyFigures, code: str = "en") -> list[str]:
    return [finding_sentence(one, language(code)).replace("\u00a0", " ") for one in consistency_findings(figures)]


def test_the_concepts_own_numbers_are_told_as_they_were_found_by_hand():
    told = " ".join(said(FIGURES))
    assert "lies below the 5% that the rule asks" in told
    assert "2% in 2030 needs 4.39 bn ₸ of local money a year: 8.15 times today's" in told
    assert "7 projects in 2030 need 99.75 mln ₸ of local money" in told
    assert "308, 44 times as many" in told
    assert "reach every region by 2029, after 4 years" in told


def test_changed_figures_change_the_sentences():
    richer = replace(FIGURES, local_budget=5390.4)
    assert "0.82 times today's" in " ".join(said(richer))
    softer = replace(FIGURES, grant_share=0.01, programme_share=0.0)
    assert any("is not below" in text for text in said(softer))
    fewer = replace(FIGURES, targets={key: value for key, value in TARGETS.items() if key[0] != "cofinancing_share"})
    assert not any("share" in text and "rule asks" in text for text in said(fewer))


def test_the_arithmetic_names_its_terms_and_its_result():
    finding = next(one for one in consistency_findings(FIGURES) if one.code == "projects_far_from_share")
    line = line_of(finding.steps[0], language("en"))
    assert line.arithmetic.replace("\u00a0", " ") == (
        "projects (7) × local share of a grant (50%) × cost of a grant project a year (28.5 mln ₸)"
    )
    assert line.result.replace("\u00a0", " ") == "99.75 mln ₸"
    history = next(one for one in consistency_findings(FIGURES) if one.code == "local_share_has_been_falling")
    assert "all R&D expenditure of 2020" in line_of(history.steps[0], language("en")).arithmetic


@given(
    gerd=st.floats(1e3, 1e6),
    local=st.floats(1, 1e5),
    grant=st.floats(0.001, 1),
    programme=st.floats(0.001, 1),
    sessions=st.integers(0, 20),
    share=st.floats(0.001, 1),
)
@settings(max_examples=15, deadline=None)
def test_any_figures_are_told_without_a_hole(gerd, local, grant, programme, sessions, share):
    targets = {**TARGETS, ("foresight_sessions", 2030): float(sessions), ("cofinancing_share", 2030): share}
    figures = replace(
        FIGURES,
        targets=targets,
        rd_expenditure=gerd,
        local_budget=local,
        grant_share=grant,
        programme_share=programme,
    )
    for finding in consistency_findings(figures):
        text = finding_sentence(finding, language("kk"))
        assert text
        assert "{" not in text
        for step in finding.steps:
            line = line_of(step, language("kk"))
            assert "_" not in line.name
            assert "{" not in line.arithmetic


def test_every_code_of_the_checks_has_a_sentence():
    found = {one.code for one in consistency_findings(FIGURES)}
    assert found <= set(LABELS["consistency_finding"])
    assert all("{" not in message or "{year}" in message for message in LABELS["term"].values())


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "50%"), (0.05, "5%"), (0.0454, "4.5%"), (0.00245387, "0.245%"), (0.0, "0%")]
)
def test_shares_have_the_digits_they_need(value, text):
    assert share_text(value, language("en")) == text


@pytest.mark.parametrize(
    ("value", "text"), [(44.0, "44"), (8.1504, "8.15"), (0.4, "0.4"), (308.3, "308"), (1.25, "1.25")]
)
def test_numbers_have_the_digits_they_need(value, text):
    assert plain_number(value, language("en")) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(14.25, "14.25 mln ₸"), (539.0413, "539 mln ₸"), (4393.4, "4.39 bn ₸"), (219_669.8, "219.7 bn ₸")],
)
def test_money_can_be_multiplied_again(value, text):
    assert money_text(value, language("en")).replace("\u00a0", " ") == text
