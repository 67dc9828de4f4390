"""Which session the console and the projector are about, and how a new one begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from foresight.problems import Problem
from foresight.regions.regions import REGIONS
from foresight.screen import resources
from foresight.screen.elements import show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.sessions.templates import templates
from foresight.store import clock, live_files, live_start
from foresight.store.live_session import LiveSession, list_live_sessions

KEY = "session"
NEXT = "session_next"
NEW = "new_live"
PROBLEM = "room_problem"


def session_of_address() -> str | None:
    """Return the session the address names, or the one that is open; None without any."""
    known = [found.id for found in list_live_sessions(resources.database())]
    named = st.query_params.get(KEY, "")
    return named if named in known else next(iter(known), None)


def names(known: Mapping[str, LiveSession]) -> dict[str, str]:
    """Name sessions in a list; a name says nothing that changes while the session runs, and no two are alike."""
    language = current()
    made = {
        code: f"{found.title} · {language.region(found.region, short=True)} · {language.date(found.held_on)}"
        for code, found in known.items()
    }
    seen = Counter(made.values())
    return {code: name if seen[name] == 1 else f"{name} · {code[:4]}" for code, name in made.items()}


def say_whose_sessions() -> None:
    """Say that others' sessions are left out, to whom that is so."""
    if resources.database().sessions_to_open() is not None:
        st.caption(_("Only sessions that you run are listed; an administrator can share others with you."))


def choose() -> str | None:
    """Draw the choice of the session and what starts a new one; returns the session chosen."""
    known = {found.id: found for found in list_live_sessions(resources.database())}
    named = st.query_params.get(KEY, "")
    if NEXT in st.session_state:
        st.session_state[KEY] = st.session_state.pop(NEXT)
        # What started it would otherwise stay open above the new session.
        st.session_state[NEW] = False
    if KEY not in st.session_state and named in known:
        st.session_state[KEY] = named
    if st.session_state.get(KEY) not in known:
        st.session_state.pop(KEY, None)
    chosen = None
    # On a phone the list takes a row of its own below the other two.
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(_("Console"), anchor=False, width="content")
        with st.popover(_("New session"), icon=":material/add:", key=NEW, on_change="rerun"):
            _new(known)
        if known:
            chosen = st.selectbox(
                _("Session"),
                list(known),
                format_func=names(known).get,
                key=KEY,
                label_visibility="collapsed",
                width=500,
            )
            # Always in the address, so that a reload and the projector find it again.
            if st.query_params.get(KEY) != chosen:
                st.query_params[KEY] = chosen
    say_whose_sessions()
    if PROBLEM in st.session_state:
        show_problem(st.session_state.pop(PROBLEM))
    return chosen


def attempt(action, *arguments: object, **named: object) -> object:
    """Do something for a click; what is wrong is told at the top of the page."""
    try:
        return action(*arguments, **named)
    except Problem as problem:
        st.session_state[PROBLEM] = problem
        return None


def _open(found: object) -> None:
    if found is not None:
        # The list is drawn already in this run: the next one opens on the new session.
        st.session_state[NEXT] = found.id


def _new(known: dict[str, LiveSession]) -> None:
    how = st.segmented_control(
        _("Begin with"),
        ["template", "copy", "file", "demonstration"],
        default="template",
        format_func={
            "template": _("A template"),
            "copy": _("An earlier session"),
            "file": _("A file"),
            "demonstration": _("A demonstration"),
        }.get,
        required=True,
        key="new_how",
    )
    if how == "file":
        _from_file()
        return
    language, database = current(), resources.database()
    with st.form("new_live_form", border=False):
        region = st.selectbox(_("Region"), list(REGIONS), format_func=language.region)
        day = st.date_input(_("Day"), value=clock.now().date(), format="DD.MM.YYYY")
        if how == "demonstration":
            st.caption(_("Sixty invented people, one round held. It says on every screen that it is invented."))
            if st.form_submit_button(_("Load the demonstration"), type="primary", key="new_live_demonstration"):
                _open(
                    attempt(live_files.load_demonstration, database, region=region, held_on=day, language=language.code)
                )
                st.rerun()
            return
        title = st.text_input(_("Title"), max_chars=200, key="new_live_title")
        if how == "copy":
            source = st.selectbox(_("Take method and needs from"), list(known), format_func=names(known).get)
            if st.form_submit_button(_("Start"), type="primary", disabled=not known):
                _open(attempt(live_start.copy_session, database, source, title=title, region=region, held_on=day))
                st.rerun()
            return
        code = st.radio(
            _("Template"),
            list(templates()),
            format_func=lambda one: templates()[one].name(language.code),
            captions=[one.description(language.code) for one in templates().values()],
        )
        if st.form_submit_button(_("Start"), type="primary", key="new_live_start"):
            _open(
                attempt(live_start.start_session, database, title=title, region=region, held_on=day, template_code=code)
            )
            st.rerun()


def _from_file() -> None:
    sent = st.file_uploader(_("Session file (ZIP)"), type="zip", max_upload_size=20)
    if sent is not None and st.button(_("Bring it in"), type="primary"):
        _open(attempt(live_files.import_session, resources.database(), sent.getvalue()))
        st.rerun()
