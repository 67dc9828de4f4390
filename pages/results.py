"""What we agreed on, how firmly, who disagrees, what we do next.

Ranks come with the interval they would have in other panels; agreement and stability are two answers, by group and
together; where the methods disagree about the winner, the page says so.
"""

import streamlit as st

from foresight.charts import results as charts
from foresight.i18n.follow_up_labels import follow_up_label
from foresight.problems import Problem
from foresight.screen import resources, results, session_ratings
from foresight.screen.elements import download_table, page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.store import sessions

language = current()
database = resources.database()
page_head(_("Results"), _("What the session agreed on, how firmly, who disagrees, and what comes next."))

known = {one.id: one for one in sessions.list_sessions(database)}
if not known:
    st.info(_("There is no session yet. Start one on the page of sessions."), icon=":material/info:")
    st.stop()

left, right = st.columns([3, 1.4], vertical_alignment="bottom")
chosen = left.selectbox(
    _("Session"),
    list(known),
    format_func=lambda code: session_ratings.session_line(known[code], language),
    key="session",
    bind="query-params",
)
aggregation = right.segmented_control(
    _("Who counts the same"),
    ["group_equal", "person_equal"],
    default="group_equal",
    format_func=lambda code: language.label("aggregation", code),
    key="results_aggregation",
    required=True,
)

try:
    found = results.results(chosen, aggregation, language)
    if found is None:
        st.info(
            _("Nothing can be shown yet: no round of this session is over, or nobody has answered."),
            icon=":material/visibility_off:",
        )
        st.stop()
    titles = {need.id: need.title(language.code) for need in sessions.list_needs(database, chosen)}
    criteria = {one.code: one.name for one in results.method_of(known[chosen]).criteria(language.code)}
    ranked = results.ranked(found, titles, language)
    st.subheader(results.headline(found, titles, language), anchor=False)
    st.altair_chart(charts.rank_intervals(ranked, language), alt=_("Needs by rank with the interval of each rank"))
    for note in results.notes(found, titles, criteria, language):
        st.caption(f":material/info: {note}")

    agreed, groups, sure, dissent = st.tabs(
        [_("Agreement"), _("Groups"), _("How sure the ranking is"), _("Dissent")], key="results_part"
    )
    with agreed:
        shown = ["all", *dict.fromkeys(found.groups.values())]
        group = st.segmented_control(
            _("Stakeholder group"),
            shown,
            default="all",
            format_func=lambda code: follow_up_label(language, "group", code),
            key=f"results_group-{chosen}",
            required=True,
        )
        zones = results.zones(found, titles, group)
        if len(zones):
            st.altair_chart(charts.diverging_distribution(zones, language), alt=_("Shares for and against by need"))
        else:
            st.info(_("This group is too small for statistics."), icon=":material/info:")
        table = results.agreement_table(found, titles, language)
        st.dataframe(table, hide_index=True, alt=_("Measures of agreement and stability by need"))
        st.caption(
            _(
                "Rule set before the round: {measure}; zone from {zone}; quartiles by linear interpolation (type 7).",
                measure=follow_up_label(language, "measure", found.rule.measure),
                zone=language.number(found.rule.zone_from),
            )
        )
        download_table(table, "agreement.csv", key="download_agreement")
    with groups:
        st.altair_chart(
            charts.group_slopes(results.group_ranks(found, titles), language), alt=_("Rank of the first needs by group")
        )
        st.altair_chart(charts.consensus_priority_map(ranked, language), alt=_("Score against agreement of each need"))
    with sure:
        kind = st.segmented_control(
            _("What is varied"),
            ["panels", "all_weights"],
            default="panels",
            format_func=lambda code: language.label("varied", code),
            key="results_varied",
            required=True,
        )
        st.altair_chart(
            charts.acceptability(results.acceptability(found, titles, kind), language),
            alt=_("How often each need takes each rank"),
        )
        st.markdown(f"**{_('Rank by method')}**")
        if not found.methods.agree:
            st.warning(
                _("The methods do not agree on the winner; none of them is chosen silently."), icon=":material/balance:"
            )
        methods = results.methods_table(found, titles, language)
        st.dataframe(methods, hide_index=True, alt=_("Rank of each need by each method"))
        download_table(methods, "ranks-by-method.csv", key="download_methods")
    with dissent:
        lines = results.minority_lines(found, titles, language)
        if lines:
            for line in lines:
                st.text(line)
        else:
            st.write(_("No stable dissent: nobody kept an answer on the far side of the group through both rounds."))
    st.page_link("sessions.py", label=_("Turn the best into technical specifications"), icon=":material/description:")
except Problem as problem:
    show_problem(problem)
