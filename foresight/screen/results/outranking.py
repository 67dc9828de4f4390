"""PROMETHEE on the page of results: how a difference counts is chosen criterion by criterion."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from foresight.charts import certainty as charts
from foresight.priorities.method_agreement import STRICT_PREFERENCE, usual_preferences
from foresight.priorities.promethee import NEEDED, SHAPES, Preference, Promethee, promethee
from foresight.problems import Problem
from foresight.screen.elements import show_problem
from foresight.screen.results import tables
from foresight.screen.results.reading import Shown
from foresight.screen.results.words import DASH, number

# Thresholds people start from, in percent of the scale.
START = {"q": 5, "p": int(100 * STRICT_PREFERENCE), "s": 15}


def choose_preferences(shown: Shown) -> list[Preference]:
    """Draw the choice of a preference function for each criterion and return what was chosen.

    Raises
    ------
    Problem
        When a strict preference would start below indifference.
    """
    language = shown.language
    thresholds = {
        "q": language.text("does not matter up to, % of the scale"),
        "p": language.text("strict from, % of the scale"),
        "s": language.text("curve turns at, % of the scale"),
    }
    chosen = []
    for criterion in shown.criteria:
        key = f"preference_{shown.session.id}_{criterion.code}"
        shape_column, *columns = st.columns([2, 1, 1], vertical_alignment="bottom")
        shape = shape_column.selectbox(
            criterion.name,
            SHAPES,
            index=SHAPES.index("v_shape"),
            format_func=lambda code: language.label("preference_function", code),
            key=key,
        )
        values = {
            name: column.number_input(thresholds[name], 1, 100, START[name], key=f"{key}_{name}") / 100
            for name, column in zip(NEEDED[shape], columns)
        }
        chosen.append(Preference(shape, **values))
    return chosen


def flows(shown: Shown, found: Promethee) -> pd.DataFrame:
    """Return PROMETHEE's flows: ``need, title, rank, phi_plus, phi_minus, phi_net, label`` and lists of needs."""
    labels = np.array(shown.found.methods.ranks.index, dtype=object)
    short = [shown.rows.get(need, need) for need in labels]
    numbers = np.array([title.split(".", 1)[0] for title in short], dtype=object)
    frame = pd.DataFrame(
        {
            "need": labels,
            "phi_plus": found.phi_plus,
            "phi_minus": found.phi_minus,
            "phi_net": found.phi_net,
            "outranks": found.outranks.sum(axis=1),
            "incomparable": [", ".join(numbers[row]) for row in found.incomparable],
        }
    )
    agreement = shown.found.needs.set_index("need")
    frame["label"] = frame["need"].map(agreement["label"])
    frame["rank"] = frame["need"].map(agreement["rank"])
    return shown.first(frame, None)


def flows_table(frame: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    """Return the flows as they are read."""
    language = shown.language
    return pd.DataFrame(
        {
            **shown.named(frame["need"]),
            language.text("Preferred to the others"): [number(value, language, 2) for value in frame["phi_plus"]],
            language.text("Others preferred to it"): [number(value, language, 2) for value in frame["phi_minus"]],
            language.text("Net flow (PROMETHEE II)"): [number(value, language, 2) for value in frame["phi_net"]],
            language.text("Outranks, needs"): frame["outranks"].astype(int).tolist(),
            language.text("Incomparable with, ranks"): [text or DASH for text in frame["incomparable"]],
        }
    )


def _winners_sentence(shown: Shown, found: Promethee) -> str:
    needs = np.array(shown.found.methods.ranks.index, dtype=object)[found.rank == 1]
    return shown.language.text(
        "Counted so, PROMETHEE II puts first: {needs}. The comparison of methods above keeps the usual function.",
        needs="; ".join(shown.titles.get(need, need) for need in needs),
    )


def draw(shown: Shown) -> None:
    """Draw which needs outrank which."""
    language, methods = shown.language, shown.found.methods
    usual = usual_preferences(len(shown.criteria))
    st.markdown(f"**{language.text('PROMETHEE I: what outranks what, and what cannot be compared')}**")
    with st.expander(language.text("How a difference counts, criterion by criterion"), icon=":material/tune:"):
        try:
            preferences = choose_preferences(shown)
        except Problem as problem:
            show_problem(problem)
            preferences = usual
    found = methods.promethee
    if preferences != usual:
        weights = [criterion.weight for criterion in shown.criteria]
        found = promethee(methods.desirability, ["max"] * len(weights), weights, preferences)
        st.info(_winners_sentence(shown, found), icon=":material/tune:")
    frame = flows(shown, found)
    pairs = int(found.incomparable.sum()) // 2
    st.write(
        language.plural(
            "{count} pair of needs is incomparable: each is better in a way the other is not.",
            "{count} pairs of needs are incomparable: each is better in a way the other is not.",
            pairs,
        )
        if pairs
        else language.text("Every pair of needs can be compared: the partial order is complete.")
    )
    st.altair_chart(
        charts.outranking_map(frame, language), alt=language.text("Positive and negative flow of each need")
    )
    st.caption(
        language.text("A need outranks those left of it and below it.")
        if preferences != usual
        else language.text(
            "A need outranks those left of it and below it. V-shaped preference, strict from a quarter of the scale."
        )
    )
    tables.show(flows_table(frame, shown), language.text("Flows of each need"))
