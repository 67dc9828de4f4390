"""The reader's names for how targets are counted and for the arithmetic of their consistency."""

CHOICES = {
    "per_year": "those of the year",
    "cumulative": "all since 2026",
    "active": "under way in the year",
    "started": "started in the year",
    "regional_projects": "of the cost of the regional projects themselves",
    "public_rd": "of research paid from the republican budget",
    "gerd": "of all R&D expenditure (GERD)",
}
REASONS = {
    "five_in_every_year": "Table 3 asks for five in every year, so a running sum would make no sense.",
    "rising_yearly_column": "Table 3 gives a value for each year that rises; it does not say “in all”.",
    "wording_being_carried_out": "Table 3 counts projects “being carried out”, so those under way count.",
    "wording_share_of_these_projects": (
        "Table 3 speaks of the share “of regional projects carried out with the Academy”, so their cost is the base."
    ),
    "own_choice": "Your choice, not the default.",
}
SEVERITIES = {
    "contradiction": "contradiction",
    "tension": "tension",
    "fits": "fits",
}
SEVERITY_MEANINGS = {
    "contradiction": "Both cannot be true",
    "tension": "Both are hardly true together",
    "fits": "Fits together",
}
FINDINGS = {
    "share_below_the_rule": (
        "The target share ({targets}) lies below the {floor} that the rule asks of any mix of projects."
    ),
    "share_fits_the_rule": "The target share is not below the {floor} that the rule asks of any project.",
    "share_of_gerd_needs": (
        "Read as a share of all R&D expenditure, {share} in {year} needs {needed} of local money a year: {times} times "
        "today's."
    ),
    "projects_far_from_share": (
        "{projects} projects in {year} need {local_money} of local money; the target share of all R&D expenditure "
        "would pay for {bought}, {times} times as many."
    ),
    "central_money_needed": (
        "To match all of today's local money the centre adds {grant} a year for grants, or {programme} for programmes."
    ),
    "central_money_for_grants": ("To match all of today's local money with grants the centre adds {grant} a year."),
    "central_money_for_programmes": (
        "To match all of today's local money with programmes the centre adds {programme} a year."
    ),
    "sessions_reach_all_regions": (
        "{total} planned sessions reach every region by {year}, after {years} years: {per_region} sessions a region."
    ),
    "sessions_miss_regions": (
        "{total} planned sessions do not reach every region: {per_region} a region; it would take {years} years."
    ),
    "specifications_per_session_rise": (
        "One session must bring {last} specifications in the last year instead of {first} in the first: {times} times "
        "as many."
    ),
    "recommendations_per_session_rise": (
        "One session must bring {last} recommendations in the last year instead of {first} in the first: {times} times "
        "as many."
    ),
    "specifications_too_few": (
        "At usual success rates {yield} of specifications become a contract: the planned ones are too few in {years}."
    ),
    "specifications_suffice": (
        "At usual success rates {yield} of specifications become a contract: the planned ones suffice."
    ),
    "few_regions_can_pay_one_grant": (
        "Only {able} of {regions} regions publish local money that pays their part of even one grant."
    ),
    "regions_can_pay_one_grant": ("{able} of {regions} regions publish local money that pays their part of one grant."),
    "local_share_has_been_falling": (
        "The local share of all R&D expenditure fell from {first} in {first_year} to {last} in {last_year}."
    ),
    "local_share_has_been_rising": (
        "The local share of all R&D expenditure rose from {first} in {first_year} to {last} in {last_year}."
    ),
}
TERMS = {
    "grant_share": "local share of a grant",
    "programme_share": "local share of a programme",
    "floor": "lowest share of the rule",
    "target": "target of {year}",
    "target_share": "target share",
    "gerd": "all R&D expenditure of {year}",
    "local_budget": "local R&D budgets of {year}",
    "public_rd": "research from the republican budget, {year}",
    "needed_local_money": "local money needed",
    "times_today": "times today's local money",
    "years": "years",
    "gerd_growth": "growth of R&D expenditure a year",
    "projects": "projects",
    "grant_cost": "cost of a grant project a year",
    "local_money_of_the_projects": "local money of the projects",
    "projects_the_share_would_buy": "projects the share would pay for",
    "local_cost_of_a_grant": "local part of one grant",
    "central_money_at_grant_share": "central money, all as grants",
    "central_money_at_programme_share": "central money, all as programmes",
    "sessions_in_all": "sessions in all",
    "regions": "regions",
    "sessions_a_year": "sessions a year",
    "technical_specifications": "specifications",
    "foresight_sessions": "sessions",
    "recommendations": "recommendations",
    "applications": "applications to a specification",
    "fundable": "chance that one is fundable",
    "contracts_signed": "awards that become contracts",
    "specification_finds_a_project": "chance that a specification finds a project",
    "specification_yields_a_contract": "contracts from a specification",
    "specifications_behind": "specifications behind {year}",
    "projects_expected": "projects expected in {year}",
    "earmark": "part of local money usable as match",
    "regions_with_published_money": "regions with published money",
    "lowest_share_of_any_mix": "lowest share of any mix",
    "target_below_floor": "how far the target is below",
    "share_today": "share today",
    "growth_needed": "growth of local money needed a year",
    "part_of_local_budget": "part of today's local budgets",
    "part_of_gerd": "part of all R&D expenditure",
    "times_the_projects": "times the planned projects",
    "part_of_public_rd": "part of the republican research money",
    "years_to_reach_all_regions": "years to reach every region",
    "sessions_per_region": "sessions a region",
    "specifications_per_session": "specifications a session, {year}",
    "recommendations_per_session": "recommendations a session, {year}",
    "rise": "rise",
    "smallest_budget_that_suffices": "smallest budget that suffices",
    "regions_that_can_pay_one_grant": "regions that can pay one grant",
    "local_share": "local share, {year}",
}
TARGET_LABELS: dict[str, dict[str, str]] = {
    "target_choice": CHOICES,
    "target_reason": REASONS,
    "consistency": SEVERITIES,
    "consistency_meaning": SEVERITY_MEANINGS,
    "consistency_finding": FINDINGS,
    "term": TERMS,
}
