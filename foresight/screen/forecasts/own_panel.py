"""The section for a reader's own file: the same method, the same scores, a sentence for everything set aside."""

from __future__ import annotations

import io

import pandas as pd
import streamlit as st

from foresight.charts.amounts import ReadableUnit
from foresight.charts.forecasts import fan_chart, largest_shown
from foresight.forecasting.panel_forecast import PanelForecast, forecast_panel
from foresight.forecasting.series import SeriesProblem, read_panel, set_future_aside
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.regions.regions import NATION, REGIONS
from foresight.screen.elements import as_text, download_table, show_problem
from foresight.screen.forecasts import sentences
from foresight.screen.forecasts.answers import View
from foresight.screen.language import text as _
from foresight.store import clock

LARGEST_MEGABYTES = 5
MOST_ROWS = 20_000
LONGEST_AHEAD = 10
SHOWN_AT_ONCE = 5


@st.cache_resource(max_entries=20, show_spinner=False)
def _forecast(data: bytes, name: str, ahead: int, last_year: int) -> tuple[PanelForecast, list[SeriesProblem]]:
    try:
        frame = pd.read_csv(io.BytesIO(data), skipinitialspace=True)
    except (ValueError, UnicodeDecodeError) as error:
        raise Problem("{file} is not a CSV table with the columns unique_id, ds, y", file=name) from error
    if len(frame) > MOST_ROWS:
        raise Problem(
            "{file} has more than {most} rows: such a panel is for `foresight forecast` on the command line",
            file=name,
            most=MOST_ROWS,
        )
    frame, late = set_future_aside(frame, last_year)
    return forecast_panel(frame, read_panel(frame).origin + ahead), late


def draw_own_panel(view: View, language: Language) -> None:
    """Ask for a file and draw its forecast; nothing of it is kept."""
    picked, years = st.columns([3, 1], gap="medium")
    file = picked.file_uploader(
        _("Your own panel: CSV with the columns unique_id, ds (year), y"),
        type=["csv"],
        key="own_panel",
        max_upload_size=LARGEST_MEGABYTES,
    )
    ahead = years.number_input(_("Years ahead"), 1, LONGEST_AHEAD, 6, key="own_panel_ahead")
    if file is None:
        st.caption(_("Twenty short series teach each other what one cannot know alone. The file is not kept."))
        return
    try:
        found, late = _forecast(file.getvalue(), file.name, int(ahead), clock.now().year)
    except Problem as problem:
        show_problem(problem)
        return
    set_aside = [as_text(language.problem(one.problem)) for one in (*late, *found.problems)]
    if set_aside:
        with st.expander(
            _("What could not be used, or not in full ({count})", count=len(set_aside)),
            expanded=len(set_aside) <= SHOWN_AT_ONCE,
            icon=":material/info:",
        ):
            sentences.list_small(set_aside)
    if not found.ids:
        return
    st.markdown(sentences.choice_sentence(found, language))
    chart, table = st.columns([1.5, 1], gap="medium")
    with chart:
        name = st.selectbox(_("Series"), found.ids, format_func=lambda code: _name(code, language), key="own_series")
        st.altair_chart(_fan(found, name, language), alt=_("Fan chart of the series: history, forecast and its limits"))
    with table:
        if len(found.scores):
            st.dataframe(
                sentences.scores_table(found.scores, language),
                hide_index=True,
                alt=_("Scores of rolling origins by method"),
            )
    download_table(found.rows.drop(columns="notes"), "forecast-own-panel.csv", key="download_own_panel")


def _name(code: str, language: Language) -> str:
    return language.region(code) if code in REGIONS or code == NATION else code


def _fan(found: PanelForecast, name: str, language: Language) -> object:
    """Build the fan chart of one series of the file."""
    row = found.panel.ids.index(name)
    history = pd.DataFrame(
        {"year": found.panel.years, "value": found.panel.observed[row], "status": "published", "excluded": False}
    ).assign(flag="")
    rows = found.rows[found.rows["unique_id"] == name]
    largest = largest_shown(history, rows, found.chosen)
    unit = ReadableUnit(1.0 if largest < 1e6 else 1e6, _("as in the file") if largest < 1e6 else _("millions"))
    return fan_chart(history, rows, unit, language, shown=found.chosen)
