"""Results of a session as the page tells them: from the ballots one may see to sentences and tables."""

import pandas as pd
import streamlit as st

from foresight.i18n.follow_up_labels import follow_up_label, follow_up_labels
from foresight.i18n.language import Language
from foresight.priorities.session_results import SessionResults, session_results
from foresight.screen import resources
from foresight.sessions.method import Method
from foresight.store import sessions
from foresight.store.live_release import answers_shown
from foresight.store.live_session import read_method
from foresight.store.live_session import topic as live_topic

SHARES = ("overlap", "change", "share")


def method_of(session: sessions.Session) -> Method:
    """Return the method of a session, held live or entered by hand."""
    return read_method(session.method)


@st.cache_resource(max_entries=20, show_spinner=False)
def _results(session: str, aggregation: str, code: str, key: tuple) -> SessionResults | None:
    database = resources.database()
    ballots = answers_shown(database, session, "facilitator")
    if ballots.empty or ballots["value"].notna().sum() == 0:
        return None
    found = sessions.get_session(database, session)
    method = method_of(found)
    return session_results(
        ballots,
        method.criteria(code),
        method.consensus,
        aggregation,
        consensus=method.scale != "points",
    )


def results(session: str, aggregation: str, language: Language) -> SessionResults | None:
    """Return the results of a session, or None while nothing may be shown."""
    database = resources.database()
    key = resources.version(live_topic(session), sessions.topic(session), "")
    return _results(session, aggregation, language.code, key + (str(database.label),))


