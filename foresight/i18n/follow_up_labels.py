"""The reader's names for the codes of initiatives, specifications, recommendations and documents."""

from foresight.i18n.language import Language
from foresight.problems import extracted

STEPS = {
    "council": extracted("Science council"),
    "session": extracted("Foresight session"),
    "specification": extracted("Technical specification"),
    "call": extracted("Included in a call"),
    "structuring": extracted("Structuring: money and partners"),
    "execution": extracted("Execution"),
    "results": extracted("Results brought together"),
    "dissemination": extracted("Passed on to other regions"),
}
STEPS_SHORT = {
    "council": extracted("Council"),
    "session": extracted("Session"),
    "specification": extracted("Specification"),
    "call": extracted("Call"),
    "structuring": extracted("Structuring"),
    "execution": extracted("Execution"),
    "results": extracted("Results"),
    "dissemination": extracted("Passed on"),
}
STATES = {
    "planned": extracted("planned"),
    "active": extracted("under way"),
    "completed": extracted("completed"),
    "stopped": extracted("stopped"),
}
PAYERS = {
    "republican": extracted("Republican budget"),
    "local": extracted("Local budget"),
    "private": extracted("Private partners"),
}
SEVERITIES = {
    "error": extracted("cannot be right"),
    "warning": extracted("hardly right"),
    "open": extracted("not known yet"),
}
FINDINGS = {
    "dates_out_of_order": extracted("“{later}” ({later_date}) comes before “{earlier}” ({earlier_date})."),
    "step_in_the_future": extracted("“{step}” is said to be done, but its day {date} is still to come."),
    "step_without_date": extracted("“{step}” has no day."),
    "active_before_execution": extracted("It is under way, but stands at “{step}”, before execution."),
    "planned_in_execution": extracted("It is only planned, but stands at “{step}”."),
    "completed_before_results": extracted("It is completed, but stands at “{step}”, before its results."),
    "no_first_year": extracted("It has no first year, so no target counts it."),
    "years_not_known": extracted("The first year is not known yet."),
    "years_reversed": extracted("The last year {last} is before the first year {first}."),
    "money_without_payer": extracted("{amount} in {year} have no payer and are in no total."),
    "unknown_payer": extracted("The payer “{payer}” is none of the three: republican, local, private."),
    "money_without_year": extracted("{amount} have no year and are in no total."),
    "negative_amount": extracted("The amount of {payer} in {year} is below zero."),
    "money_outside_years": extracted("Money of {payer} in {year} lies outside the years of the initiative."),
    "more_paid_than_planned": extracted("{payer}, {year}: {paid} paid, {planned} planned."),
    "no_money_planned": extracted("No money is planned yet."),
    "share_below_rule": extracted(
        "Local and private payers bring {share} of the cost; the rule asks for {required}: {lacking} are lacking."
    ),
    "no_owner": extracted("Nobody is named who answers for it."),
    "no_partner": extracted("No partner is named."),
    "no_partner_from_elsewhere": extracted("All partners are of the same region; the Concept asks for others too."),
    "no_specification": extracted("It stands in a call without a technical specification in the register."),
}
RECOMMENDATION_STATES = {
    "draft": extracted("draft"),
    "issued": extracted("issued"),
    "accepted": extracted("accepted"),
    "implemented": extracted("carried out"),
    "declined": extracted("declined"),
}
DOCUMENTS = {
    "protocol": extracted("Protocol of a session"),
    "specification": extracted("Technical specification"),
    "recommendation": extracted("Recommendation"),
    "comparison": extracted("Comparison of scenarios"),
    "brief": extracted("Brief for leaders"),
}
SECTIONS = {
    "problem": extracted("Problem"),
    "goal": extracted("Goal"),
    "tasks": extracted("Tasks"),
    "requirements": extracted("Requirements"),
    "qualitative": extracted("Qualitative indicators"),
    "effect": extracted("Expected effect"),
    "grounds": extracted("Grounds"),
    "measures": extracted("What is recommended"),
    "deadline": extracted("By when"),
}
VERDICTS = {
    "accepted": extracted("accepted"),
    "declined": extracted("declined"),
    "disagreement": extracted("disagreement"),
    "undecided": extracted("undecided"),
    "too_few": extracted("too few answers"),
    "not_asked": extracted("not asked"),
}
AGREEMENT = {
    "accepted_by_all": extracted("accepted by all groups"),
    "declined_by_all": extracted("declined by all groups"),
    "contested": extracted("contested between groups"),
    "undecided": extracted("undecided"),
    "not_asked": extracted("not asked"),
}
STABILITY = {
    "stable": extracted("stable"),
    "moving": extracted("still moving"),
    "once": extracted("rated once"),
    "too_few": extracted("too few answers"),
}
GROUPS = {
    "government": extracted("Local government"),
    "business": extracted("Business and industry"),
    "public": extracted("Public, NGOs and parties"),
    "science": extracted("Scientific community"),
    "combined": extracted("Small groups together"),
    "all": extracted("All together"),
}
SIDES = {
    "low": extracted("against, while most are for"),
    "high": extracted("for, while most are not"),
    # With answers at both ends and none of them most of all, nobody stands against a majority.
    "camp_low": extracted("one of two camps: against"),
    "camp_high": extracted("one of two camps: for"),
}
REASON_SIDES = {
    "low": extracted("Low answers"),
    "middle": extracted("Answers in the middle"),
    "high": extracted("High answers"),
}
SOURCES = {
    "phone": extracted("by phone"),
    "paper": extracted("on paper"),
    "facilitator": extracted("entered by the facilitator"),
}
MEASURES = {
    "rand_ucla": extracted("RAND/UCLA: median in the zone and a disagreement index of at most 1"),
    "share_in_zone": extracted("share of answers in the zone"),
    "quartiles": extracted("median in the zone and a narrow interquartile range"),
}
METHODS = {
    "weighted_sum": extracted("weighted sum"),
    "topsis": extracted("TOPSIS"),
    "promethee": extracted("PROMETHEE II"),
    "borda": extracted("Borda"),
    "copeland": extracted("Copeland"),
    "kemeny": extracted("Kemeny"),
    "james_lind": extracted("James Lind Alliance"),
    "chnri": extracted("CHNRI"),
    "condorcet": extracted("majority in every pair (Condorcet)"),
}
NOTES = {
    "panel_too_small": extracted("{people} people answered: fewer than {least}, so ranks have no interval."),
    "group_too_small": extracted("{group}: {people} people answered, fewer than {least}; its mean is unsure."),
    "groups_combined": extracted("Groups of fewer than {least} people are shown together: {groups}."),
    "panel_too_small_for_top_k": extracted(
        "Another panel of this size would share only {overlap} of the first {k} needs."
    ),
    "constant_criterion": extracted("All needs were rated the same by “{criterion}”: it does not tell them apart."),
    "all_needs_equal": extracted("All needs have the same score: there is no ranking."),
    "methods_disagree": extracted("The ranking methods put {winners} different needs first."),
    "no_condorcet_winner": extracted("No need wins against every other one by a majority."),
    "kemeny_not_proven": extracted("The Kemeny order is the best one found, but not proven to be the best."),
    "kemeny_ties": extracted("{orders} orders are equally good by Kemeny."),
    "group_decides_first": extracted("Without the group “{group}” another need would be first."),
    "fragile_weight": extracted("A change of the weight of “{criterion}” by {change} would put another need first."),
    "need_not_rated": extracted("Nobody rated “{need}”."),
}
DATA_SECTIONS = {
    "session": extracted("the session"),
    "method": extracted("the method"),
    "weights": extracted("the weights"),
    "attendance": extracted("attendance"),
    "needs": extracted("the needs"),
    "ballots": extracted("the ballots"),
    "results": extracted("the results"),
    "reasons": extracted("the reasons given"),
    "decisions": extracted("the decisions"),
    "calendar": extracted("the calendar"),
    "supplement": extracted("what people added"),
    "specification": extracted("the specification"),
    "trace": extracted("the trace"),
    "recommendation": extracted("the recommendation"),
    "scenarios": extracted("the scenarios"),
    "scenario": extracted("the scenario"),
    "targets": extracted("the targets"),
    "findings": extracted("the findings"),
    "figures": extracted("the official figures"),
    "choices": extracted("how the targets are counted"),
    "recorded": extracted("what was recorded"),
}
KINDS = {
    "step": STEPS,
    "step_short": STEPS_SHORT,
    "state": STATES,
    "payer": PAYERS,
    "severity": SEVERITIES,
    "finding": FINDINGS,
    "recommendation_state": RECOMMENDATION_STATES,
    "document": DOCUMENTS,
    "section": SECTIONS,
    "verdict": VERDICTS,
    "agreement": AGREEMENT,
    "stability": STABILITY,
    "group": GROUPS,
    "side": SIDES,
    "reason_side": REASON_SIDES,
    "source": SOURCES,
    "measure": MEASURES,
    "ranking_method": METHODS,
    "note": NOTES,
    "data": DATA_SECTIONS,
}


def follow_up_label(language: Language, kind: str, code: str, **values: object) -> str:
    """Name a code for the reader; a code without a name stays as it is."""
    known = KINDS[kind]
    return language.text(known[code], **values) if code in known else str(code)


def follow_up_labels(language: Language, kind: str) -> dict[str, str]:
    """Return every name of a kind by code, in reading order."""
    return {code: language.text(message) for code, message in KINDS[kind].items()}
