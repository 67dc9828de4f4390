"""The reader's names for roles and what they may do."""

from foresight.problems import extracted

ROLE_NAMES = {
    "administrator": extracted("Administrator"),
    "facilitator": extracted("Facilitator"),
    "planner": extracted("Planner"),
    "leader": extracted("Leader"),
    "participant": extracted("Participant"),
}
ROLE_POWERS = {
    "administrator": extracted("everything, including people, backups and settings"),
    "facilitator": extracted("runs his or her own sessions and writes specifications"),
    "planner": extracted("figures, forecasts, scenarios, specifications, initiatives"),
    "leader": extracted("reads everything that is published, changes nothing"),
    "participant": extracted("takes part by phone and never signs in"),
}
STATE_NAMES = {"active": extracted("may sign in"), "disabled": extracted("disabled")}