def titled(frame: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """Add the title of each need."""
    return frame.assign(title=frame["need"].map(titles))


def ranked(found: SessionResults, titles: dict[str, str], language: Language) -> pd.DataFrame:
    """Return the needs best first, with title, place and the sign of a tie band."""
    frame = titled(found.needs, titles)
    sizes = frame.groupby("band")["need"].transform("size")
    frame["band_text"] = [language.text("tie of {count}", count=size) if size > 1 else "" for size in sizes]
    frame["title"] = [f"{rank}. {title}" for rank, title in zip(frame["rank"], frame["title"])]
    return frame


def headline(found: SessionResults, titles: dict[str, str], language: Language) -> str:
    """Say the finding: what all groups accept, and what comes first or ties for it."""
    accepted = int((found.needs["label"] == "accepted_by_all").sum())
    first = found.needs[found.needs["band"] == found.needs["band"].min()]
    agreed = language.plural(
        "{count} need is accepted by all groups", "{count} needs are accepted by all groups", accepted
    )
    if len(first) == 1:
        return language.text("{agreed}; first: {need}", agreed=agreed, need=titles[first["need"].iloc[0]])
    return language.text("{agreed}; {count} needs tie for the first place", agreed=agreed, count=len(first))


def notes(found: SessionResults, titles: dict[str, str], criteria: dict[str, str], language: Language) -> list[str]:
    """Say what must be known before the ranking is used."""
    told = []
    for code, values in found.notes:
        shown = {}
        for name, value in values.items():
            if name in ("group",):
                shown[name] = follow_up_label(language, "group", value)
            elif name == "groups":
                shown[name] = ", ".join(follow_up_label(language, "group", one) for one in value)
            elif name == "need":
                shown[name] = titles.get(value, value)
            elif name == "criterion":
                shown[name] = criteria.get(value, value)
            elif name in SHARES:
                shown[name] = language.percent(float(value))
            else:
                shown[name] = language.number(value) if isinstance(value, int | float) else value
        told.append(follow_up_label(language, "note", code, **shown))
    return told


def zones(found: SessionResults, titles: dict[str, str], group: str) -> pd.DataFrame:
    """Return the share of low, middle and high answers of each need in a group, in order of rank."""
    rows = found.distribution[found.distribution["stakeholder_group"] == group]
    rule = found.rule
    zone = pd.cut(
        rows["answer"].astype(float),
        [-float("inf"), rule.decline_to, rule.zone_from - 1e-9, float("inf")],
        labels=["low", "middle", "high"],
    )
    shares = rows.assign(zone=zone.astype(str)).groupby(["need", "zone"])["share"].sum().reset_index()
    place = {need: position for position, need in enumerate(found.needs["need"])}
    shares = shares[shares["need"].isin(place)]
    shares = shares.assign(place=shares["need"].map(place)).sort_values("place")
    return titled(shares, titles)


def group_ranks(found: SessionResults, titles: dict[str, str], count: int = 8) -> pd.DataFrame:
    """Return the rank each group would give the first needs."""
    groups = [name.removeprefix("score_") for name in found.needs if name.startswith("score_")]
    groups = [name for name in groups if name in set(found.groups.values())]
    rows = []
    for group in groups:
        ranks = found.needs[f"score_{group}"].rank(ascending=False, method="min")
        rows += [
            {"need": need, "group": group, "rank": int(rank)}
            for need, rank in zip(found.needs["need"].head(count), ranks.head(count))
            if pd.notna(rank)
        ]
    return titled(pd.DataFrame(rows, columns=["need", "group", "rank"]), titles)


def acceptability(found: SessionResults, titles: dict[str, str], kind: str) -> pd.DataFrame:
    """Return how often each need takes each rank, over panels or over all weights."""
    place = {need: position for position, need in enumerate(found.needs["need"])}
    rows = found.rank_acceptability.assign(place=found.rank_acceptability["need"].map(place)).sort_values(
        ["place", "rank"]
    )
    return titled(rows.rename(columns={kind: "share"}), titles)[["title", "rank", "share"]]


def agreement_table(found: SessionResults, titles: dict[str, str], language: Language) -> pd.DataFrame:
    """Return for each need what each measure of agreement says."""
    needs = found.needs
    between = [
        " / ".join(follow_up_label(language, "group", one) for one in pair) if len(pair) else ""
        for pair in needs["between"]
    ]
    return pd.DataFrame(
        {
            language.text("Rank"): needs["rank"].tolist(),
            language.text("Need"): needs["need"].map(titles).tolist(),
            language.text("Agreement"): [follow_up_label(language, "agreement", code) for code in needs["label"]],
            language.text("Contested between"): between,
            language.text("Median"): needs["median"].round(1).tolist(),
            language.text("Interquartile range"): needs["iqr"].round(1).tolist(),
            language.text("In the zone"): [
                f"{language.percent(share)} ({language.percent(low)}–{language.percent(high)})"
                for share, low, high in zip(needs["zone_share"], needs["zone_low"], needs["zone_high"])
            ],
            language.text("Disagreement index"): needs["disagreement_index"].round(2).tolist(),
            language.text("Stability"): [follow_up_label(language, "stability", code) for code in needs["stability"]],
            language.text("People"): needs["people"].tolist(),
        }
    )


def methods_table(found: SessionResults, titles: dict[str, str], language: Language) -> pd.DataFrame:
    """Return the rank of each need by each method."""
    names = follow_up_labels(language, "ranking_method")
    ranks = found.methods.ranks.rename(columns=names)
    ranks = ranks.reindex([need for need in found.needs["need"] if need in ranks.index])
    ranks.insert(0, language.text("Need"), [titles[need] for need in ranks.index])
    return ranks


def minority_lines(found: SessionResults, titles: dict[str, str], language: Language) -> list[str]:
    """Say who stably disagrees with what, and why."""
    lines = []
    for row in found.minority.itertuples():
        groups = ", ".join(follow_up_label(language, "group", one) for one in row.groups)
        lines.append(
            language.text(
                "{need}: {people} of {answered} {side} ({groups})",
                need=titles.get(row.need, row.need),
                people=int(row.people),
                answered=int(row.answered),
                side=follow_up_label(language, "side", row.side),
                groups=groups,
            )
        )
        lines += [f"— {reason}" for reason in row.rationales]
    return lines
