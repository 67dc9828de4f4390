"""The annexes of a protocol: attendance, method as locked, rounds, ranking, dissent, needs, and the 35 ACCORD items."""

from __future__ import annotations

from collections.abc import Mapping

from foresight.i18n.language import Language
from foresight.i18n.ranking_notes import ranking_note
from foresight.reports.accord import STATUS, accord_answers, rule_sentence
from foresight.reports.document import Bullets, Cell, Column, Facts, Heading, Paragraph, table
from foresight.reports.protocol_rounds import rounds_annex
from foresight.reports.words import day, dissent_side, empty, number, percent, span

GROUPS = ("government", "business", "public", "science", "combined")
STATUS_FILL = {"open": "#FBE6D6", "partly": "#FBF3DC"}


def annexes(facts: Mapping, titles: Mapping[str, str], language: Language) -> list[object]:
    """Return all annexes, each with its letter."""
    parts = (
        (language.text("Attendance by group"), _attendance(facts, language)),
        (language.text("Method and thresholds as locked"), _method(facts, language)),
        (language.text("Rounds"), rounds_annex(facts, titles, language)),
        (language.text("Full ranking with intervals"), _full_ranking(facts, titles, language)),
        (language.text("Dissent"), _dissent(facts, titles, language)),
        (language.text("Needs and where they come from"), _needs(facts, titles, language)),
        (language.text("Calendar"), _calendar(facts, language)),
        (language.text("ACCORD: the 35 items of reporting consensus"), _accord(facts, language)),
    )
    blocks: list[object] = []
    for letter, (title, content) in zip("ABCDEFGH", parts):
        blocks.append(Heading(language.text("Annex {letter}. {title}", letter=letter, title=title)))
        blocks += content or [empty(language)]
    return blocks


def _attendance(facts: Mapping, language: Language) -> list[object]:
    joined = facts["attendance"]["joined"]
    answered = facts["attendance"]["answered"]
    if not joined and not answered:
        return []
    rounds = sorted({row["round"] for row in answered})
    by = {}
    for row in answered:
        by[row["round"], row["group"]] = by.get((row["round"], row["group"]), 0) + row["people"]
    groups = [group for group in GROUPS if group in joined or any((number, group) in by for number in rounds)]
    rows = [
        (
            language.label("group", group),
            number(joined.get(group), language),
            *(number(by.get((one, group), 0), language) for one in rounds),
        )
        for group in groups
    ]
    rows.append(
        (
            language.text("Total"),
            number(sum(joined.values()) if joined else None, language),
            *(number(sum(by.get((one, group), 0) for group in groups), language) for one in rounds),
        )
    )
    sources = sorted({row["source"] for row in answered})
    told = [
        f"{language.label('ballot_source', source)}: "
        + number(sum(row["people"] for row in answered if row["source"] == source), language)
        for source in sources
    ]
    return [
        table(
            [
                Column(language.text("Group"), 3),
                Column(language.text("Present"), 1, "right"),
                *(Column(language.text("Answered in round {round}", round=one), 1.4, "right") for one in rounds),
            ],
            rows,
            total=True,
            note=language.text("Ballots of all rounds {told}.", told=", ".join(told)) if told else "",
        )
    ]


