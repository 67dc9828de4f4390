"""The same ballots by other methods: where they agree on the winner, and what each of them says."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.screen.elements import download_table
from foresight.screen.results import outranking, tables
from foresight.screen.results.reading import Shown
from foresight.screen.results.words import number, percent


def ranks_table(shown: Shown) -> pd.DataFrame:
    """Return the rank of each need by each method."""
    names = shown.language.labels("ranking_method")
    rows = shown.first(shown.found.methods.ranks.reset_index(), None)
    frame = pd.DataFrame(shown.named(rows["need"]))
    for method in shown.found.methods.ranks:
        frame[names[method]] = rows[method].astype(int).tolist()
    return frame


def winners(shown: Shown) -> pd.DataFrame:
    """Return what each method puts first."""
    language = shown.language
    rows = [
        (
            language.label("ranking_method", method),
            "; ".join(shown.titles.get(need, need) for need in firsts) or language.text("nobody"),
        )
        for method, firsts in shown.found.methods.winners.items()
    ]
    return pd.DataFrame(rows, columns=[language.text("Method"), language.text("First place")])


def chnri_table(shown: Shown) -> pd.DataFrame | None:
    """Return CHNRI's scores, or None where answers are not yes, partly and no."""
    language, methods = shown.language, shown.found.methods
    if methods.chnri is None:
        return None
    scores = methods.chnri
    frame = pd.DataFrame({"need": methods.ranks.index})
    frame["rps"], frame["weighted"] = scores.rps, scores.weighted_rps
    frame["excluded"], frame["counted"] = scores.aea_blanks_excluded, scores.aea_blanks_counted
    for position, one in enumerate(shown.criteria):
        frame[one.code] = scores.intermediate[:, position]
    rows = shown.first(frame, None)
    columns = {
        **shown.named(rows["need"]),
        language.text("RPS"): [number(value, language, 1) for value in rows["rps"]],
        language.text("Weighted RPS"): [number(value, language, 1) for value in rows["weighted"]],
        language.text("AEA, blanks excluded"): [number(value, language, 2) for value in rows["excluded"]],
        language.text("AEA, blanks counted"): [number(value, language, 2) for value in rows["counted"]],
    }
    for one in shown.criteria:
        columns[one.name] = [number(value, language, 1) for value in rows[one.code]]
    return pd.DataFrame(columns)


def james_lind_table(shown: Shown) -> pd.DataFrame:
    """Return the ranking in which every group weighs the same, with its points."""
    language, methods = shown.language, shown.found.methods
    rows = shown.first(
        pd.DataFrame(
            {"need": methods.ranks.index, "own": methods.james_lind.rank, "points": methods.james_lind.points}
        ),
        None,
    ).sort_values(["own", "place"])
    return pd.DataFrame(
        {
            language.text("Rank"): rows["own"].astype(int).tolist(),
            language.text("Need"): [shown.titles[need] for need in rows["need"]],
            language.text("Points of the groups"): [number(value, language, 1) for value in rows["points"]],
        }
    )


def correlations(shown: Shown) -> pd.DataFrame:
    """Return Kendall's tau-b between the rankings."""
    language = shown.language
    names = language.labels("ranking_method")
    table = shown.found.methods.correlation
    frame = pd.DataFrame({language.text("Method"): [names[code] for code in table.index]})
    for code in table:
        frame[names[code]] = [number(value, language, 2) for value in table[code]]
    return frame


def kemeny_sentence(shown: Shown) -> str:
    """Say what is known of Kemeny's order."""
    language, solution = shown.language, shown.found.methods.kemeny
    if not solution.exact:
        gap = 0.0 if solution.bound <= 0 else solution.score / solution.bound - 1
        return language.text(
            "Kemeny’s order is the best found; a better one could contradict the voters at most {gap} less.",
            gap=percent(gap, language, 1),
        )
    if solution.order_count != 1:
        return language.plural(
            "{count} order contradicts the voters equally little: needs share the middle of their places.",
            "{count} orders contradict the voters equally little: needs share the middle of their places.",
            solution.order_count,
        )
    return language.text("Kemeny’s order is proven to be the one that contradicts the voters least.")


def draw(shown: Shown, count: int | None) -> None:
    """Draw the section."""
    language, methods = shown.language, shown.found.methods
    if methods.agree:
        alone = len(methods.winners["weighted_sum"]) == 1
        st.success(
            language.text("Every method puts the same need first.")
            if alone
            else language.text("Every method puts the same needs first, level with each other."),
            icon=":material/check_circle:",
        )
    else:
        st.warning(
            language.text("The methods do not agree on the winner; none of them is chosen silently."),
            icon=":material/balance:",
        )
        tables.show(winners(shown), language.text("What each method puts first"))
    st.markdown(f"**{language.text('Rank by method')}**")
    told = ranks_table(shown)
    tables.show(told, language.text("Rank of each need by each method"))
    st.caption(kemeny_sentence(shown))
    download_table(told, "ranks-by-method.csv", key="download_methods")

    scores = chnri_table(shown)
    if scores is not None:
        st.markdown(f"**{language.text('CHNRI: research priority scores and agreement of the experts')}**")
        tables.show(scores, language.text("CHNRI scores by need"))
        st.caption(
            language.text(
                "RPS: research priority score, mean of the criteria. AEA: average expert agreement; with blanks "
                "excluded its denominator is those who answered, with blanks counted it is everybody. With three "
                "possible answers it cannot fall below a third, so 0.5 is not half of the experts agreeing."
            )
        )
        download_table(scores, "chnri.csv", key="download_chnri")

    outranking.draw(shown)

    st.markdown(f"**{language.text('James Lind Alliance: every group weighs the same')}**")
    tables.show(james_lind_table(shown), language.text("Ranking by the James Lind Alliance’s rule"))
    st.caption(
        language.text(
            "Everybody’s ten best needs get 10 to 1 points; groups rank the sums, and the reversed ranks are added."
        )
    )
    st.markdown(f"**{language.text('How alike the methods rank (Kendall’s tau-b)')}**")
    tables.show(correlations(shown), language.text("Correlation of the rankings of the methods"))
