"""The pages as data: group by group, in the order in which they are listed."""

from dataclasses import dataclass

from foresight.problems import extracted


@dataclass(frozen=True)
class StaffPage:
    """One staff page: its script beside ``pages/navigation.py``, its address, its name and its sign."""

    script: str
    path: str
    title: str
    icon: str


PAGES: dict[str, list[StaffPage]] = {
    extracted("Overview"): [
        StaffPage("overview.py", "", extracted("Targets 2026–2030"), ":material/flag:"),
        StaffPage("targets.py", "targets", extracted("Targets and their proof"), ":material/rule:"),
    ],
    extracted("Sessions"): [
        StaffPage("sessions.py", "sessions", extracted("Foresight sessions"), ":material/groups:"),
        StaffPage("console.py", "console", extracted("Console"), ":material/tune:"),
        StaffPage("projector.py", "projector", extracted("Projector"), ":material/co_present:"),
        StaffPage("results.py", "results", extracted("Results"), ":material/leaderboard:"),
        StaffPage("priorities.py", "priorities", extracted("Priorities across regions"), ":material/hub:"),
        StaffPage("weights.py", "weights", extracted("Weights of the criteria"), ":material/balance:"),
    ],
    extracted("Planning"): [
        StaffPage("figures.py", "statistics", extracted("Statistics"), ":material/table_chart:"),
        StaffPage("regions.py", "regions", extracted("Regions"), ":material/map:"),
        StaffPage("forecasts.py", "forecasts", extracted("Forecasts"), ":material/trending_up:"),
        StaffPage("funding_scenarios.py", "funding", extracted("Funding scenarios"), ":material/account_balance:"),
        StaffPage("robustness.py", "robustness", extracted("Robustness"), ":material/shield:"),
    ],
    extracted("Follow-up"): [
        StaffPage("initiatives.py", "initiatives", extracted("Initiatives"), ":material/route:"),
        StaffPage("documents.py", "documents", extracted("Documents"), ":material/description:"),
    ],
    extracted("Settings"): [
        StaffPage("settings.py", "settings", extracted("Data, backup, about"), ":material/settings:"),
        StaffPage("people.py", "people", extracted("People and roles"), ":material/manage_accounts:"),
    ],
}
