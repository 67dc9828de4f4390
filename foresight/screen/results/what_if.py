"""What if the criteria weighed otherwise: sliders rank anew at once, and the stored weights stay."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts import certainty as charts
from foresight.priorities.sensitivity import what_if
from foresight.screen.elements import as_text
from foresight.screen.results import tables
from foresight.screen.results.reading import Shown, row_titles
from foresight.screen.results.words import number, percent

MOST = 100
ABREAST = 3


def tried_weights(shown: Shown) -> dict[str, float]:
    """Draw a slider for each criterion and return what they say."""
    columns = [column for _ in range(0, len(shown.criteria), ABREAST) for column in st.columns(ABREAST)]
    return {
        one.code: float(
            columns[place].slider(
                as_text(one.name),
                0,
                MOST,
                round(MOST * shown.weights.weights[one.code]),
                key=f"what_if-{shown.session.id}-{shown.weights.source}-{one.code}",
            )
        )
        for place, one in enumerate(shown.criteria)
    }


def comparison(shown: Shown, tried: dict[str, float]) -> pd.DataFrame:
    """Return the needs in the tried order: ``need, title, rank, rank_now, score, score_now``."""
    now = shown.found.needs.set_index("need")
    frame = what_if(shown.found.by_criterion, tried)
    frame = frame[frame["need"].isin(now.index)].reset_index(drop=True)
    frame["rank_now"] = frame["need"].map(now["rank"])
    frame["score_now"] = frame["need"].map(now["score"]).astype(float)
    return frame.assign(title=frame["need"].map(row_titles(frame, shown.titles)))


def sentence(shown: Shown, frame: pd.DataFrame) -> str:
    """Say what the tried weights change."""
    language = shown.language
    moved = int((frame["rank"] != frame["rank_now"]).sum())
    if not moved:
        return language.text("The order stays as it is.")
    first = frame[frame["rank"] == 1]
    said = language.plural("{count} need changes its rank", "{count} needs change their ranks", moved)
    if (first["rank_now"] == 1).all():
        return language.text("{moved}; the first place stays.", moved=said)
    need = as_text(shown.titles[first["need"].iloc[0]])
    return language.text("{moved}; first would be: {need}.", moved=said, need=need)


@st.fragment
def draw(shown: Shown, count: int | None) -> None:
    """Draw the section."""
    language = shown.language
    st.info(
        language.text("What if: these weights are tried here only; the stored ones stay."), icon=":material/science:"
    )
    tried = tried_weights(shown)
    total = sum(tried.values())
    if not total:
        st.error(language.text("All weights are zero: give at least one criterion a weight."), icon=":material/error:")
        return
    st.caption(
        language.text("Only proportions matter; now:")
        + " "
        + " · ".join(f"{as_text(one.name)} {percent(tried[one.code] / total, language)}" for one in shown.criteria)
    )
    frame = comparison(shown, tried)
    st.markdown(f"**{sentence(shown, frame)}**")
    st.altair_chart(
        charts.what_if(frame if count is None else frame.head(count), language),
        alt=language.text("Scores under the tried weights beside those in use"),
    )
    tables.show(
        pd.DataFrame(
            {
                language.text("Rank, what if"): frame["rank"].tolist(),
                language.text("Rank, weights in use"): frame["rank_now"].astype(int).tolist(),
                language.text("Need"): [shown.titles[need] for need in frame["need"]],
                language.text("Score, what if"): [number(value, language, 1) for value in frame["score"]],
                language.text("Score, weights in use"): [number(value, language, 1) for value in frame["score_now"]],
            }
        ),
        language.text("Ranks under the tried weights beside those in use"),
    )
