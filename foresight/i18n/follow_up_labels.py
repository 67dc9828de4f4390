"""The reader's names for the codes of initiatives, specifications, recommendations and documents."""

STEPS = {
    "council": "Science council",
    "session": "Foresight session",
    "specification": "Technical specification",
    "call": "Included in a call",
    "structuring": "Structuring: money and partners",
    "execution": "Execution",
    "results": "Results brought together",
    "dissemination": "Passed on to other regions",
}
STEPS_SHORT = {
    "council": "Council",
    "session": "Session",
    "specification": "Specification",
    "call": "Call",
    "structuring": "Structuring",
    "execution": "Execution",
    "results": "Results",
    "dissemination": "Passed on",
}
STATES = {
    "planned": "planned",
    "active": "under way",
    "completed": "completed",
    "stopped": "stopped",
}
PAYERS = {
    "republican": "Republican budget",
    "local": "Local budget",
    "private": "Private partners",
}
SEVERITIES = {
    "error": "cannot be right",
    "warning": "hardly right",
    "open": "not known yet",
}
FINDINGS = {
    "dates_out_of_order": "“{later}” ({later_date}) comes before “{earlier}” ({earlier_date}).",
    "step_in_the_future": "“{step}” is said to be done, but its day {date} is still to come.",
    "step_without_date": "“{step}” has no day.",
    "active_before_execution": "It is under way, but stands at “{step}”, before execution.",
    "planned_in_execution": "It is only planned, but stands at “{step}”.",
    "completed_before_results": "It is completed, but stands at “{step}”, before its results.",
    "no_first_year": "It has no first year, so no target counts it.",
    "years_not_known": "The first year is not known yet.",
    "years_reversed": "The last year {last} is before the first year {first}.",
    "money_without_payer": "{amount} in {year} have no payer and are in no total.",
    "unknown_payer": "The payer “{payer}” is none of the three: republican, local, private.",
    "money_without_year": "{amount} have no year and are in no total.",
    "negative_amount": "The amount of {payer} in {year} is below zero.",
    "money_outside_years": "Money of {payer} in {year} lies outside the years of the initiative.",
    "more_paid_than_planned": "{payer}, {year}: {paid} paid, {planned} planned.",
    "no_money_planned": "No money is planned yet.",
    "share_below_rule": (
        "Local and private payers bring {share} of the cost; the rule asks for {required}: {lacking} are lacking."
    ),
    "no_owner": "Nobody is named who answers for it.",
    "no_partner": "No partner is named.",
    "no_partner_from_elsewhere": "All partners are of the same region; the Concept asks for others too.",
    "no_specification": "It stands in a call without a technical specification in the register.",
}
RECOMMENDATION_STATES = {
    "draft": "draft",
    "issued": "issued",
    "accepted": "accepted",
    "implemented": "carried out",
    "declined": "declined",
}
DOCUMENTS = {
    "protocol": "Protocol of a session",
    "specification": "Technical specification",
    "recommendation": "Recommendation",
    "comparison": "Comparison of scenarios",
    "brief": "Brief for leaders",
}
SECTIONS = {
    "problem": "Problem",
    "goal": "Goal",
    "tasks": "Tasks",
    "requirements": "Requirements",
    "qualitative": "Qualitative indicators",
    "effect": "Expected effect",
    "grounds": "Grounds",
    "measures": "What is recommended",
    "deadline": "By when",
}
VERDICTS = {
    "accepted": "accepted",
    "declined": "declined",
    "disagreement": "disagreement",
    "undecided": "undecided",
    "too_few": "too few answers",
    "not_asked": "not asked",
}
AGREEMENT = {
    "accepted_by_all": "accepted by all groups",
    "declined_by_all": "declined by all groups",
    "contested": "contested between groups",
    "undecided": "undecided",
    "not_asked": "not asked",
}
STABILITY = {
    "stable": "stable",
    "moving": "still moving",
    "once": "rated once",
    "too_few": "too few answers",
}
GROUPS = {
    "government": "Local government",
    "business": "Business and industry",
    "public": "Public, NGOs and parties",
    "science": "Scientific community",
    "combined": "Small groups together",
    "all": "All together",
}
SIDES = {
    "low": "against, while most are for",
    "high": "for, while most are not",
    # With answers at both ends and none of them most of all, nobody stands against a majority.
    "camp_low": "one of two camps: against",
    "camp_high": "one of two camps: for",
}
REASON_SIDES = {
    "low": "Low answers",
    "middle": "Answers in the middle",
    "high": "High answers",
}
SOURCES = {
    "phone": "by phone",
    "paper": "on paper",
    "facilitator": "entered by the facilitator",
}
MEASURES = {
    "rand_ucla": "RAND/UCLA: median in the zone and a disagreement index of at most 1",
    "share_in_zone": "share of answers in the zone",
    "quartiles": "median in the zone and a narrow interquartile range",
}
METHODS = {
    "weighted_sum": "weighted sum",
    "topsis": "TOPSIS",
    "promethee": "PROMETHEE II",
    "borda": "Borda",
    "copeland": "Copeland",
    "kemeny": "Kemeny",
    "james_lind": "James Lind Alliance",
    "chnri": "CHNRI",
    "condorcet": "majority in every pair (Condorcet)",
}
PREFERENCES = {
    "usual": "any difference counts in full",
    "u_shape": "counts in full above a threshold",
    "v_shape": "grows evenly up to a threshold",
    "level": "half above one threshold, full above another",
    "linear": "grows evenly between two thresholds",
    "gaussian": "grows along a bell curve",
}
DATA_SECTIONS = {
    "session": "the session",
    "method": "the method",
    "weights": "the weights",
    "attendance": "attendance",
    "needs": "the needs",
    "ballots": "the ballots",
    "results": "the results",
    "reasons": "the reasons given",
    "decisions": "the decisions",
    "calendar": "the calendar",
    "supplement": "what people added",
    "specification": "the specification",
    "trace": "the trace",
    "recommendation": "the recommendation",
    "scenarios": "the scenarios",
    "scenario": "the scenario",
    "targets": "the targets",
    "findings": "the findings",
    "figures": "the official figures",
    "choices": "how the targets are counted",
    "recorded": "what was recorded",
    "initiatives": "the initiatives",
}
FOLLOW_UP_LABELS: dict[str, dict[str, str]] = {
    "initiative_step": STEPS,
    "initiative_step_short": STEPS_SHORT,
    "initiative_state": STATES,
    "initiative_payer": PAYERS,
    "initiative_severity": SEVERITIES,
    "initiative_finding": FINDINGS,
    "recommendation_state": RECOMMENDATION_STATES,
    "document": DOCUMENTS,
    "written_section": SECTIONS,
    "need_verdict": VERDICTS,
    "agreement": AGREEMENT,
    "stability": STABILITY,
    "group": GROUPS,
    "side": SIDES,
    "reason_side": REASON_SIDES,
    "ballot_source": SOURCES,
    "agreement_measure": MEASURES,
    "ranking_method": METHODS,
    "preference_function": PREFERENCES,
    "data_section": DATA_SECTIONS,
}
