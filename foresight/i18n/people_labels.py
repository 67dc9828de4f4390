"""The reader's names for roles and what they may do."""

from foresight.i18n.live_labels import EVENTS

ROLE_NAMES = {
    "administrator": "Administrator",
    "facilitator": "Facilitator",
    "planner": "Planner",
    "leader": "Leader",
    "participant": "Participant",
}
ROLE_POWERS = {
    "administrator": "everything, including people, backups and settings",
    "facilitator": "opens and runs own sessions and those shared, no others; writes specifications",
    "planner": "figures, forecasts, scenarios, specifications, initiatives",
    "leader": "reads everything that is published, changes nothing",
    "participant": "takes part by phone and never signs in",
}
# Who acts without having signed in.
ACTORS = {"local": "whoever sits at this machine", "workbench": "the app itself"}
STATE_NAMES = {"active": "may sign in", "disabled": "disabled"}
# Of what happens in a session the labels of sessions speak.
CHANGES = {
    "session_changed": "session changed",
    "session_given": "session shared",
    "stage_changed": "stage of a session",
    "attendance_counted": "people in the room counted",
    "need_changed": "need edited",
    "needs_matched": "needs of two sessions compared",
    "document_issued": "document made",
    "specification_created": "specification drafted",
    "specification_changed": "specification changed",
    "specification_moved": "specification moved on",
    "figures_added": "figures brought in",
    "figures_chosen": "figures chosen",
    "break_marked": "break in a series marked",
    "break_removed": "mark of a break removed",
    "forecast_adjusted": "forecast adjusted by hand",
    "adjustment_withdrawn": "adjustment withdrawn",
    "forecast_published": "forecast kept",
    "scenario_saved": "scenario saved",
    "scenario_deleted": "scenario deleted",
    "region_boundaries_kept": "boundaries of regions kept",
    "index_points_kept": "points of the index kept",
    "initiative_created": "initiative started",
    "initiative_changed": "initiative changed",
    "initiative_moved": "initiative moved on",
    "initiative_money_changed": "money of an initiative changed",
    "recommendation_created": "recommendation drafted",
    "recommendation_changed": "recommendation changed",
    "recommendation_moved": "recommendation moved on",
    "backup_made": "backup made",
    "retention_purged": "what was older than the term taken away",
    "setting_changed": "setting changed",
    "person_added": "person added",
    "person_disabled": "person disabled",
    "person_enabled": "person let in again",
    "person_role_changed": "role changed",
    "password_reset": "one-time password given",
    "password_changed": "password changed",
}
PEOPLE_LABELS: dict[str, dict[str, str]] = {
    "role": ROLE_NAMES,
    "role_power": ROLE_POWERS,
    "account_state": STATE_NAMES,
    "actor": ACTORS,
    "journal_entry": EVENTS | CHANGES,
}
