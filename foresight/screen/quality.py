"""The quality of the figures on the page: what is missing and what it blocks, breaks, boundaries, sums."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts.quality import coverage_by_indicator, coverage_by_region
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.regions.regions import NATION, REGIONS, split_pairs
from foresight.reports.region_card import amount
from foresight.screen import people, resources
from foresight.screen.address import linked
from foresight.screen.elements import download_table, show_problem
from foresight.screen.figures import concept_findings_table
from foresight.screen.language import text as _
from foresight.screen.regions import boundaries_of_figures
from foresight.statistics.coverage import coverage, gaps, national_sums
from foresight.statistics.panel import require_figure
from foresight.statistics.shipped import indicator_names
from foresight.store import marks

_NAMES_SHOWN = 4
_ASSUMED = ("central_envelope",)
"""Uses that rest on an assumption even where there are figures."""
_VERDICTS = ("too_much", "unexplained", "incomplete", "hidden", "adds_up")


@st.cache_data(max_entries=4, show_spinner=False)
def _covered(key: tuple) -> pd.DataFrame:
    return coverage(resources.observations(), boundaries_of_figures())


@st.cache_data(max_entries=4, show_spinner=False)
def _gaps(key: tuple) -> pd.DataFrame:
    return gaps(resources.observations(), boundaries_of_figures())


@st.cache_data(max_entries=4, show_spinner=False)
def _sums(key: tuple) -> pd.DataFrame:
    return national_sums(resources.observations(), resources.indicators())


def headline(language: Language) -> str:
    """Say how much of what the workbench does rests on incomplete figures."""
    found = _gaps(resources.figures_key())
    lacking = found[found["missing"].map(len) > 0]["use"].nunique()
    unsure = found[(found["missing"].map(len) == 0) & (found["unsure"] > 0)]["use"].nunique()
    return language.text(
        "{lacking} uses of the figures lack some of them, {unsure} more rest on estimates",
        lacking=lacking,
        unsure=unsure,
    )


def draw_gaps(language: Language) -> None:
    """Draw what is missing and what it blocks, the last year of each use."""
    found = _gaps(resources.figures_key())
    found = found.sort_values("year").groupby(["use", "indicator"], sort=False).tail(1)
    names = indicator_names(language.code)
    order = list(dict.fromkeys(_gaps(resources.figures_key())["use"]))
    found = found.sort_values("use", key=lambda uses: uses.map(order.index), kind="stable")
    for use, rows in found.groupby("use", sort=False):
        _draw_use(use, rows, names, language)
    table = pd.DataFrame(
        {
            _("What it is for"): [language.label("use", code) for code in found["use"]],
            _("Figures it needs"): [names[code] for code in found["indicator"]],
            _("Known"): [_known(row, language) for row in found.itertuples()],
            _("Missing"): [_named(codes, language) for codes in found["missing"]],
            _("What follows"): [_consequence(row, language) for row in found.itertuples()],
        }
    )
    download_table(table, "missing-figures.csv", key="download_gaps")
    st.button(
        _("Bring in the missing figures"),
        icon=":material/upload_file:",
        on_click=st.session_state.update,
        args=({"view": "import"},),
        key="gaps_to_import",
    )


def _draw_use(use: str, rows: pd.DataFrame, names: dict[str, str], language: Language) -> None:
    """Draw a use with the figures it lacks: two columns on a desk, one under the other on a phone."""
    with st.container(border=True):
        left, right = st.columns([1, 1.7], gap="medium")
        left.markdown(f"**{language.label('use', use)}**")
        for row in rows.itertuples():
            lacking = f" · {_('missing')}: {_named(row.missing, language)}" if row.missing else ""
            right.markdown(f"{names[row.indicator]}: {_known(row, language)}{lacking}")
        for told in dict.fromkeys(_consequence(row, language) for row in rows.itertuples()):
            left.caption(told)


def _consequence(row, language: Language) -> str:
    """Say what follows; a year of which nothing is known yet differs from one with holes, and from none at all."""
    if not row.missing:
        return language.label("consequence", "estimates")
    no_year = len(row.missing) == row.wanted and row.use not in _ASSUMED and _ever(row.indicator)
    return language.label("consequence", "no_year" if no_year else row.use)


def _ever(indicator: str) -> bool:
    held = resources.observations()
    return bool(held.loc[held["indicator"] == indicator, "value"].notna().any())


def _known(row, language: Language) -> str:
    if not row.year:
        return language.text("none")
    told = language.text(
        "{known} of {all} in {year}", known=int(row.known + row.unsure), all=int(row.wanted), year=int(row.year)
    )
    if row.unsure:
        told += ", " + language.plural("{count} of them an estimate", "{count} of them estimates", int(row.unsure))
    return told


def _named(codes: tuple[str, ...], language: Language) -> str:
    if len(codes) == len(REGIONS):
        return _("all regions")
    short = [_("the nation") if code == NATION else language.region(code, short=True) for code in codes]
    rest = len(short) - _NAMES_SHOWN
    return ", ".join(short[:_NAMES_SHOWN]) + (f" +{rest}" if rest > 0 else "")


def draw_coverage(language: Language) -> None:
    """Draw indicators by years, and below the regions of one."""
    covered, names = _covered(resources.figures_key()), indicator_names(language.code)
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        st.markdown(f"**{_('Regions with a figure, by indicator and year')}**")
        st.altair_chart(coverage_by_indicator(covered, names, language), alt=_("Coverage by indicator and year"))
        st.caption(
            _("The deeper the colour, the more regions have an official or derived figure; yellow: estimates only.")
        )
    with right:
        codes = [code for code in names if code in set(covered["indicator"])]
        chosen = st.selectbox(
            _("Regions of the indicator"),
            codes,
            index=codes.index("local_budget_rd") if "local_budget_rd" in codes else 0,
            format_func=names.get,
            key="quality_indicator",
        )
        st.altair_chart(
            coverage_by_region(covered[covered["indicator"] == chosen], language), alt=_("Coverage by region and year")
        )


def draw_breaks(language: Language) -> None:
    """Draw every break and outlier with its reason, and the place to mark one."""
    names = indicator_names(language.code)
    marked = resources.breaks().sort_values(["indicator", "year", "region"])
    own = marks.break_marks(resources.database())
    out = marked[marked["excluded_from_fit"]]
    st.write(
        _(
            "{out} of {all} marks keep figures out of fits; the others are only told.",
            out=language.number(len(out)),
            all=language.number(len(marked)),
        )
    )
    only = st.toggle(_("Only those left out of fits"), value=True, key="quality_only_out")
    shown = out if only else marked
    table = pd.DataFrame(
        {
            _("Indicator"): [names.get(code, code) for code in shown["indicator"]],
            _("Region"): [language.region(code) for code in shown["region"]],
            _("Year"): shown["year"].tolist(),
            _("Kind"): [language.label("break_kind", kind) for kind in shown["kind"]],
            _("Reason"): shown[f"reason_{language.code}"].tolist(),
        }
    )
    st.dataframe(table, hide_index=True, alt=_("Breaks with their reasons"))
    download_table(table, "breaks.csv", key="download_breaks")
    if people.allowed("plan"):
        _draw_marking(names, language)
        _draw_own_marks(own, names, language)


def _draw_marking(names: dict[str, str], language: Language) -> None:
    st.markdown(f"**{_('Mark a year as an outlier or a break')}**")
    held = resources.observations()
    with st.form("mark_break", clear_on_submit=False):
        first, second, third, fourth = st.columns([2, 1.6, 0.8, 1.4])
        known = [code for code in names if code in set(held["indicator"])]
        indicator = first.selectbox(_("Indicator"), known, format_func=names.get, key="mark_indicator")
        region = second.selectbox(_("Region"), [*REGIONS, NATION], format_func=language.region, key="mark_region")
        years = sorted({int(year) for year in held["year"]}, reverse=True)
        year = third.selectbox(_("Year"), years, index=years.index(2024) if 2024 in years else 0, key="mark_year")
        kind = fourth.selectbox(
            _("Kind"),
            list(marks.BREAK_KINDS),
            format_func=lambda code: language.label("break_kind", code),
            key="mark_kind",
            help=_(
                "An outlier leaves out its own year; a break of level or of boundaries the years before it; a change "
                "of coverage the years from it on; a single performer the whole series."
            ),
        )
        reason = st.text_input(_("Reason"), max_chars=500, key="mark_reason")
        if st.form_submit_button(_("Mark this year"), icon=":material/flag:"):
            try:
                require_figure(held, indicator, region, year)
                marks.mark_break(resources.database(), indicator, region, int(year), reason, kind=kind)
                st.rerun()
            except Problem as problem:
                show_problem(problem)


def _draw_own_marks(own: pd.DataFrame, names: dict[str, str], language: Language) -> None:
    for row in own.itertuples():
        left, right = st.columns([5, 1], vertical_alignment="center")
        told = [
            names.get(row.indicator, row.indicator),
            language.region(row.region),
            str(row.year),
            language.label("break_kind", row.kind),
            row.reason,
        ]
        # The reason is a user's text: never as Markdown.
        left.text(" · ".join(told))
        if right.button(_("Take away"), icon=":material/undo:", key=f"unmark_{row.indicator}_{row.region}_{row.year}"):
            marks.remove_break(resources.database(), row.indicator, row.region, int(row.year))
            st.rerun()


def draw_boundaries(language: Language) -> None:
    """Draw which indicator stands on which boundaries, and which regions were split."""
    names = indicator_names(language.code)
    pairs = "; ".join(
        _(
            "{child} was split from {parent}",
            child=language.region(child, short=True),
            parent=language.region(parent, short=True),
        )
        for parent, child in split_pairs()
    )
    st.write(
        _(
            "In June 2022: {list}. Figures of the time and recalculated ones are never divided by each other.",
            list=pairs,
        )
    )
    frame = boundaries_of_figures()
    table = pd.DataFrame(
        {
            _("Indicator"): [names.get(code, code) for code in frame["indicator"]],
            _("From"): frame["year_from"].tolist(),
            _("To"): frame["year_to"].tolist(),
            _("Boundaries"): [
                _("17 regions, before June 2022") if code == "regions_17" else _("20 regions")
                for code in frame["boundaries"]
            ],
            _("Made by"): [
                _("recalculated by the Bureau") if basis == "back_cast" else _("of the time")
                for basis in frame["basis"]
            ],
        }
    )
    st.dataframe(table, hide_index=True, alt=_("Boundaries of the indicators"))


def draw_sums(language: Language) -> None:
    """Draw whether regions add up to the nation."""
    names = indicator_names(language.code)
    catalogue = resources.indicators().set_index("indicator")
    frame = _sums(resources.figures_key())
    # What does not add up comes first.
    frame = frame.assign(place=frame["verdict"].map(list(_VERDICTS).index))
    frame = frame.sort_values(["place", "indicator", "year"], ascending=[True, True, False])
    wrong = frame[frame["verdict"].isin(["too_much", "unexplained"])]
    st.write(
        _(
            "{good} of {all} yearly sums fit; {hidden} hide the rest behind dashes; {wrong} do not add up.",
            good=int((frame["verdict"] == "adds_up").sum()),
            all=len(frame),
            hidden=int((frame["verdict"] == "hidden").sum()),
            wrong=len(wrong),
        )
    )
    table = pd.DataFrame(
        {
            _("Indicator"): [names.get(code, code) for code in frame["indicator"]],
            _("Year"): frame["year"].tolist(),
            _("Kazakhstan"): [
                _amount(value, code, catalogue, language) for value, code in zip(frame["nation"], frame["indicator"])
            ],
            _("Sum of the regions"): [
                _amount(value, code, catalogue, language) for value, code in zip(frame["regions"], frame["indicator"])
            ],
            _("Difference"): [
                _amount(value, code, catalogue, language) if abs(value) > 0.5 or verdict != "adds_up" else "–"
                for value, code, verdict in zip(frame["difference"], frame["indicator"], frame["verdict"])
            ],
            _("Regions known"): frame["known"].tolist(),
            _("Verdict"): [language.label("sum", code) for code in frame["verdict"]],
        }
    )
    st.dataframe(table, hide_index=True, alt=_("National sums"))
    download_table(table, "national-sums.csv", key="download_sums")


def _amount(value: float, code: str, catalogue: pd.DataFrame, language: Language) -> str:
    return amount(value, catalogue.loc[code, "unit"], "published", language)


def draw_audit(language: Language) -> None:
    """Draw what the Concept's own numbers disagree on."""
    findings = concept_findings_table(resources.concept_findings(), language)
    st.caption(_("Re-derived from the figures each time; the printed value stands beside the computed one."))
    st.dataframe(findings, hide_index=True, alt=_("Findings of the audit"))
    download_table(findings, "concept-audit.csv", key="download_audit")


def draw_quality(language: Language) -> None:
    """Draw the part that is chosen."""
    parts = {
        "gaps": (_("Missing"), draw_gaps),
        "coverage": (_("Coverage"), draw_coverage),
        "breaks": (_("Breaks"), draw_breaks),
        "boundaries": (_("Boundaries of regions"), draw_boundaries),
        "sums": (_("National sums"), draw_sums),
        "audit": (_("The Concept's numbers"), draw_audit),
    }
    st.markdown(f"**{headline(language)}**")
    linked("part", list(parts), "gaps")
    part = st.segmented_control(
        _("Part"),
        list(parts),
        format_func=lambda code: parts[code][0],
        key="part",
        required=True,
        label_visibility="collapsed",
    )
    parts[part][1](language)
