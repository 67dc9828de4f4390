"""Groups as first-class citizens: how each would rank, where they differ, and which of them decides the first place."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts import results as charts
from foresight.priorities.weighted_sum import competition_ranks
from foresight.screen.elements import download_table
from foresight.screen.results import tables
from foresight.screen.results.reading import Shown
from foresight.screen.results.words import DASH, number, probability

SLOPES = 6


def group_ranks(shown: Shown, count: int = SLOPES) -> pd.DataFrame:
    """Return the rank each group would give the first needs: ``title, group, rank``."""
    needs = shown.found.needs
    rows = []
    for group in shown.groups:
        scored = needs[needs[f"score_{group}"].notna()]
        ranks = competition_ranks(scored[f"score_{group}"].to_numpy(dtype=float))
        rows += [
            {"need": need, "group": group, "rank": int(rank)}
            for need, rank in zip(scored["need"], ranks)
            if need in set(needs["need"].head(count))
        ]
    frame = shown.first(pd.DataFrame(rows, columns=["need", "group", "rank"]), count)
    # Groups in their usual order, needs in the order of the ranking.
    return frame.sort_values("group", key=lambda codes: codes.map(shown.groups.index), kind="stable")


def differences(shown: Shown) -> pd.DataFrame:
    """Return the comparisons of groups, those that differ first."""
    language, found = shown.language, shown.found
    rows = shown.first(found.differences, None)
    rows = rows.sort_values(["differs", "place", "p_adjusted"], ascending=[False, True, True], kind="stable")
    direction = [
        language.text(
            "{first} above {second}",
            first=language.label("group_short", first if delta >= 0 else second),
            second=language.label("group_short", second if delta >= 0 else first),
        )
        for first, second, delta in zip(rows["first"], rows["second"], rows["delta"].astype(float))
    ]
    return pd.DataFrame(
        {
            **shown.named(rows["need"]),
            language.text("Groups"): direction,
            language.text("Differ in earnest"): [language.text("yes") if value else "" for value in rows["differs"]],
            language.text("Cliff’s delta"): [number(abs(value), language, 2) for value in rows["delta"].astype(float)],
            language.text("p-value"): [probability(value, language) for value in rows["p"]],
            language.text("p-value, corrected"): [probability(value, language) for value in rows["p_adjusted"]],
        }
    )


def left_out(shown: Shown, count: int | None) -> pd.DataFrame:
    """Return the ranks of the first needs without each group."""
    language = shown.language
    rows = shown.first(shown.found.left_out, count)
    wide = rows.pivot_table(index=["place", "need"], columns="left_out", values="rank_without", aggfunc="first")
    frame = pd.DataFrame(shown.named(need for _, need in wide.index))
    for group in (one for one in shown.groups if one in wide):
        header = language.text("Without: {group}", group=language.label("group_short", group))
        frame[header] = [DASH if pd.isna(value) else str(int(value)) for value in wide[group]]
    return frame


def deciding(shown: Shown) -> list[str]:
    """Return the groups without which another need would be first."""
    rows = shown.found.left_out
    return rows.loc[rows["top_changes"].astype(bool), "left_out"].unique().tolist()


def aggregation_sentence(shown: Shown) -> str:
    """Say whether counting groups or people the same makes a difference."""
    language, needs = shown.language, shown.found.needs
    other = "person_equal" if shown.found.aggregation == "group_equal" else "group_equal"
    moved = int((needs["rank"] != needs[f"rank_{other}"]).sum())
    same_first = set(needs["need"][needs["rank"] == 1]) == set(needs["need"][needs[f"rank_{other}"] == 1])
    if not moved:
        return language.text("Each group counting the same or each person: the order is the same.")
    said = language.plural(
        "Each group counting the same or each person: {count} need changes its rank",
        "Each group counting the same or each person: {count} needs change their ranks",
        moved,
    )
    return said + (
        language.text(", the first place does not.") if same_first else language.text(", the first one too.")
    )


def draw(shown: Shown, count: int | None) -> None:
    """Draw the section."""
    language = shown.language
    if len(shown.groups) < 2:
        st.info(
            language.text("Only one group is large enough to be shown: there is nothing to compare."),
            icon=":material/info:",
        )
        st.altair_chart(
            charts.consensus_priority_map(_titled(shown), language),
            alt=language.text("Score against agreement of each need"),
        )
        return
    st.markdown(f"**{aggregation_sentence(shown)}**")
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(language.text("How each group would rank the first needs"))
        slopes = group_ranks(shown)
        st.altair_chart(charts.group_slopes(slopes, language), alt=language.text("Rank of the first needs by group"))
    with right:
        st.markdown(language.text("Score and agreement of every need"))
        st.altair_chart(
            charts.consensus_priority_map(_titled(shown), language),
            alt=language.text("Score against agreement of each need"),
        )
    st.markdown(f"**{language.text('Where the groups differ')}**")
    _draw_differences(shown)
    st.markdown(f"**{language.text('The ranking without each group')}**")
    decisive = deciding(shown)
    if decisive:
        names = ", ".join(language.label("group", group) for group in decisive)
        st.warning(
            language.text("Without one of these groups another need would be first: {groups}.", groups=names),
            icon=":material/group_remove:",
        )
    else:
        st.write(language.text("No single group decides the first place."))
    without = left_out(shown, count)
    if len(without):
        tables.show(without, language.text("Ranks without each group"))


def _draw_differences(shown: Shown) -> None:
    language, found = shown.language, shown.found
    told = differences(shown)
    if not len(told):
        st.write(
            language.text(
                "No two groups have {least} answers to the same need: they are not compared.",
                least=found.rule.statistics_from,
            )
        )
        return
    apart = int(found.differences["differs"].sum())
    said = {
        "total": language.number(len(told)),
        "correction": language.label("multiplicity", found.rule.multiplicity),
        "delta": language.number(found.rule.contested_effect, 2),
    }
    st.write(
        language.plural(
            "{count} comparison of {total} differs in earnest: significant after {correction} over all comparisons "
            "of the session, and with a Cliff’s delta of at least {delta}.",
            "{count} comparisons of {total} differ in earnest: significant after {correction} over all comparisons "
            "of the session, and with a Cliff’s delta of at least {delta}.",
            apart,
            **said,
        )
        if apart
        else language.text(
            "None of {total} comparisons differs in earnest: significant after {correction} over all comparisons "
            "of the session, and with a Cliff’s delta of at least {delta}.",
            **said,
        )
    )
    # Where nothing differs, a hundred rows that say so are for whoever asks.
    where = st.container() if apart else st.expander(language.text("All comparisons"))
    with where:
        tables.show(told, language.text("Differences between groups by need"))
        download_table(told, "differences.csv", key="download_differences")


def _titled(shown: Shown) -> pd.DataFrame:
    needs = shown.found.needs.assign(title=shown.found.needs["need"].map(shown.rows))
    return needs.astype({"van_der_eijk_a": float})
