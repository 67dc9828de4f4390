"""The protocol of a session: what was agreed, how firmly, who disagrees, what follows; everything else in annexes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from foresight.charts.documents import ranked_intervals
from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.reports.document import (
    Bullets,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    Signatures,
    table,
)
from foresight.reports.figures import figure
from foresight.reports.fingerprint import Mark
from foresight.reports.protocol_annexes import annexes
from foresight.reports.words import (
    day,
    empty,
    framed,
    hash_block,
    missing_translations,
    need_titles,
    number,
    percent,
    span,
)

MOST_IN_CHART = 20
#: Blue for accepted, vermilion for refused or contested: the words say the same.
AGREEMENT_FILL = {"accepted_by_all": "#DCEBF5", "contested": "#FBE6D6", "declined_by_all": "#F4D9CC"}


def protocol(facts: Mapping, language: Language, mark: Mark, made_on: dt.date) -> Document:
    """Write the protocol of a session.

    Parameters
    ----------
    facts : mapping
        From ``session_facts``.
    language : Language
    mark : Mark
    made_on : date
    """
    session = facts["session"]
    titles, untranslated = need_titles(facts["needs"], language)
    blocks: list[object] = [
        *_notices(facts, language),
        *missing_translations(untranslated, language),
        _head(facts, language),
        Heading(language.text("Summary")),
        *_summary(facts, titles, language),
        Heading(language.text("Decisions")),
        *_decisions(facts, titles, language),
        Heading(language.text("Ranking of needs")),
        *_ranking(facts, titles, language),
        Heading(language.text("Signatures")),
        Signatures(
            (
                (language.text("Chair"), str(facts["supplement"].get("chair", ""))),
                (language.text("Secretary"), str(facts["supplement"].get("secretary", ""))),
            )
        ),
        PageBreak(),
        *annexes(facts, titles, language),
        *hash_block(mark, language),
    ]
    return framed(
        "protocol",
        language,
        language.text("Protocol of the foresight session"),
        f"{session['title']} · {language.region(session['region'])} · {day(session['held_on'], language)}",
        blocks,
        mark,
        made_on,
    )


def _notices(facts: Mapping, language: Language) -> list[Notice]:
    session, found = facts["session"], []
    if session["demonstration"]:
        found.append(Notice(language.text("Everything in this session is invented: it is a training example.")))
    if session["stage"] != "closed":
        found.append(
            Notice(
                language.text(
                    "The session is not closed yet (stage: {stage}). This is an interim protocol; rounds that are not "
                    "over are not in it.",
                    stage=language.label("stage", session["stage"], round=facts["method"]["rounds_held"]),
                )
            )
        )
    if not facts["method"]["locked"] and session["stage"] != "draft":
        found.append(Notice(language.text("No ballot was given, so the method was never locked."), "note"))
    if facts["method"]["reopened"]:
        found.append(
            Notice(
                language.text(
                    "Rounds opened again after their results had been seen: {rounds}.",
                    rounds=", ".join(str(one) for one in facts["method"]["reopened"]),
                )
            )
        )
    return found


def _head(facts: Mapping, language: Language) -> Facts:
    session, supplement = facts["session"], facts["supplement"]
    joined = facts["attendance"]["joined"]
    not_known = language.text("not recorded")
    people = language.plural("{count} person", "{count} people", sum(joined.values())) if joined else not_known
    rows = [
        (language.text("Region"), language.region(session["region"])),
        (language.text("Day"), day(session["held_on"], language)),
        (language.text("Place"), str(supplement.get("place") or not_known)),
        (language.text("Chair"), str(supplement.get("chair") or not_known)),
        (language.text("Secretary"), str(supplement.get("secretary") or not_known)),
        (language.text("Present"), people),
        (
            language.text("Method"),
            language.text(
                "{scale}; {count} criteria; rounds held: {held} of {most}",
                scale=language.label("scale", facts["method"]["scale"]),
                count=len(facts["method"]["questions"]),
                held=facts["method"]["rounds_held"],
                most=facts["method"]["rounds"],
            ),
        ),
        (language.text("Closed"), day(session["closed_on"], language) if session["closed_on"] else language.text("no")),
    ]
    return Facts(tuple(rows))


def _no_results(facts: Mapping, language: Language) -> list[object]:
    sentence, values = facts["ballots"]["problem"]
    return [Paragraph(language.problem(Problem(sentence, **values)), "empty")]


def _summary(facts: Mapping, titles: Mapping[str, str], language: Language) -> list[object]:
    results = facts["results"]
    if results is None:
        return _no_results(facts, language)
    needs = results["needs"]
    rule = facts["method"]["consensus"]
    agreed = [row for row in needs if row["label"] == "accepted_by_all"]
    contested = [row for row in needs if row["label"] == "contested"]
    dissent = {row["need"] for row in results["minority"]}
    first = needs[0]
    points = [
        language.text(
            "{people} people rated {needs} needs; {answers} answers, {blanks} times “don't know”.",
            people=language.number(results["people"]),
            needs=language.number(len(needs)),
            answers=language.number(facts["ballots"]["answers"]),
            blanks=language.number(facts["ballots"]["blanks"]),
        ),
        language.text(
            "First: “{need}”, {score} of 100 (interval {low} to {high}); rank {ranks} of {count}.",
            need=titles.get(first["need"], first["need"]),
            score=number(first["score"], language),
            low=number(first["score_low"], language),
            high=number(first["score_high"], language),
            ranks=span(first["rank_low"], first["rank_high"], language),
            count=len(needs),
        ),
        language.plural(
            "{count} need is accepted by every group.", "{count} needs are accepted by every group.", len(agreed)
        ),
        language.plural(
            "{count} need is contested between groups.", "{count} needs are contested between groups.", len(contested)
        )
        if contested
        else language.text("No need is contested between groups."),
        language.plural(
            "{count} need has dissent that the annex reports.",
            "{count} needs have dissent that the annex reports.",
            len(dissent),
        ),
    ]
    if not results["panel"]["enough"]:
        points.append(
            language.text(
                "Another panel of this size might choose other needs among the first {k}; see the remarks.",
                k=rule["top_k"],
            )
        )
    return [Bullets(tuple(points))]


def _decisions(facts: Mapping, titles: Mapping[str, str], language: Language) -> list[object]:
    made, advised = facts["decisions"]["specifications"], facts["decisions"]["recommendations"]
    written = [str(one) for one in facts["supplement"].get("decisions", []) if str(one).strip()]
    blocks: list[object] = []
    if written:
        blocks.append(Bullets(tuple(written), numbered=True))
    if made:
        blocks.append(
            table(
                [
                    Column(language.text("Technical specification"), 4),
                    Column(language.text("From the need"), 4),
                    Column(language.text("Instrument"), 2),
                    Column(language.text("State"), 2),
                ],
                [
                    (
                        one["title"],
                        titles.get(one["need"], "–"),
                        language.label("instrument", one["instrument"]) if one["instrument"] else "–",
                        language.label("specification_state", one["state"]),
                    )
                    for one in made
                ],
                caption=language.text("Technical specifications from this session"),
            )
        )
    if advised:
        blocks.append(
            table(
                [
                    Column(language.text("Recommendation"), 5),
                    Column(language.text("To"), 3),
                    Column(language.text("State"), 2),
                ],
                [
                    (
                        one["title"],
                        one["addressee"] or "–",
                        language.label("recommendation_state", one["state"]),
                    )
                    for one in advised
                ],
                caption=language.text("Recommendations from this session"),
            )
        )
    return blocks or [empty(language)]


def _ranking(facts: Mapping, titles: Mapping[str, str], language: Language) -> list[object]:
    results = facts["results"]
    if results is None:
        return _no_results(facts, language)
    needs = results["needs"]
    rows = pd.DataFrame(
        [
            {
                "label": f"{row['rank']}. {_short(titles.get(row['need'], row['need']))}",
                "score": row["score"],
                "score_low": row["score_low"],
                "score_high": row["score_high"],
                "band": row["band"],
            }
            for row in needs[:MOST_IN_CHART]
        ]
    )
    first = needs[: facts["method"]["consensus"]["top_k"]]
    return [
        figure(
            ranked_intervals(rows, language),
            language,
            language.text(
                "The first {count} of {all} needs with the interval of their score; needs of one shade side by side "
                "cannot be told apart",
                count=len(rows),
                all=len(needs),
            ),
            language.text("Scores of needs from 0 to 100 with intervals, the best first"),
        ),
        table(
            [
                Column(language.text("Rank"), 1.1, "center"),
                Column(language.text("Need"), 6),
                Column(language.text("Score"), 1.2, "right"),
                Column(language.text("In the zone"), 1.4, "right"),
                Column(language.text("Groups"), 2.6),
                Column(language.text("Between rounds"), 1.9),
            ],
            [_top_row(row, titles, language) for row in first],
            caption=language.text("The first {count} needs", count=len(first)),
            note=language.text(
                "Rank: the interval in which the rank lies in {confidence} of panels drawn anew. In the zone: share of "
                "answers in the zone of acceptance.",
                confidence=percent(facts["method"]["consensus"]["confidence"], language),
            ),
        ),
    ]


def _top_row(row: Mapping, titles: Mapping[str, str], language: Language) -> tuple[str | Cell, ...]:
    agreement = language.label("agreement", row["label"])
    if row["between"]:
        agreement += ": " + ", ".join(language.label("group", group) for group in row["between"])
    return (
        span(row["rank_low"], row["rank_high"], language),
        titles.get(row["need"], row["need"]),
        number(row["score"], language),
        percent(row["zone_share"], language),
        Cell(agreement, AGREEMENT_FILL.get(row["label"], "")),
        language.label("stability", row["stability"]),
    )


def _short(title: str, most: int = 62) -> str:
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"
