"""Roles, what each may do, and which pages each may open: three tables, and everything not in them is refused."""

from __future__ import annotations

from foresight.problems import Problem

ROLES = ("administrator", "facilitator", "planner", "leader", "participant")
STAFF = frozenset(("administrator", "facilitator", "planner", "leader"))
_ADMINISTRATOR = frozenset(("administrator",))
_SESSIONS = frozenset(("administrator", "facilitator"))
_PLANNING = frozenset(("administrator", "planner"))
_ALL_WORK = frozenset(("administrator", "facilitator", "planner"))

PERMISSIONS: dict[str, frozenset[str]] = {
    "read": STAFF,
    "issue_documents": STAFF,
    # Others open only the sessions that they have started or were given.
    "read_every_session": frozenset(("administrator", "planner", "leader")),
    # A facilitator only those that he or she has started or was given.
    "run_sessions": _SESSIONS,
    "write_specifications": _ALL_WORK,
    "compare_needs": _ALL_WORK,
    "plan": _PLANNING,
    "follow_up": _PLANNING,
    "read_journal": _ADMINISTRATOR,
    "make_backups": _ADMINISTRATOR,
    "change_settings": _ADMINISTRATOR,
    "manage_people": _ADMINISTRATOR,
}

# What the journal calls a change, and the permission it takes. A change that is not listed is the administrator's.
ACTIONS: dict[str, str] = {
    "document_issued": "issue_documents",
    **dict.fromkeys(
        (
            "session_created", "session_changed", "session_imported", "demonstration_loaded", "settings_changed",
            "method_changed", "stage_changed", "timer_set", "cards_sent", "undone", "code_renewed", "tokens_made",
            "token_released", "paper_counted", "attendance_counted", "need_added", "need_changed", "need_edited",
            "need_state", "needs_merged", "need_split", "weights_judged",
        ),
        "run_sessions",
    ),
    **dict.fromkeys(
        ("specification_created", "specification_changed", "specification_moved"), "write_specifications"
    ),
    "needs_matched": "compare_needs",
    **dict.fromkeys(
        (
            "figures_added", "figures_chosen", "break_marked", "break_removed", "forecast_adjusted",
            "adjustment_withdrawn", "forecast_published", "scenario_saved", "scenario_deleted",
            "region_boundaries_kept", "index_points_kept",
        ),
        "plan",
    ),
    **dict.fromkeys(
        (
            "initiative_created", "initiative_changed", "initiative_moved", "initiative_money_changed",
            "recommendation_created", "recommendation_changed", "recommendation_moved",
        ),
        "follow_up",
    ),
    "backup_made": "make_backups",
    "setting_changed": "change_settings",
    **dict.fromkeys(
        (
            "person_added", "person_disabled", "person_enabled", "person_role_changed", "password_reset",
            "session_given",
        ),
        "manage_people",
    ),
}  # fmt: skip

# Staff pages by their address; one that is not listed is the administrator's.
PAGES: dict[str, frozenset[str]] = {
    "": STAFF,
    "targets": STAFF,
    "sessions": _ALL_WORK,
    "console": _SESSIONS,
    "projector": _ALL_WORK,
    "results": STAFF,
    "weights": _ALL_WORK,
    "priorities": STAFF,
    "statistics": STAFF,
    "regions": STAFF,
    "forecasts": STAFF,
    "funding": STAFF,
    "robustness": STAFF,
    "initiatives": STAFF,
    "documents": STAFF,
    "settings": STAFF,
    "people": _ADMINISTRATOR,
}


def known_role(role: str) -> str:
    """Return a role, or refuse one that does not exist.

    Raises
    ------
    Problem
    """
    if role not in ROLES:
        raise Problem("unknown role {role}: one of {allowed}", role=role, allowed=", ".join(ROLES))
    return role


def may(role: str, permission: str) -> bool:
    """Tell whether a role has a permission; an unknown permission is nobody's."""
    return role in PERMISSIONS.get(permission, frozenset())


def may_open(role: str, page: str) -> bool:
    """Tell whether a role may open a staff page; one that is not in the table is the administrator's."""
    return role in PAGES.get(page, _ADMINISTRATOR)


def permission_for(action: str) -> str:
    """Return the permission that a change of the journal takes; one that is not in the table takes the highest."""
    return ACTIONS.get(action, "manage_people")