def _method(facts: Mapping, language: Language) -> list[object]:
    method, weights = facts["method"], facts["weights"]
    locked = language.text("yes, by the first ballot") if method["locked"] else language.text("no")
    names = {question["code"]: _name(question["names"], question["code"], language) for question in method["questions"]}
    groups = [group for group in GROUPS if group in weights["by_group"]]
    source = (
        language.text("of the room, {count} people", count=weights["people"])
        if weights["source"] == "room"
        else language.text("set with the method")
    )
    rule = method["consensus"]
    return [
        Facts(
            (
                (language.text("Locked"), locked),
                (language.text("Fingerprint of the method"), method["fingerprint"]),
                (language.text("Fingerprint of the thresholds"), method["rule_fingerprint"]),
                (language.text("Scale"), language.label("scale", method["scale"])),
                (language.text("Consensus"), rule_sentence(method, language)),
                (
                    language.text("Differences between groups"),
                    language.text(
                        "Mann–Whitney; delta of Cliff from {effect}; significance {level}, corrected ({correction})",
                        effect=language.number(rule["contested_effect"], 2),
                        level=language.number(rule["significance"], 2),
                        correction=rule["multiplicity"].replace("_", "–").title(),
                    ),
                ),
                (
                    language.text("Smallest groups"),
                    language.text(
                        "shown from {shown} people, with statistics from {statistics}",
                        shown=rule["shown_from"],
                        statistics=rule["statistics_from"],
                    ),
                ),
                (language.text("Needs to choose"), str(rule["top_k"])),
            )
        ),
        table(
            [
                Column(language.text("Criterion"), 2.7),
                Column(language.text("Question"), 5),
                Column(language.text("Speaks for the need"), 1.5),
                Column(language.text("Weight"), 1.1, "right"),
                *(Column(language.label("group_short", group), 1.3, "right") for group in groups),
            ],
            [
                (
                    names[question["code"]],
                    _name(question["questions"], "–", language),
                    language.text("high answers") if question["objective"] == "max" else language.text("low answers"),
                    percent(weights["weights"][question["code"]], language, 1),
                    *(percent(weights["by_group"][group][question["code"]], language, 1) for group in groups),
                )
                for question in method["questions"]
            ],
            caption=language.text("Criteria; weights {source}", source=source),
            small=True,
        ),
    ]


def _name(texts: Mapping[str, str], otherwise: str, language: Language) -> str:
    return texts.get(language.code) or next((text for text in texts.values() if text), otherwise)


def _full_ranking(facts: Mapping, titles: Mapping[str, str], language: Language) -> list[object]:
    results = facts["results"]
    if results is None:
        return []
    groups = [group for group in GROUPS if any(f"score_{group}" in row for row in results["needs"][:1])]
    rows = [
        (
            str(row["rank"]),
            span(row["rank_low"], row["rank_high"], language),
            titles.get(row["need"], row["need"]),
            number(row["score"], language, 1),
            span(row["score_low"], row["score_high"], language),
            *(number(row.get(f"score_{group}"), language) for group in groups),
            span(row["weight_rank_low"], row["weight_rank_high"], language),
            language.label("need_verdict", row["verdict"]),
        )
        for row in results["needs"]
    ]
    blocks: list[object] = [
        table(
            [
                Column("№", 0.7, "right"),
                Column(language.text("Rank"), 1.1, "center"),
                Column(language.text("Need"), 5),
                Column(language.text("Score"), 1.1, "right"),
                Column(language.text("Interval"), 1.3, "center"),
                *(Column(language.label("group_short", group), 1.35, "right") for group in groups),
                Column(language.text("Rank, other weights"), 1.8, "center"),
                Column(language.text("Verdict"), 2.5),
            ],
            rows,
            small=True,
            note=language.text(
                "Scores 0 to 100, each group counting the same; ranks with other weights: when each weight varies by "
                "about a tenth. A dash: too few people to be shown."
            ),
        )
    ]
    winners = [
        f"{language.label('ranking_method', method)}: "
        + (", ".join(titles.get(need, need) for need in found) if found else language.text("none"))
        for method, found in results["methods"].items()
    ]
    blocks += [Paragraph(language.text("First by other methods"), "strong"), Bullets(tuple(winners))]
    questions = facts["method"]["questions"]
    criteria = {one["code"]: _name(one["names"], one["code"], language) for one in questions}
    notes = [ranking_note(code, values, titles, criteria, language) for code, values in results["notes"]]
    if notes:
        blocks += [Paragraph(language.text("Remarks of the calculation"), "strong"), Bullets(tuple(notes))]
    return blocks


