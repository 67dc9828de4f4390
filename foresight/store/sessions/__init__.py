"""Foresight sessions in the store: the session, the needs it collected, and the ratings these were given."""

from foresight.store.sessions.attendance_counts import attendance, set_attendance
from foresight.store.sessions.copying import copy_session
from foresight.store.sessions.needs import (
    HORIZONS,
    LANGUAGES,
    NEED_STATUSES,
    Need,
    add_need,
    change_need,
    get_need,
    list_needs,
)
from foresight.store.sessions.ratings import (
    RATING_COLUMNS,
    SOURCES,
    ballot_table,
    ratings_frame,
    record_ratings,
    response_counts,
)
from foresight.store.sessions.session import (
    STAGES,
    STAKEHOLDER_GROUPS,
    Session,
    change_session,
    create_session,
    get_session,
    known_region,
    list_sessions,
    set_stage,
    topic,
)

__all__ = [
    "HORIZONS",
    "LANGUAGES",
    "NEED_STATUSES",
    "RATING_COLUMNS",
    "SOURCES",
    "STAGES",
    "STAKEHOLDER_GROUPS",
    "Need",
    "Session",
    "add_need",
    "attendance",
    "ballot_table",
    "change_need",
    "change_session",
    "copy_session",
    "create_session",
    "get_need",
    "get_session",
    "known_region",
    "list_needs",
    "list_sessions",
    "ratings_frame",
    "record_ratings",
    "response_counts",
    "set_attendance",
    "set_stage",
    "topic",
]
