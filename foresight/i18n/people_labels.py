"""The reader's names for roles and what they may do."""

ROLE_NAMES = {
    "administrator": "Administrator",
    "facilitator": "Facilitator",
    "planner": "Planner",
    "leader": "Leader",
    "participant": "Participant",
}
ROLE_POWERS = {
    "administrator": "everything, including people, backups and settings",
    "facilitator": "runs his or her own sessions and writes specifications",
    "planner": "figures, forecasts, scenarios, specifications, initiatives",
    "leader": "reads everything that is published, changes nothing",
    "participant": "takes part by phone and never signs in",
}
STATE_NAMES = {"active": "may sign in", "disabled": "disabled"}
PEOPLE_LABELS: dict[str, dict[str, str]] = {
    "role": ROLE_NAMES,
    "role_power": ROLE_POWERS,
    "account_state": STATE_NAMES,
}
