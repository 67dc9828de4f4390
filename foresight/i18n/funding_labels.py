"""Names of the funding model's codes: paths of changes, choices, rules, verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the language itself stands on these names
    from foresight.i18n.language import Language

FUNDING_LABELS: dict[str, dict[str, str]] = {
    "path": {
        "rule": "Rule",
        "mix.money": "Local money for grants : programmes",
        "mix.specifications": "Specifications for grants : programmes",
    },
    "verdict": {
        "winner": "gains",
        "loser": "loses",
        "unchanged": "no clear change",
    },
    "goal_status": {
        "reached": "The goal can be reached",
        "already_reached": "The goal is reached without any change",
        "not_reachable": "The goal is not reachable with these levers",
    },
    "rule": {
        "local_alone": "Regions pay for their research alone",
        "concept": "The Concept: 50 % of a grant, 5 % of a programme",
        "no_rule": "No local share asked",
        "rsf_parity": "Parity, as in Russia's regional calls",
        "eu_tiers": "Tiers by fiscal capacity, as in the EU",
        "australia_crc_p": "Matched with cash and in kind, as in Australia's CRC Projects",
        "us_one_to_one": "One to one, as for US land-grant universities",
        "germany_90_10": "90 to 10, as in Germany",
        "kazakhstan_commercialisation": "10, 20 or 30 %, as in Kazakhstan's commercialisation grants",
        "in_kind": "The Concept, half of it in kind",
        "private": "The Concept, half of it from private partners",
        "pooling": "The Concept, neighbours pool",
        "smooth": "A smooth rate by fiscal capacity",
        "stepping": "A rate that steps up over the years",
        "waiver": "The Concept with a waiver for the poorest",
        "own": "A rule of our own",
    },
    "schedule": {
        "uniform": "the same everywhere",
        "tiered": "in tiers by fiscal capacity",
        "smooth": "smooth by fiscal capacity",
        "stepping": "stepping over the years",
    },
    "choice_name": {
        "budgets": "Local budgets come from",
        "uncertainty": "What is drawn",
        "prices": "Money in",
        "pacing": "Pace of starting",
        "rationing": "When the central envelope is short",
        "divisible": "Projects",
        "limit_budget": "Local budgets limit",
        "limit_pipeline": "Specifications limit",
        "limit_capacity": "Researchers limit",
        "limit_envelope": "The central envelope limits",
    },
    "choice_value": {
        "forecast": "the forecast",
        "random_walk": "a random walk",
        "all": "assumptions and chance",
        "chance": "chance only",
        "nominal": "tenge of the year",
        "real": "tenge of 2024",
        "greedy": "as many as possible at once",
        "steady": "spread over the years",
        "random": "by lot",
        "equity": "poorest regions first",
        "merit": "most researchers first",
        "largest_remainder": "in proportion to what is asked",
        "True": "yes",
        "False": "no",
        "divisible.True": "may be cut to size",
        "divisible.False": "only whole",
    },
    "region_field": {
        "local_budget": "local R&D budget, mln KZT",
        "specifications": "specifications in calls",
    },
    "rule_field": {
        "local_share": "local share",
        "private_share": "private share",
        "in_kind_share": "part of the local share in kind",
        "cost_cap": "highest cost, mln KZT a year",
        "waiver_below": "waiver below a fiscal capacity of",
        "waived_share": "share of a waived region",
        "pairs": "neighbours that pool",
    },
    "inert_change": {
        "budgets_come_from_the_forecast": "local budgets come from the forecast",
        "no_forecast_of_local_budgets": "there is no forecast of local budgets",
        "no_private_share_in_the_rule": "the rule asks for no private share",
    },
    "count": {
        "active": "under way",
        "started": "started in the year",
        "cumulative": "started so far",
    },
    "measure": {
        "active": "projects under way",
        "started": "projects started",
        "specifications": "specifications",
        "local": "local money",
        "central": "central money",
        "private": "private money",
        "in_kind": "contributions in kind",
        "unused": "local money left unused",
        "displaced": "local science given up for the match",
    },
    "parameter_unit": {
        "growth a year": "growth a year",
        "standard deviation of log growth": "standard deviation of log growth",
        "correlation": "correlation",
        "probability a year": "probability a year",
        "mln KZT a year": "mln KZT a year",
        "times the path": "times the path",
        "share of local R&D money": "share of local R&D money",
        "share of available money": "share of available money",
        "share of final absorption": "share of final absorption",
        "price elasticity": "price elasticity",
        "probability": "probability",
        "share of the promise": "share of the promise",
        "share of local outlay": "share of local outlay",
        "coefficient of variation": "coefficient of variation",
        "years": "years",
        "share of match money": "share of match money",
        "share of specifications": "share of specifications",
        "share of awards": "share of awards",
        "sessions": "sessions",
        "specifications": "specifications",
        "specifications a year": "specifications a year",
        "applications": "applications",
        "share of sessions": "share of sessions",
        "recommendations": "recommendations",
        "share of researchers": "share of researchers",
        "researchers a project": "researchers a project",
    },
    "parameter_note": {
        "budget_growth": (
            "0.42 a year is what a 2 % share of GERD would need; used when budgets follow the random walk"
        ),
        "budget_volatility": "three yearly changes of rounded figures",
        "common_shock": "how far local budgets move together",
        "entry_budget": "first budget of a region that starts to finance research, in prices of 2024",
        "budget_level": "multiplies every local budget",
        "extra_budget_growth": "on top of the path of local budgets, from 2025",
        "earmark": "share of local R&D money a region can use as its part of joint projects",
        "absorption_profile": (
            "a new scheme starts slowly: 5, 10, 20, 40, 60 % of the money by the end of years 1 to 5"
        ),
        "elasticity": "1: local outlay does not depend on the rate; 0: the amount of research does not",
        "take_up": "probability that the promised local share is paid in full",
        "partial_payment": "what is paid of a promise that is not kept in full",
        "displacement": "other local science given up for each tenge of local share",
        "private_partner_found": "probability that a required private partner is found",
        "grant_cost": "prices of 2024",
        "grant_cost_variation": "between projects",
        "programme_cost": "prices of 2024; no ceiling is published",
        "programme_cost_variation": "between programmes, on top of the uncertain mean",
        "programme_money_share": "share of the local money for joint projects that is kept for programmes",
        "inflation": "costs of new projects grow with prices; a signed contract does not",
        "sessions_per_year": "a plan",
        "session_held": "probability that a planned session takes place",
        "specifications_per_session": "technical specifications drafted from one session",
        "specification_quota": "upper limit on specifications a year; 1000 means none",
        "specification_approved": "approved by the regional council and included in a call",
        "fundable": "probability that an application is good enough",
        "targeting": "share of specifications that arise in regions with local R&D money; the rest is spread evenly",
        "pipeline_lag": "from a specification in a call to the start of the project",
        "capacity_share": "share of a region's researchers free for joint projects",
        "central_envelope": "central money for the joint call; the science budget of 2024-2026 is 729.5 bn (kt.kz)",
        "rd_expenditure_growth": "only for shares of GERD or of public R&D",
    },
    "rule_note": {
        "australia_crc_p": (
            "The partners' half is divided equally between region and business, half of the region's "
            "part in kind: an assumption."
        ),
        "concept": (
            "At least 50 % of a grant project and at least 5 % of a programme come from the local "
            "budget; the minimum is taken as the rate."
        ),
        "eu_tiers": (
            "Tiers by GDP a head against the EU; here GRP a head against the nation. The two transition "
            "steps (30 and 50 %) are left out."
        ),
        "germany_90_10": "A rule for institutions, here for projects.",
        "in_kind": "Half of the local share may be people, rooms and equipment.",
        "kazakhstan_commercialisation": (
            "Ten per cent stands for grants, thirty for programmes with business; the twenty of start-ups lies between."
        ),
        "local_alone": "Today's practice: a region pays for its research alone; no joint call exists.",
        "no_rule": "No local share is asked for; the centre pays everything.",
        "pooling": "Eight pairs with a common border; Zhambyl, Zhetisu, Kyzylorda and Pavlodar stay alone.",
        "private": "Half of the local share comes from a private partner.",
        "rsf_parity": "",
        "smooth": "No cliff at a threshold.",
        "stepping": "A signed contract keeps the rate of the year it started in.",
        "us_one_to_one": (
            "The reduced rate (a third of the cost) is given to regions below half of the national GRP "
            "a head: an assumption."
        ),
        "waiver": "Regions below 60 % of the national GRP a head bring nothing.",
    },
    "grade": {
        "A": "A: Kazakhstan, official",
        "B": "B: foreign analogue",
        "C": "C: assumption",
    },
}


def path_label(language: Language, path: str) -> str:
    """Name what a change changes: a rule, a parameter, a choice, a mix, a region's own figure."""
    kind, _, rest = path.partition(".")
    if path in ("rule", "mix.money", "mix.specifications"):
        return language.label("path", path)
    if kind == "parameters":
        return language.label("parameter", rest)
    if kind == "choices":
        return language.label("choice_name", rest)
    parts = rest.split(".")
    if kind == "rule" and len(parts) == 2:
        return f"{language.label('instrument', parts[0])}: {language.label('rule_field', parts[1])}"
    if kind == "rule":
        return language.label("rule_field", rest)
    if kind == "regions" and len(parts) == 2:
        return f"{language.region(parts[0], short=True)}: {language.label('region_field', parts[1])}"
    return path


