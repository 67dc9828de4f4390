"""Composing a rule without code: a preset to start from, shares by schedule, in kind, private, waiver, pooling."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from foresight.funding.rules import Rule, rule_from_document, rule_to_document
from foresight.funding.scenario import Change, Scenario
from foresight.funding.vocabulary import INSTRUMENTS, YEARS
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.screen import funding, funding_draft
from foresight.screen.elements import show_problem
from foresight.screen.language import text as _
from foresight.statistics.shipped import source_name

SCHEDULES = ("uniform", "tiered", "smooth", "stepping")
TIERS = 4


def section(base: str, scenario: Scenario, language: Language) -> None:
    """Draw the composer; its rule goes into scenario B when the reader says so."""
    rules = funding.inputs().rules
    order = ["concept", *[name for name in rules if name != "concept"]]
    top, when = st.columns([3, 1])
    preset = top.selectbox(
        _("Begin with the rule"), order, format_func=lambda name: language.label("rule", name), key="composer_preset"
    )
    first_year = when.selectbox(_("Holds from"), list(YEARS), key="composer_from")
    rule = rules[preset]
    _source(rule, language)
    start = rule_to_document(rule)
    instruments, wrong = {}, False
    for name, column in zip(INSTRUMENTS, st.columns(2, gap="large")):
        with column:
            st.markdown(f"**{language.label('instrument', name)}**")
            instruments[name] = _instrument(preset, name, start["instruments"][name], language)
            others = {other: start["instruments"][other] for other in INSTRUMENTS}
            wrong |= not _holds({**start, "instruments": {**others, name: instruments[name]}})
    extras, bad = _extras(preset, start, language)
    if wrong or bad:
        return
    document = {**start, "instruments": instruments, **extras}
    own = rule_to_document(rule_from_document(document)) != start
    if own:
        document = {**document, "name": "own", "source": "", "address": "", "read_on": "", "grade": "C", "note": ""}
    _in_words(rule_from_document(document), language)
    if st.button(_("Use this rule in scenario B"), type="primary", icon=":material/gavel:", key="composer_use"):
        change = Change("rule", tuple(year for year in YEARS if year >= first_year), document if own else preset)
        try:
            parts = [place for place, one in enumerate(funding_draft.changes(base)) if one.path.startswith("rule.")]
            for place in reversed(parts):  # a whole rule replaces the parts laid over the old one
                funding_draft.take_back(base, place)
            funding_draft.lay(base, scenario, [change], funding.inputs())
        except Problem as problem:
            show_problem(problem)
        else:
            funding_draft.forget_levers(base, "rule.")
            st.rerun()


def _source(rule: Rule, language: Language) -> None:
    address = f" · [{rule.address.split('/')[2]}]({rule.address})" if rule.address.startswith("https://") else ""
    note = language.label("rule_note", rule.name) if rule.note else ""
    grade = language.label("grade", rule.grade)
    read = _("read on {date}", date=language.date(dt.date.fromisoformat(rule.read_on)))
    st.caption(f"{_('Source')}: {source_name(rule.source, language.code)}{address} · {read} · {grade}. {note}")


def _holds(document: dict[str, object]) -> bool:
    """Tell beside the control what is wrong with this part, if anything."""
    try:
        rule_from_document(document)
    except Problem as problem:
        show_problem(problem)
        return False
    return True


def _percent(label: str, value: float, key: str, container=st, **more: object) -> float:
    return (
        container.number_input(label, 0.0, 100.0, round(value * 100, 2), step=5.0, format="%g", key=key, **more) / 100
    )


def _kind(share: object) -> str:
    if isinstance(share, dict):
        return {"tiers": "tiered", "smooth": "smooth", "steps": "stepping"}[next(iter(share))]
    return "uniform"


def _instrument(preset: str, name: str, start: dict, language: Language) -> dict[str, object]:
    key = f"composer-{preset}-{name}"
    share = start["local_share"]
    kind = st.selectbox(
        _("Local share"),
        SCHEDULES,
        index=SCHEDULES.index(_kind(share)),
        format_func=language.labels("schedule").get,
        key=f"{key}-kind",
    )
    given = share if _kind(share) == kind else None
    local = {"uniform": _uniform, "tiered": _tiered, "smooth": _smooth, "stepping": _stepping}[kind](key, given)
    columns = st.columns(3)
    in_kind = _percent(_("In kind, %"), start["in_kind_share"], f"{key}-kind-share", columns[0])
    private = _percent(_("Private, %"), start["private_share"], f"{key}-private", columns[1])
    cap = columns[2].number_input(
        _("Highest cost, mln ₸"),
        min_value=0.0,
        value=float(start["cost_cap"] or 0.0),
        step=10.0,
        format="%g",
        key=f"{key}-cap",
        help=_("A project may not cost more a year; 0 means no limit."),
    )
    return {"local_share": local, "in_kind_share": in_kind, "private_share": private, "cost_cap": cap or None}


def _uniform(key: str, given: object) -> float:
    return _percent(_("Share of the cost, %"), 0.5 if given is None else float(given), f"{key}-uniform")


def _tiered(key: str, given: dict | None) -> dict[str, object]:
    tiers = (
        given["tiers"]
        if given
        else [{"below": 0.75, "share": 0.15}, {"below": 1.0, "share": 0.4}, {"below": None, "share": 0.6}]
    )
    st.caption(_("Fiscal capacity: GRP a head, the nation is 100 %. The last tier has no upper bound."))
    count = st.number_input(_("Tiers"), 2, TIERS, len(tiers), key=f"{key}-tiers")
    found = []
    for place in range(int(count)):
        known = tiers[place] if place < len(tiers) else {"below": None, "share": tiers[-1]["share"]}
        columns = st.columns(2)
        last = place == int(count) - 1
        below = columns[0].number_input(
            _("Capacity below, %"),
            min_value=0.0,
            value=None if last else round(100 * (known["below"] or 1.0 + 0.25 * place), 2),
            step=5.0,
            format="%g",
            disabled=last,
            placeholder=_("no bound"),
            key=f"{key}-below-{place}-{last}",
        )
        share = _percent(_("Share, %"), known["share"], f"{key}-tier-{place}", columns[1])
        found.append({"below": None if last or below is None else below / 100, "share": share})
    return {"tiers": found}


def _smooth(key: str, given: dict | None) -> dict[str, object]:
    smooth = given["smooth"] if given else {"mean": 0.5, "exponent": 0.5, "low": 0.1, "high": 0.9}
    st.caption(_("Share = mean × capacity ^ exponent, kept between the lowest and the highest."))
    columns = st.columns(4)
    mean = _percent(_("Mean, %"), smooth["mean"], f"{key}-mean", columns[0])
    exponent = columns[1].number_input(
        _("Exponent"), -3.0, 3.0, float(smooth["exponent"]), step=0.1, format="%g", key=f"{key}-exponent"
    )
    low = _percent(_("Lowest, %"), smooth["low"], f"{key}-low", columns[2])
    high = _percent(_("Highest, %"), smooth["high"], f"{key}-high", columns[3])
    return {"smooth": {"mean": mean, "exponent": exponent, "low": low, "high": high}}


def _stepping(key: str, given: dict | None) -> dict[str, object]:
    steps = {int(year): share for year, share in given["steps"].items()} if given else {YEARS[0]: 0.1, YEARS[-1]: 0.5}
    found, share = {}, steps[min(steps)]
    for row in range(0, len(YEARS), 3):
        for year, column in zip(YEARS[row : row + 3], st.columns(3)):
            share = steps.get(year, share)
            found[str(year)] = _percent(_("{year}, %", year=year), share, f"{key}-step-{year}", column)
    return {"steps": found}


def _extras(preset: str, start: dict, language: Language) -> tuple[dict[str, object], bool]:
    """Draw waiver and pooling; return them and whether something is wrong."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{_('Waiver for the poorest')}**")
        columns = st.columns(2)
        below = columns[0].number_input(
            _("Fiscal capacity below, %"),
            0.0,
            500.0,
            round(100 * start["waiver"]["below"], 2),
            step=5.0,
            format="%g",
            key=f"composer-{preset}-waiver-below",
            help=_("GRP a head, the nation is 100 %; 0 waives nobody."),
        )
        share = _percent(_("They pay, %"), start["waiver"]["share"], f"composer-{preset}-waiver-share", columns[1])
        capacity = funding.inputs().fiscal_capacity
        waived = [code for code, value in zip(funding.inputs().regions, capacity) if value < below / 100]
        if waived:
            names = ", ".join(language.region(code, short=True) for code in waived)
            st.caption(_("Waived today: {regions}", regions=names))
    with right:
        st.markdown(f"**{_('Neighbours that pool what is left over')}**")
        regions = funding.inputs().regions
        names = {language.region(code, short=True): code for code in regions}
        titles = [_("Region"), _("pools with")]
        rows = [[language.region(code, short=True) for code in pair] for pair in start["pairs"]]
        table = st.data_editor(
            pd.DataFrame(rows, columns=titles, dtype=object),
            num_rows="dynamic",
            hide_index=True,
            height=170,
            column_config={title: st.column_config.SelectboxColumn(options=sorted(names)) for title in titles},
            key=f"composer-{preset}-{language.code}-pairs",
        )
        pairs = [
            [names[first], names[second]]
            for first, second in table[titles].itertuples(index=False)
            if first in names and second in names
        ]
        bad = not _holds({**start, "pairs": pairs})
        if any(first == second for first, second in pairs):
            show_problem(Problem("a region cannot pool with itself"))
            bad = True
    return {"waiver": {"below": below / 100, "share": share}, "pairs": pairs}, bad


def _in_words(rule: Rule, language: Language) -> None:
    """Say what the rule asks of whom in 2030, from the poorest region to the richest."""
    inputs = funding.inputs()
    shares = rule.local_shares(inputs.fiscal_capacity, inputs.years)[-1]
    parts = []
    for k, name in enumerate(INSTRUMENTS):
        low, high = shares[:, k].min(), shares[:, k].max()
        asked = (
            language.percent(low, 1)
            if low == high
            else _("{low} to {high}", low=language.percent(low, 1), high=language.percent(high, 1))
        )
        parts.append(f"{language.label('instrument', name)}: {asked}")
    st.markdown(_("In {year} regions bring: {shares}.", year=inputs.years[-1], shares="; ".join(parts)))
