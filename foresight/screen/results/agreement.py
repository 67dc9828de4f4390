"""How firmly people agree, by group: answers for and against, dots below eight people, every measure, the rule."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.charts import results as charts
from foresight.screen.elements import download_table
from foresight.screen.results import tables
from foresight.screen.results.reading import Shown
from foresight.screen.results.words import DASH, number, percent, probability, share_between
from foresight.sessions.consensus.agreement import content_validity_ratio

EVERYBODY = "all"


def zones(shown: Shown, group: str, count: int | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the shares of low, middle and high answers where there are statistics, and the interval of the high ones.

    Returns
    -------
    shares : DataFrame
        ``title, zone, share`` in order of rank.
    intervals : DataFrame
        ``title, zone_low, zone_high``.
    """
    found, rule = shown.found, shown.found.rule
    judged = found.by_group[(found.by_group["stakeholder_group"] == group) & (found.by_group["state"] == "statistics")]
    rows = found.distribution[
        (found.distribution["stakeholder_group"] == group) & found.distribution["need"].isin(judged["need"])
    ]
    zone = pd.cut(
        rows["answer"].astype(float),
        [-float("inf"), rule.decline_to, rule.zone_from - 1e-9, float("inf")],
        labels=["low", "middle", "high"],
    )
    shares = rows.assign(zone=zone.astype(str)).groupby(["need", "zone"])["share"].sum().reset_index()
    intervals = judged[["need", "zone_low", "zone_high"]].astype({"zone_low": float, "zone_high": float})
    columns = ["title", "zone_low", "zone_high"]
    return shown.first(shares, count)[["title", "zone", "share"]], shown.first(intervals, count)[columns]


def dots(shown: Shown, group: str, count: int | None) -> pd.DataFrame:
    """Return the answers of needs on which the group is too small for statistics: ``title, answer, level``."""
    found = shown.found
    few = found.by_group[(found.by_group["stakeholder_group"] == group) & (found.by_group["state"] == "dots")]
    frame = shown.first(few[["need", "dots"]], count).explode("dots", ignore_index=True)
    frame["answer"] = frame["dots"].astype(float)
    # Answers nearer to each other than a dot is wide stand above each other.
    frame["level"] = frame.groupby(["title", (frame["answer"] * 4).round()]).cumcount()
    return frame[["title", "answer", "level"]]


def table(shown: Shown, group: str) -> pd.DataFrame:
    """Return for each need what each measure says of one group, or of all together."""
    language, found = shown.language, shown.found
    rows = shown.first(found.by_group[found.by_group["stakeholder_group"] == group], None)
    together = found.needs.set_index("need").reindex(rows["need"])
    columns = shown.named(rows["need"])
    if group == EVERYBODY:
        columns[language.text("Agreement")] = [language.label("agreement", code) for code in together["label"]]
        columns[language.text("Contested between")] = [
            " / ".join(language.label("group_short", one) for one in between) for between in together["between"]
        ]
    columns[language.text("In the zone, with interval")] = [
        share_between(*part, language) for part in zip(rows["zone_share"], rows["zone_low"], rows["zone_high"])
    ]
    if group == EVERYBODY and len(shown.groups) > 1:
        columns[language.text("In the zone, groups equal")] = [
            percent(value, language) for value in together["group_equal_zone_share"]
        ]
        columns[language.text("Groups that accept")] = [
            language.text("{count} of {total}", count=number(accepting, language), total=number(judged, language))
            for accepting, judged in zip(together["groups_accepting"], together["groups_judged"])
        ]
    columns |= {
        language.text("Verdict of the rule"): [language.label("need_verdict", code) for code in rows["verdict"]],
        language.text("Median"): [number(value, language, 1) for value in rows["median"]],
        language.text("Quartiles"): [
            DASH if pd.isna(low) else f"{number(low, language, 1)} … {number(high, language, 1)}"
            for low, high in zip(rows["q1"], rows["q3"])
        ],
        language.text("Interquartile range"): [number(value, language, 1) for value in rows["iqr"]],
        language.text("Disagreement index"): [number(value, language, 2) for value in rows["disagreement_index"]],
        language.text("Agreement A (van der Eijk)"): [number(value, language, 2) for value in rows["van_der_eijk_a"]],
        language.text("Consensus (Tastle, Wierman)"): [
            number(value, language, 2) for value in rows["tastle_wierman_consensus"]
        ],
        language.text("Two camps"): [language.text("yes") if value else "" for value in rows["bimodal"]],
        language.text("People"): rows["n"]
        .where(rows["state"].isin(["statistics", "dots"]))
        .map(lambda value: number(value, language))
        .tolist(),
    }
    return pd.DataFrame(columns)


def further_table(shown: Shown, group: str) -> pd.DataFrame:
    """Return the measures behind the verdicts, as far as a group has statistics."""
    language, found = shown.language, shown.found
    rows = shown.first(found.by_group[found.by_group["stakeholder_group"] == group], None)
    rows = rows[rows["state"] == "statistics"]

    def told(name: str, decimals: int = 2) -> list[str]:
        return [number(value, language, decimals) for value in rows[name]]

    classic = [
        language.text("disagreement") if apart else language.text("agreement") if close else DASH
        for close, apart in zip(rows["classic_agreement"], rows["classic_disagreement"])
    ]
    columns = {
        **shown.named(rows["need"]),
        language.text("Percentiles 30 and 70"): [
            f"{low} … {high}" for low, high in zip(told("p30", 1), told("p70", 1))
        ],
        language.text("IPR"): told("ipr"),
        language.text("IPRAS"): told("ipras"),
        language.text("RAND/UCLA, classic rule"): classic,
        language.text("Polarisation"): told("polarisation"),
        language.text("Dispersion (Leik)"): told("leik"),
        language.text("Bimodality (Sarle)"): told("bimodality"),
        language.text("Content validity ratio (Lawshe)"): [
            validity(int(inside), int(people), shown) for inside, people in zip(rows["in_zone"], rows["n"])
        ],
    }
    if group == EVERYBODY and len(shown.groups) > 1:
        together = found.needs.set_index("need").reindex(rows["need"])
        columns[language.text("Group-aware consensus")] = [
            number(value, language, 2) for value in together["group_aware_consensus"]
        ]
    return pd.DataFrame(columns)


