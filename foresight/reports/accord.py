"""The 35 items of ACCORD, answered from what is recorded; what is not recorded is said to be open.

ACCORD: ACcurate COnsensus Reporting Document, Gattrell et al., PLoS Medicine 2024, doi 10.1371/journal.pmed.1004326.
The items are told here in our own short words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foresight.i18n.language import Language
from foresight.problems import extracted
from foresight.reports.words import day, percent

ITEMS: dict[str, str] = {
    "T1": extracted("The title names the search for consensus and its method"),
    "I1": extracted("Why consensus was sought"),
    "I2": extracted("Aim, for whom, for which area"),
    "I3": extracted("Whether an earlier exercise is brought up to date"),
    "M1": extracted("Registration before the start"),
    "M2": extracted("Who led it, with what experience"),
    "M3": extracted("Whom the panel was made of, why so many, who chose"),
    "M4": extracted("How people were invited"),
    "M5": extracted("What part the public had"),
    "M6": extracted("What was collected beforehand"),
    "M7": extracted("Search of the literature"),
    "M8": extracted("Evidence given to the panel"),
    "M9": extracted("Method and steps"),
    "M10": extracted("How questions were put and answered"),
    "M11": extracted("Aim of each step"),
    "M12": extracted("What counts as consensus, and why"),
    "M13": extracted("Whether items with consensus were voted on again"),
    "M14": extracted("How answers were collected, alone or together"),
    "M15": extracted("How answers were put together"),
    "M16": extracted("Trial of the materials"),
    "M17": extracted("What the panel was shown between steps"),
    "M18": extracted("Anonymity: where, for whom, how"),
    "M19": extracted("Whether the organisers took part in decisions"),
    "M20": extracted("Rewards for taking part"),
    "M21": extracted("What made taking part easier"),
    "R1": extracted("When it was held and how long it took"),
    "R2": extracted("Departures from the plan"),
    "R3": extracted("Who took part in each step"),
    "R4": extracted("Outcome"),
    "R5": extracted("Items changed or removed"),
    "D1": extracted("Strengths and limits"),
    "D2": extracted("Agreement with what was known before"),
    "O1": extracted("Organisations that stand behind it"),
    "O2": extracted("Conflicts of interest"),
    "O3": extracted("Funding"),
}
STATUS = {
    "answered": extracted("answered"),
    "partly": extracted("partly"),
    "open": extracted("open"),
}


@dataclass(frozen=True)
class AccordAnswer:
    """One item with its answer; ``status`` is ``answered``, ``partly`` (people must add something) or ``open``."""

    code: str
    item: str
    status: str
    text: str


def accord_answers(facts: Mapping, language: Language) -> list[AccordAnswer]:
    """Answer all 35 items.

    Parameters
    ----------
    facts : mapping
        From ``session_facts``.
    language : Language
    """
    derived = _derived(facts, language)
    written = facts["supplement"].get("answers", {})
    answers = []
    for code, item in ITEMS.items():
        status, text = derived.get(code, ("open", ""))
        added = str(written.get(code) or "").strip()
        if added:
            status, text = "answered", f"{text} {added}".strip()
        if status == "open":
            text = language.text("Not recorded.")
        answers.append(AccordAnswer(code, language.text(item), status, text))
    return answers


def rule_sentence(method: Mapping, language: Language) -> str:
    """Say what counts as consensus, with the thresholds as they were locked."""
    rule = method["consensus"]
    return language.text(
        "{measure}. Scale {lowest} to {highest}; zone of acceptance from {zone}, of refusal up to {decline}; at least "
        "{share} of answers in the zone or an interquartile range of at most {iqr} where these decide; stable from "
        "{unchanged} unchanged answers.",
        measure=language.label("agreement_measure", rule["measure"]),
        lowest=language.number(rule["lowest"]),
        highest=language.number(rule["highest"]),
        zone=language.number(rule["zone_from"]),
        decline=language.number(rule["decline_to"]),
        share=percent(rule["zone_share"], language),
        iqr=language.number(rule["iqr_at_most"]),
        unchanged=percent(rule["unchanged_at_least"], language),
    )


def _derived(facts: Mapping, language: Language) -> dict[str, tuple[str, str]]:
    """Answers that follow from the store."""
    text = language.text
    session, method, results = facts["session"], facts["method"], facts["results"]
    rated = [need for need in facts["needs"] if need["state"] == "accepted"]
    merged = sum(need["state"] == "merged" for need in facts["needs"])
    hidden = sum(need["state"] == "hidden" for need in facts["needs"])
    joined = facts["attendance"]["joined"]
    answered = facts["attendance"]["answered"]
    region = language.region(session["region"])
    found = {
        "T1": (
            "answered",
            text(
                "Protocol of a foresight session; method: {measure}.",
                measure=language.label("agreement_measure", method["consensus"]["measure"]),
            ),
        ),
        "I1": (
            "answered",
            text(
                "The Concept (section 6.5, step 2) has the needs of regions found and renewed in foresight sessions, "
                "because no figure shows them."
            ),
        ),
        "I2": (
            "answered",
            text("What {region} needs from science and in which order; for its science council.", region=region),
        ),
        "I3": (
            "answered",
            text("Method and needs come from session {session}.", session=session["copied_from"])
            if session["copied_from"]
            else text("No earlier session is continued."),
        ),
        "M1": (
            "answered",
            text(
                "Not in a public register. The method was stored beforehand and locked by the first ballot: {hash}.",
                hash=method["fingerprint"],
            )
            if method["locked"]
            else text("Not in a public register. The method is not locked yet: {hash}.", hash=method["fingerprint"]),
        ),
        "M9": (
            "answered",
            text(
                "Collecting needs, joining them, weighing the criteria, {rounds} of up to {most} rounds of rating with "
                "feedback between them.",
                rounds=language.number(method["rounds_held"]),
                most=language.number(method["rounds"]),
            ),
        ),
        "M10": ("answered", _questions(method, language)),
        "M11": (
            "answered",
            text(
                "Collecting: all needs. Joining: one need, one line. Weighing: what counts most. Each round: how "
                "desirable each need is. Feedback: reasons, before answers are revised."
            ),
        ),
        "M12": ("answered", rule_sentence(method, language)),
        "M15": ("answered", _aggregation(facts, language)),
        "M17": ("answered", _feedback(method, language)),
        "M18": ("answered", _anonymity(facts, language)),
        "R2": ("answered", _departures(facts, language)),
        "R5": (
            "answered",
            text(
                "{merged} needs were joined into others, {hidden} were set aside; each stands in the annex of needs.",
                merged=language.number(merged),
                hidden=language.number(hidden),
            ),
        ),
        "M6": (
            "answered",
            text("{count} needs were rated; they were proposed in the session.", count=language.number(len(rated))),
        ),
        "M21": (
            "partly",
            text("Screens in Russian, Kazakh and English; a phone without an account, or paper."),
        ),
        "R1": ("answered", _when(facts, language)),
    }
    if joined or answered:
        people = sum(joined.values())
        found["M3"] = (
            "partly",
            text(
                "The four groups that the Concept names; {count} people. Who chose them is not recorded.",
                count=language.number(people),
            )
            if people
            else text("The four groups that the Concept names. Who chose them is not recorded."),
        )
        found["R3"] = ("answered", text("Annex on attendance: people by group, answers by round and way of answering."))
    if joined.get("public"):
        found["M5"] = (
            "answered",
            text(
                "{count} people of the public, NGOs and parties took part in every step.",
                count=language.number(joined["public"]),
            ),
        )
    if answered:
        found["M14"] = ("answered", _collected(answered, language))
    if session.get("cards"):
        found["M8"] = (
            "answered",
            text("{count} cards with official figures were sent to the room.", count=language.number(session["cards"])),
        )
    if results is not None:
        found["M13"] = ("answered", _again(results, language))
        found["R4"] = (
            "answered",
            text("Sections on the ranking and on consensus, annexes on rounds, ranking and dissent."),
        )
        found["D1"] = ("partly", _limits(results, language))
    return found


def _questions(method: Mapping, language: Language) -> str:
    names = " ".join(
        question["questions"].get(language.code)
        or question["names"].get(language.code)
        or next(iter(question["names"].values()), question["code"])
        for question in method["questions"]
    )
    rationale = (
        language.text("A reason could be written.") if method["rationales"] else language.text("No reasons were asked.")
    )
    return language.text(
        "Scale: {scale}; “don't know” could be chosen. Questions: {questions} {rationale} People could propose needs.",
        scale=language.label("scale", method["scale"]),
        questions=names,
        rationale=rationale,
    )


def _aggregation(facts: Mapping, language: Language) -> str:
    weights = facts["weights"]
    source = (
        language.text(
            "Weights are those of the room, each group counting the same ({count} people).", count=weights["people"]
        )
        if weights["source"] == "room"
        else language.text("Weights are those set with the method.")
    )
    return (
        source
        + " "
        + language.text(
            "Scores are weighted means of the desirability of the answers, each group counting the same; intervals "
            "come from drawing the panel anew within its groups."
        )
    )


def _feedback(method: Mapping, language: Language) -> str:
    phones = (
        language.text("on the projector and on phones")
        if method["distributions_on_phones"]
        else language.text("on the projector")
    )
    return language.text(
        "After each round the distribution of answers by group, {where}, and reasons without names; numbers and words, "
        "always anonymous.",
        where=phones,
    )


def _anonymity(facts: Mapping, language: Language) -> str:
    least = facts["method"]["minimum_group"]
    if not facts["session"]["live"]:
        return language.text(
            "Ballots were entered under numbers, without names; nothing is shown of fewer than {least} people.",
            least=least,
        )
    return language.text(
        "Ballots carry no name, time, address or order; attendance and ballots share no key; nothing is shown of fewer "
        "than {least} people; the key of the marks is destroyed at the close.",
        least=least,
    )


def _departures(facts: Mapping, language: Language) -> str:
    reopened = facts["method"]["reopened"]
    changed = any(entry["action"] == "method_changed" for entry in facts["calendar"])
    told = []
    if reopened:
        told.append(
            language.text(
                "Rounds opened again after their results had been seen: {rounds}.", rounds=", ".join(map(str, reopened))
            )
        )
    if changed:
        told.append(language.text("The method was changed before its first ballot."))
    return " ".join(told) or language.text("None is recorded.")


def _when(facts: Mapping, language: Language) -> str:
    held = day(facts["session"]["held_on"], language)
    moves = [entry for entry in facts["calendar"] if entry["action"] == "stage_changed"]
    if not moves:
        return language.text("Held on {day}.", day=held)
    return language.text(
        "Held on {day}; {count} changes of stage from {first} to {last} (UTC), each in the journal.",
        day=held,
        count=len(moves),
        first=moves[0]["happened"].replace("T", " "),
        last=moves[-1]["happened"].replace("T", " "),
    )


def _collected(answered: list[Mapping], language: Language) -> str:
    sources: dict[str, int] = {}
    for row in answered:
        sources[row["source"]] = sources.get(row["source"], 0) + row["people"]
    told = ", ".join(
        f"{language.label('ballot_source', source)} {language.number(count)}" for source, count in sources.items()
    )
    return language.text("Each alone, in the same room or from afar; ballots: {told}.", told=told)


def _again(results: Mapping, language: Language) -> str:
    counts = [f"{number}: {len(own['needs'])}" for number, own in results["by_round"].items()]
    return language.text(
        "A round asks about every need that is still in the list, with or without consensus; needs by round: {told}.",
        told=", ".join(counts),
    )


def _limits(results: Mapping, language: Language) -> str:
    panel = results["panel"]
    if panel["enough"]:
        size = language.text("The panel is large enough for the first {k} needs.", k=panel["k"])
    elif panel["people_needed"] is None:
        size = language.text("The panel is too small to be sure of the first {k} needs.", k=panel["k"])
    else:
        size = language.text(
            "The panel is too small to be sure of the first {k} needs; {people} people would be enough.",
            k=panel["k"],
            people=language.number(panel["people_needed"]),
        )
    return size + " " + language.text("Intervals of ranks and the remarks of the calculation stand in the annexes.")