def _dissent(facts: Mapping, titles: Mapping[str, str], language: Language) -> list[object]:
    results = facts["results"]
    if results is None or not results["minority"]:
        return [] if results is None else [Paragraph(language.text("No need has dissent by the rule of the session."))]
    reasons: dict[tuple[str, str], list[str]] = {}
    for row in facts["reasons"]:
        reasons.setdefault((row["need"], row["side"]), []).append(row["text"])
    rows = [
        (
            titles.get(row["need"], row["need"]),
            dissent_side(row, results["minority"], language),
            language.text("{people} of {answered}", people=row["people"], answered=row["answered"])
            + f" ({percent(row['share'], language)})",
            ", ".join(f"{language.label('group', group)} {people}" for group, people in row["groups"]) or "–",
            language.text("yes") if row["stable"] else language.text("rated once"),
        )
        for row in results["minority"]
    ]
    blocks: list[object] = [
        table(
            [
                Column(language.text("Need"), 5),
                Column(language.text("Stands"), 2),
                Column(language.text("People"), 1.5),
                Column(language.text("Groups of five and more"), 3),
                Column(language.text("In both rounds"), 1.4),
            ],
            rows,
            small=True,
            note=language.text("A dissent that stays is a finding of the session, not a failure of it."),
        )
    ]
    told = [
        f"{titles.get(row['need'], row['need'])} — " + " · ".join(f"“{text}”" for text in found[:6])
        for row in results["minority"]
        if (found := sorted(set(reasons.get((row["need"], row["side"]), ()))))
    ]
    if told:
        blocks += [Paragraph(language.text("Reasons given on this side"), "strong"), Bullets(tuple(told))]
    return blocks


def _needs(facts: Mapping, titles: Mapping[str, str], language: Language) -> list[object]:
    places = {need["id"]: str(need["position"]) for need in facts["needs"]}
    rows = [
        (
            str(need["position"]),
            titles.get(need["id"], need["id"]),
            need["why"] or "–",
            need["beneficiary"] or "–",
            language.label("need_state", need["state"]),
            ", ".join(places.get(parent, "?") for parent in need["parents"]) or "–",
        )
        for need in facts["needs"]
    ]
    if not rows:
        return []
    return [
        table(
            [
                Column("№", 0.6, "right"),
                Column(language.text("Need"), 4),
                Column(language.text("Why"), 3.4),
                Column(language.text("Who benefits"), 2.2),
                Column(language.text("State"), 1.4),
                Column(language.text("From №"), 1),
            ],
            rows,
            small=True,
        )
    ]


def _calendar(facts: Mapping, language: Language) -> list[object]:
    rows = []
    for entry in facts["calendar"]:
        if entry["action"] == "stage_changed":
            what = language.label("stage", entry["to"]).replace("{round}", "").strip()
        elif entry["action"] == "method_locked":
            what = language.text("The first ballot locks the method")
        elif entry["action"] == "method_changed":
            what = language.text("The method is changed")
        else:
            what = language.text("The last step is taken back")
        rows.append((day(entry["happened"], language) + ", " + entry["happened"][11:16], what))
    if not rows:
        return []
    return [table([Column(language.text("When, UTC"), 2), Column(language.text("What"), 4)], rows, small=True)]


def _accord(facts: Mapping, language: Language) -> list[object]:
    answers = accord_answers(facts, language)
    counts = {status: sum(one.status == status for one in answers) for status in STATUS}
    rows = [
        (
            one.code,
            one.item,
            Cell(language.text(STATUS[one.status]), STATUS_FILL.get(one.status, "")),
            one.text,
        )
        for one in answers
    ]
    return [
        Paragraph(
            language.text(
                "Of 35 items {answered} are answered, {partly} in part, {open} are open. Items: ACCORD, PLoS Medicine "
                "2024, doi 10.1371/journal.pmed.1004326, in short words.",
                **counts,
            )
        ),
        table(
            [
                Column("", 0.7),
                Column(language.text("Item"), 3),
                Column(language.text("State"), 1.3),
                Column(language.text("Answer"), 6),
            ],
            rows,
            small=True,
        ),
    ]