def value_label(language: Language, path: str, value: object) -> str:
    """Write the value of a change as a reader would."""
    if path.startswith("choices."):
        name = path.partition(".")[2]
        code = f"{name}.{value}" if name == "divisible" else str(value)
        return language.label("choice_value", code)
    if isinstance(value, dict) and {"grant", "programme"} == set(value):
        return " : ".join(language.percent(value[name]) for name in ("grant", "programme"))
    if isinstance(value, dict) and {"value", "low", "high"} == set(value):
        return (
            f"{_plain(language, value['value'])} ({_plain(language, value['low'])}–{_plain(language, value['high'])})"
        )
    if path == "rule":
        name = value if isinstance(value, str) else str(dict(value).get("name", ""))
        return language.label("rule", name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return language.percent(value) if path.endswith("_share") else _plain(language, value)
    if isinstance(value, dict):
        return _schedule(language, value)
    return str(value)


def _plain(language: Language, value: float) -> str:
    decimals = 0 if float(value).is_integer() else 1 if abs(value) >= 10 else 2
    return language.number(value, decimals)


def _schedule(language: Language, value: dict) -> str:
    if "tiers" in value:
        return " / ".join(language.percent(tier["share"]) for tier in value["tiers"])
    if "steps" in value:
        return ", ".join(f"{year}: {language.percent(share)}" for year, share in value["steps"].items())
    if "smooth" in value:
        return language.percent(value["smooth"]["mean"])
    return str(value)
