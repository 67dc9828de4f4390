"""The reader's names for how targets are counted and for the arithmetic of their consistency."""

from foresight.i18n.language import Language
from foresight.problems import extracted

CHOICES = {
    "per_year": extracted("those of the year"),
    "cumulative": extracted("all since 2026"),
    "active": extracted("under way in the year"),
    "started": extracted("started in the year"),
    "regional_projects": extracted("of the cost of the regional projects themselves"),
    "public_rd": extracted("of research paid from the republican budget"),
    "gerd": extracted("of all R&D expenditure (GERD)"),
}
REASONS = {
    "five_in_every_year": extracted("Table 3 asks for five in every year, so a running sum would make no sense."),
    "rising_yearly_column": extracted("Table 3 gives a value for each year that rises; it does not say “in all”."),
    "wording_being_carried_out": extracted("Table 3 counts projects “being carried out”, so those under way count."),
    "wording_share_of_these_projects": extracted(
        "Table 3 speaks of the share “of regional projects carried out with the Academy”, so their cost is the base."
    ),
    "own_choice": extracted("Your choice, not the default."),
}
SEVERITIES = {
    "contradiction": extracted("contradiction"),
    "tension": extracted("tension"),
    "fits": extracted("fits"),
}
SEVERITY_MEANINGS = {
    "contradiction": extracted("Both cannot be true"),
    "tension": extracted("Both are hardly true together"),
    "fits": extracted("Fits together"),
}
FINDINGS = {
    "share_below_the_rule": extracted(
        "The target share ({targets}) lies below the {floor} that the rule asks of any mix of projects."
    ),
    "share_fits_the_rule": extracted("The target share is not below the {floor} that the rule asks of any project."),
    "share_of_gerd_needs": extracted(
        "Read as a share of all R&D expenditure, {share} in {year} needs {needed} of local money a year: {times} times "
        "today's."
    ),
    "projects_far_from_share": extracted(
        "{projects} projects in {year} need {local_money} of local money; the target share of all R&D expenditure "
        "would pay for {bought}, {times} times as many."
    ),
    "central_money_needed": extracted(
        "To match all of today's local money the centre adds {grant} a year for grants, or {programme} for programmes."
    ),
    "central_money_for_grants": extracted(
        "To match all of today's local money with grants the centre adds {grant} a year."
    ),
    "central_money_for_programmes": extracted(
        "To match all of today's local money with programmes the centre adds {programme} a year."
    ),
    "sessions_reach_all_regions": extracted(
        "{total} planned sessions reach every region by {year}, after {years} years: {per_region} sessions a region."
    ),
    "sessions_miss_regions": extracted(
        "{total} planned sessions do not reach every region: {per_region} a region; it would take {years} years."
    ),
    "specifications_per_session_rise": extracted(
        "One session must bring {last} specifications in the last year instead of {first} in the first: {times} times "
        "as many."
    ),
    "recommendations_per_session_rise": extracted(
        "One session must bring {last} recommendations in the last year instead of {first} in the first: {times} times "
        "as many."
    ),
    "specifications_too_few": extracted(
        "At usual success rates a specification yields {yield} of a contract: the planned ones are too few in {years}."
    ),
    "specifications_suffice": extracted(
        "At usual success rates a specification yields {yield} of a contract: the planned ones suffice."
    ),
    "few_regions_can_pay_one_grant": extracted(
        "Only {able} of {regions} regions publish local money that pays their part of even one grant."
    ),
    "regions_can_pay_one_grant": extracted(
        "{able} of {regions} regions publish local money that pays their part of one grant."
    ),
    "local_share_has_been_falling": extracted(
        "The local share of all R&D expenditure fell from {first} in {first_year} to {last} in {last_year}."
    ),
    "local_share_has_been_rising": extracted(
        "The local share of all R&D expenditure rose from {first} in {first_year} to {last} in {last_year}."
    ),
}
TERMS = {
    "grant_share": extracted("local share of a grant"),
    "programme_share": extracted("local share of a programme"),
    "floor": extracted("lowest share of the rule"),
    "target": extracted("target of {year}"),
    "target_share": extracted("target share"),
    "gerd": extracted("all R&D expenditure of {year}"),
    "local_budget": extracted("local R&D budgets of {year}"),
    "public_rd": extracted("research from the republican budget, {year}"),
    "needed_local_money": extracted("local money needed"),
    "times_today": extracted("times today's local money"),
    "years": extracted("years"),
    "gerd_growth": extracted("growth of R&D expenditure a year"),
    "projects": extracted("projects"),
    "grant_cost": extracted("cost of a grant project a year"),
    "local_money_of_the_projects": extracted("local money of the projects"),
    "projects_the_share_would_buy": extracted("projects the share would pay for"),
    "local_cost_of_a_grant": extracted("local part of one grant"),
    "central_money_at_grant_share": extracted("central money, all as grants"),
    "central_money_at_programme_share": extracted("central money, all as programmes"),
    "sessions_in_all": extracted("sessions in all"),
    "regions": extracted("regions"),
    "sessions_a_year": extracted("sessions a year"),
    "technical_specifications": extracted("specifications"),
    "foresight_sessions": extracted("sessions"),
    "recommendations": extracted("recommendations"),
    "applications": extracted("applications to a specification"),
    "fundable": extracted("chance that one is fundable"),
    "contracts_signed": extracted("awards that become contracts"),
    "specification_finds_a_project": extracted("chance that a specification finds a project"),
    "specification_yields_a_contract": extracted("contracts from a specification"),
    "specifications_behind": extracted("specifications behind {year}"),
    "projects_expected": extracted("projects expected in {year}"),
    "earmark": extracted("part of local money usable as match"),
    "regions_with_published_money": extracted("regions with published money"),
    "lowest_share_of_any_mix": extracted("lowest share of any mix"),
    "target_below_floor": extracted("how far the target is below"),
    "share_today": extracted("share today"),
    "growth_needed": extracted("growth of local money needed a year"),
    "part_of_local_budget": extracted("part of today's local budgets"),
    "part_of_gerd": extracted("part of all R&D expenditure"),
    "times_the_projects": extracted("times the planned projects"),
    "part_of_public_rd": extracted("part of the republican research money"),
    "years_to_reach_all_regions": extracted("years to reach every region"),
    "sessions_per_region": extracted("sessions a region"),
    "specifications_per_session": extracted("specifications a session, {year}"),
    "recommendations_per_session": extracted("recommendations a session, {year}"),
    "rise": extracted("rise"),
    "smallest_budget_that_suffices": extracted("smallest budget that suffices"),
    "regions_that_can_pay_one_grant": extracted("regions that can pay one grant"),
    "local_share": extracted("local share, {year}"),
}
KINDS = {
    "choice": CHOICES,
    "reason": REASONS,
    "severity": SEVERITIES,
    "severity_meaning": SEVERITY_MEANINGS,
    "finding": FINDINGS,
}


def target_label(language: Language, kind: str, code: str, **values: object) -> str:
    """Name a code for the reader; a code without a name stays as it is."""
    known = KINDS[kind]
    return language.text(known[code], **values) if code in known else str(code)


def term_label(language: Language, code: str) -> str:
    """Name a term of the arithmetic; ``target_2030`` carries its year, and a year alone is its own name."""
    if code in TERMS:
        return language.text(TERMS[code])
    stem, _, year = code.rpartition("_")
    if stem in TERMS and year.isdigit():
        return language.text(TERMS[stem], year=year)
    return code
