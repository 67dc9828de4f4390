"""The index of regional potential on the page: its choices, its ranks with their intervals, and what stands behind."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts.regions import choice_shares, index_drivers, index_ranks, index_years
from foresight.i18n.language import Language
from foresight.regions.index_over_time import EMPHASES, ENOUGH_REGIONS, starting_points
from foresight.regions.index_table import IndexIndicator
from foresight.regions.regions import REGIONS
from foresight.screen import region_index
from foresight.screen.elements import download_table
from foresight.screen.language import text as _
from foresight.screen.region_index import IndexChoices, indicator_label


def draw_index(language: Language) -> None:
    """Draw the index."""
    choices = _choose(language)
    if choices is None:
        return
    table, found = region_index.computed(choices)
    robust = region_index.varied(choices)
    frame = region_index.rank_frame(found, robust)
    st.subheader(region_index.headline(frame, language), anchor=False)
    left, right = st.columns([1.25, 1], gap="medium")
    with right:
        codes = sorted(REGIONS, key=lambda code: language.region(code).casefold())
        code = st.selectbox(
            _("Look closer at"), codes, index=codes.index("KZ-75"), format_func=language.region, key="index_region"
        )
    with left:
        st.altair_chart(index_ranks(frame, language, chosen=code), alt=_("Ranks of the regions with their intervals"))
        st.caption(
            _(
                "Dot: rank under the choices above, hollow where a value is missing. Bar: where the rank lies in 9 of "
                "10 of {draws} variations of everything at once: logarithms, disputed directions, missing values, "
                "scaling, weights, adding up, and the indicator left out.",
                draws=language.number(region_index.DRAWS),
            )
        )
    with right:
        _draw_region(code, frame, found, robust, language)
    st.caption(region_index.missing_sentence(table, language))
    with st.expander(_("Regions most like this one"), icon=":material/group:"):
        st.dataframe(
            region_index.peers_table(table, found, code, language), hide_index=True, alt=_("Peers of the region")
        )
    with st.expander(_("Over the years"), icon=":material/timeline:"):
        _draw_years(choices, code, language)
    with st.expander(_("Ranking as a table"), icon=":material/table:"):
        ranking = region_index.rank_table(frame, language)
        st.dataframe(ranking, hide_index=True, alt=_("Ranking with intervals"))
        download_table(ranking, f"index-{choices.year}.csv", key="download_index")


def _choose(language: Language) -> IndexChoices | None:
    years = region_index.index_years()
    if not years:
        st.info(_("No year has two indicators for the index: bring figures in first."), icon=":material/info:")
        return None
    first, second = st.columns([1, 4], vertical_alignment="bottom")
    year = first.selectbox(_("Year"), years, key="index_year")
    counts = {row.name: count for row, count in region_index.usable(year)}
    names = second.multiselect(
        _("Indicators"),
        list(counts),
        default=region_index.default_names(year),
        format_func=lambda name: indicator_label(name, language),
        key=f"index_names_{year}",
    )
    if not names:
        st.info(_("Choose at least one indicator."), icon=":material/info:")
        return None
    few = [name for name in names if counts[name] < ENOUGH_REGIONS]
    if few:
        st.warning(
            _(
                "Fewer than {enough} regions have a value of: {list}. Such an indicator tells more of who reports than "
                "of who is strong.",
                enough=ENOUGH_REGIONS,
                list="; ".join(indicator_label(name, language) for name in few),
            ),
            icon=":material/warning:",
        )
    with st.expander(_("How it is computed"), icon=":material/tune:", expanded=False):
        one, two = st.columns(2)
        three, four = st.columns(2)
        normalisation = one.selectbox(
            _("Scaling"),
            list(language.labels("normalisation")),
            format_func=language.labels("normalisation").get,
            key="index_normalisation",
        )
        weighting = two.selectbox(
            _("Weights"),
            list(language.labels("weighting")),
            format_func=language.labels("weighting").get,
            key="index_weighting",
        )
        aggregation = three.selectbox(
            _("Adding up"),
            list(language.labels("index_aggregation")),
            format_func=language.labels("index_aggregation").get,
            key="index_aggregation",
        )
        missing = four.selectbox(
            _("Missing values"),
            list(language.labels("missing_treatment")),
            format_func=language.labels("missing_treatment").get,
            key="index_missing",
        )
        indicators, points = _edit(names, weighting == "expert", year, language)
    return IndexChoices(
        int(year),
        tuple(indicators),
        normalisation,
        aggregation,
        weighting,
        tuple(points.items()) if weighting == "expert" else (),
        missing,
    )


def _edit(
    names: list[str], with_points: bool, year: int, language: Language
) -> tuple[list[IndexIndicator], dict[str, float]]:
    """Draw the table of indicators: direction, whether it is disputed, transformation and, for experts, points."""
    known = [region_index.by_name(name) for name in names]
    directions = language.labels("direction")
    transformations = language.labels("transformation")
    start = {**dict.fromkeys(names, 1.0), **{k: v for k, v in region_index.kept_points().items() if k in names}}
    if with_points:
        emphasis = st.segmented_control(
            _("Start from"),
            ["kept", *EMPHASES],
            default="kept",
            format_func={"kept": _("kept points"), **language.labels("emphasis")}.get,
            key="index_emphasis",
            required=True,
        )
        if emphasis != "kept":
            start = starting_points(names, emphasis)
    sheet = pd.DataFrame(
        {
            "name": [indicator_label(name, language) for name in names],
            "direction": [directions[str(row.direction)] for row in known],
            "disputed": [row.disputed for row in known],
            "transformation": [transformations[row.transformation] for row in known],
            "points": [start[name] for name in names],
        },
        index=names,
    )
    columns = ["name", "direction", "disputed", "transformation"] + (["points"] if with_points else [])
    edited = st.data_editor(
        sheet,
        hide_index=True,
        disabled=["name"],
        column_order=columns,
        column_config={
            "name": st.column_config.TextColumn(_("Indicator"), width="large"),
            "direction": st.column_config.SelectboxColumn(
                _("Direction"), options=list(directions.values()), required=True
            ),
            "disputed": st.column_config.CheckboxColumn(
                _("Disputed"), help=_("The direction is disputed: some of the variations turn it round.")
            ),
            "transformation": st.column_config.SelectboxColumn(
                _("Taken"), options=list(transformations.values()), required=True
            ),
            "points": st.column_config.NumberColumn(
                _("Points"), min_value=0.0, max_value=100.0, step=1.0, required=True
            ),
        },
        alt=_("Indicators with direction, transformation and points"),
        key=f"index_sheet_{year}_{'_'.join(names)}_{with_points}_{st.session_state.get('index_emphasis', '')}",
    )
    if with_points and st.button(_("Keep these points for everybody"), icon=":material/save:", key="index_keep"):
        region_index.keep_points({name: float(edited.loc[name, "points"]) for name in names})
        st.toast(_("Kept."))
    back_direction = {label: int(code) for code, label in directions.items()}
    back_transformation = {label: code for code, label in transformations.items()}
    indicators = [
        IndexIndicator(
            row.indicator,
            row.per,
            row.times,
            back_direction[edited.loc[row.name, "direction"]],
            back_transformation[edited.loc[row.name, "transformation"]],
            bool(edited.loc[row.name, "disputed"]),
        )
        for row in known
    ]
    return indicators, {name: float(edited.loc[name, "points"]) for name in names}


def _draw_region(code: str, frame: pd.DataFrame, found, robust, language: Language) -> None:
    row = frame[frame["region"] == code].iloc[0]
    if pd.isna(row["rank"]):
        st.info(_("This region has no value of the chosen indicators, so it has no rank."), icon=":material/info:")
        return
    st.write(
        f"{region_index.place_sentence(row, language)} "
        + _("Among the first five in {top} of variations.", top=language.percent(row["top"]))
    )
    st.markdown(f"**{_('What lifts and what lowers it')}**")
    st.altair_chart(
        index_drivers(region_index.drivers_frame(found, code, language), language),
        alt=_("Effects of the indicators on the score"),
    )
    st.caption(_("Points of the score against the mean of the regions."))
    st.markdown(f"**{_('Which choice moves its rank')}**")
    if row["low"] == row["high"]:
        st.write(_("None: whatever is chosen, the rank stays."))
    else:
        st.altair_chart(
            choice_shares(region_index.varied_choices(robust, code), language),
            alt=_("Part of the variance of the rank by choice"),
        )
        st.caption(_("Part of the changes of rank that each choice explains alone; the rest is weights and mixtures."))


def _draw_years(choices: IndexChoices, code: str, language: Language) -> None:
    frame = region_index.over_time(choices)
    known = frame.dropna(subset=["score"])
    if known["year"].nunique() < 2:
        st.info(_("Only one year has all of these indicators."), icon=":material/info:")
        return
    shown = st.multiselect(
        _("Regions"),
        list(REGIONS),
        default=list(dict.fromkeys([code, "KZ-71", "KZ-35", "KZ-10"]))[:4],
        format_func=lambda one: language.region(one, short=True),
        max_selections=5,
        key=f"index_shown_{code}",
    )
    measure = "score" if choices.normalisation == "min_max" else "rank"
    if shown:
        st.altair_chart(
            index_years(known[known["region"].isin(shown)], measure, language), alt=_("Index over the years")
        )
    counted = known.groupby("year")["region"].nunique()
    told = ", ".join(f"{year}: {count}" for year, count in counted.items())
    st.caption(
        (
            _("All years are scaled between the smallest and the largest value of all years, so scores compare.")
            if measure == "score"
            else _("Scaled within each year, so only ranks may be compared.")
        )
        + " "
        + _("Regions ranked: {list}. Regions split in 2022 have no value before it.", list=told)
    )