def validity(inside: int, people: int, shown: Shown) -> str:
    """Write Lawshe's ratio of those for a need, with a star where it exceeds chance."""
    found = content_validity_ratio(inside, people)
    return number(found["ratio"], shown.language, 2) + ("*" if found["exceeds_chance"] else "")


def in_order(rows: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    """Put rows by round and the usual order of the groups."""
    order = {group: place for place, group in enumerate([EVERYBODY, *shown.groups])}
    return rows.assign(place=rows["stakeholder_group"].map(order)).sort_values(["round", "place"], ignore_index=True)


def concordance(shown: Shown) -> pd.DataFrame:
    """Return Kendall's W by round and group; a dash where there is none."""
    language = shown.language
    rows = in_order(shown.found.concordance, shown)
    return pd.DataFrame(
        {
            language.text("Round"): rows["round"].tolist(),
            language.text("Group"): [language.label("group", code) for code in rows["stakeholder_group"]],
            language.text("Kendall’s W"): [number(w, language, 2) for w in rows["w"]],
            language.text("p-value"): [probability(value, language) for value in rows["p"]],
            language.text("Rated every need"): rows["raters"].tolist(),
            language.text("Left out"): rows["raters_left_out"].tolist(),
        }
    )


def rule_table(shown: Shown) -> pd.DataFrame:
    """Return the thresholds of the rule as they were stored with the session."""
    language, rule = shown.language, shown.found.rule
    shares = ("zone_share", "unchanged_at_least", "confidence", "top_overlap_at_least")
    said = []
    for name, value in rule.as_dict().items():
        if name in ("lowest", "highest"):
            continue
        if name in ("measure", "multiplicity"):
            text = (
                language.label("agreement_measure", value)
                if name == "measure"
                else language.label("multiplicity", value)
            )
        elif name in shares:
            text = percent(value, language)
        else:
            text = number(value, language, 0 if float(value).is_integer() else 2)
        said.append((language.label("agreement_rule", name), text))
    return pd.DataFrame(said, columns=[language.text("Threshold"), language.text("Value")])


def choose_group(shown: Shown, section: str) -> str:
    """Let the reader choose one stakeholder group, or all together."""
    return st.segmented_control(
        shown.language.text("Stakeholder group"),
        [EVERYBODY, *(shown.groups if len(shown.groups) > 1 else [])],
        default=EVERYBODY,
        format_func=lambda code: shown.language.label("group", code),
        key=f"results_group-{section}-{shown.session.id}",
        required=True,
    )


def draw(shown: Shown, count: int | None) -> None:
    """Draw the section."""
    language, found, rule = shown.language, shown.found, shown.found.rule
    group = choose_group(shown, "agreement")
    shares, intervals = zones(shown, group, count)
    if len(shares):
        st.altair_chart(
            charts.diverging_distribution(shares, intervals, language),
            alt=language.text("Shares for and against by need, with the interval of the share for"),
        )
    scattered = dots(shown, group, count)
    if len(scattered):
        st.info(
            language.text(
                "Fewer than {least} people of this group answered some needs: their answers are dots "
                "without statistics.",
                least=rule.statistics_from,
            ),
            icon=":material/scatter_plot:",
        )
        st.altair_chart(
            charts.answer_dots(scattered, rule.lowest, rule.highest, language),
            alt=language.text("Answers of the group, every dot a person"),
        )
    if not len(shares) and not len(scattered):
        st.info(
            language.text("Fewer than {least} people of this group answered: nothing is shown.", least=rule.shown_from),
            icon=":material/visibility_off:",
        )
    if len(shares):
        told = table(shown, group)
        tables.show(told, language.text("Measures of agreement by need"))
        download_table(told, "agreement.csv", key="download_agreement")
    further = further_table(shown, group)
    if len(further):
        with st.expander(language.text("Further measures"), icon=":material/query_stats:"):
            tables.show(further, language.text("Further measures of agreement by need"))
            st.caption(
                language.text(
                    "IPR is the range between the percentiles 30 and 70, IPRAS the range from which RAND/UCLA speaks "
                    "of disagreement; the disagreement index is the one over the other. Bimodality counts only "
                    "together with a negative A or disagreement: a skewed single hump exceeds its threshold too. "
                    "*: more people for it than chance would bring."
                )
            )
            download_table(further, "further-measures.csv", key="download_further")
    st.markdown(f"**{language.text('Do people put the needs in the same order? Kendall’s W by round')}**")
    tables.show(concordance(shown), language.text("Kendall’s W by round and group"))
    reasons = [reason for reason in found.concordance["reason"].unique() if reason]
    if reasons:
        st.caption(f"{DASH} {'; '.join(language.label('concordance_reason', reason) for reason in reasons)}")
    with st.expander(language.text("The rule, set before the round"), icon=":material/gavel:"):
        tables.show(rule_table(shown), language.text("Thresholds of the rule"))
        st.caption(
            language.text(
                "Quartiles by linear interpolation (type 7); intervals of shares by Wilson. Fingerprint of the rule: "
                "{fingerprint}; it changes with any threshold.",
                fingerprint=rule.fingerprint,
            )
        )
