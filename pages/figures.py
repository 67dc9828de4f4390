"""The figures, their sources, their holes; and the way of a new bulletin into the workbench.

A planner picks an indicator and a year, sees the regions with the status of each figure, compares a few over the
years, and takes the table away. The second view brings new figures in, the third says how good the figures are.
"""

import streamlit as st

from foresight.charts.statistics import regions_in_a_year, years_of_regions
from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.screen import resources
from foresight.screen.address import linked
from foresight.screen.elements import download_table, page_head, show_problem, status_legend
from foresight.screen.figures import breaks_table, coverage_sentence, figures_table, indicator_names
from foresight.screen.figures_import import draw_import
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.quality import draw_quality
from foresight.screen.vintages import draw_vintages

language = current()
page_head(
    _("Statistics"),
    _("Official figures by region and year: where each comes from, how sure it is, and what is missing."),
)
VIEWS = {"figures": _("Figures"), "import": _("New figures"), "quality": _("Quality of figures")}
linked("view", list(VIEWS), "figures")
view = st.segmented_control(
    _("View"), list(VIEWS), format_func=VIEWS.get, key="view", required=True, label_visibility="collapsed"
)


def draw_figures() -> None:
    """Draw one indicator: regions in a year, a few over the years, the table with sources."""
    observations = resources.observations()
    names = indicator_names(observations, language)
    chosen, year_choice = st.columns([3, 1], vertical_alignment="bottom")
    linked("indicator", list(names), next(iter(names)))
    indicator = chosen.selectbox(_("Indicator"), list(names), format_func=names.get, key="indicator")
    rows = observations[observations["indicator"] == indicator]
    regional = rows[rows["region"] != "KZ"]
    years = sorted((regional if len(regional) else rows)["year"].unique(), reverse=True)
    year = year_choice.selectbox(_("Year"), years, key="year", persist_state="session")

    definition = resources.indicators().set_index("indicator").loc[indicator]
    unit = language.label("unit", definition["unit"])
    st.caption(f"{definition[f'definition_{language.code}']} {coverage_sentence(rows, year, language)}")

    if len(regional):
        st.subheader(_("Regions in {year}", year=year), anchor=False)
        of_year = regional[regional["year"] == year]
        st.altair_chart(regions_in_a_year(of_year, unit, language), alt=_("Bars of the regions in one year"))
        status_legend(list(dict.fromkeys(of_year["status"])))

        st.subheader(_("Over the years"), anchor=False)
        shown = st.multiselect(
            _("Regions"),
            list(REGIONS),
            default=["KZ-75", "KZ-71", "KZ-35"],
            format_func=lambda code: language.region(code, short=True),
            max_selections=5,
            key="compared_regions",
            persist_state="session",
        )
        if shown:
            st.altair_chart(
                years_of_regions(regional[regional["region"].isin(shown)], unit, language),
                alt=_("Lines of the chosen regions over the years"),
            )
        else:
            st.info(_("Choose up to five regions to compare them over the years."), icon=":material/info:")

    if (rows["region"] == "KZ").any():
        st.subheader(_("Kazakhstan"), anchor=False)
        st.altair_chart(
            years_of_regions(rows[rows["region"] == "KZ"], unit, language), alt=_("Line of the nation over the years")
        )

    with st.expander(_("Table with sources"), icon=":material/table:"):
        table = figures_table(rows, language)
        st.dataframe(table, hide_index=True, alt=_("Figures with their status and source"))
        download_table(table, f"{indicator.replace(':', '-')}.csv", key="download_figures")

    with st.expander(_("Breaks and outliers of the series"), icon=":material/broken_image:"):
        marked = breaks_table(resources.breaks(), indicator, language)
        if len(marked):
            st.dataframe(marked, hide_index=True, alt=_("Breaks with their reasons"))
        else:
            st.write(_("No break or outlier is marked in this series."))


try:
    if view == "import":
        draw_import(language)
        st.subheader(_("Sets of figures"), anchor=False)
        draw_vintages(language)
    elif view == "quality":
        draw_quality(language)
    else:
        draw_figures()
except Problem as problem:
    show_problem(problem)
