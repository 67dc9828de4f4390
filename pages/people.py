"""Who may sign in and do what: add somebody, change a role, end all sign-ins of one, share a session."""

import pandas as pd
import streamlit as st

from foresight.access.passwords import hash_password, one_time_password
from foresight.problems import Problem
from foresight.screen import people, resources
from foresight.screen.elements import page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.store import sessions, staff

language = current()
database = resources.database()
people.require_permission("manage_people")
page_head(
    _("People and roles"),
    _("Who may sign in, and what each may do. Participants of sessions are never here: they join by code, unnamed."),
)


def attempt(change, *arguments, **options) -> None:
    """Do what a form asks and keep the problem for the page that follows."""
    try:
        people.require_permission("manage_people")
        change(*arguments, **options)
    except Problem as problem:
        st.session_state.people_problem = problem


def add_person() -> None:
    """Add the person of the form; the one-time password is shown once."""
    state = st.session_state
    password = "" if state.new_without_password else one_time_password()

    def add() -> None:
        hashed = hash_password(password) if password else ""
        made = staff.add(database, state.new_login, name=state.new_name, role=state.new_role, one_time_hash=hashed)
        state.one_time = (made.login, password)

    attempt(add)


def new_password(login: str) -> None:
    """Replace a password by a one-time password, which is shown once."""
    password = one_time_password()

    def replace() -> None:
        staff.set_password(database, login, hash_password(password), one_time=True)
        st.session_state.one_time = (login, password)

    attempt(replace)


if "people_problem" in st.session_state:
    show_problem(st.session_state.pop("people_problem"))
if "one_time" in st.session_state:
    login, password = st.session_state.pop("one_time")
    if password:
        st.success(_("The one-time password of {login}, shown only now and good for three days:", login=login))
        st.code(password, language=None)
    else:
        st.success(_("{login} may sign in with the organisation's account.", login=login))

known = staff.people(database)
if known:
    st.dataframe(
        pd.DataFrame(
            {
                _("Login"): [one.login for one in known],
                _("Full name"): [one.name for one in known],
                _("Role"): [language.label("role", one.role) for one in known],
                _("State"): [language.label("account_state", one.state) for one in known],
                _("Password"): [
                    _("one-time") if one.one_time_until else _("chosen") if one.has_password else _("none")
                    for one in known
                ],
            }
        ),
        hide_index=True,
        alt=_("People who may sign in"),
    )
else:
    st.info(
        _("Nobody has been added yet. The first one must be an administrator; from then on everybody signs in."),
        icon=":material/info:",
    )

left, right = st.columns(2)
with left, st.form("add_person", clear_on_submit=True):
    st.subheader(_("Add somebody"), anchor=False)
    st.text_input(_("Login or e-mail address"), key="new_login", max_chars=100)
    st.text_input(_("Full name"), key="new_name", max_chars=200)
    st.selectbox(_("Role"), staff.STAFF_ROLES, format_func=lambda role: language.label("role", role), key="new_role")
    st.checkbox(_("Signs in with the organisation's account, without a password here"), key="new_without_password")
    st.form_submit_button(_("Add"), icon=":material/person_add:", type="primary", on_click=add_person)
    powers = [f"**{language.label('role', role)}**: {language.label('role_power', role)}" for role in staff.STAFF_ROLES]
    st.caption("  \n".join(powers))

if known:
    with right, st.container(border=True):
        st.subheader(_("Change"), anchor=False)
        chosen = st.selectbox(_("Person"), [one.login for one in known], key="chosen_person")
        person = next(one for one in known if one.login == chosen)
        role = st.selectbox(
            _("Role"),
            staff.STAFF_ROLES,
            index=staff.STAFF_ROLES.index(person.role),
            format_func=lambda code: language.label("role", code),
            key=f"role_of_{chosen}",
        )
        with st.container(horizontal=True):
            st.button(
                _("Change the role"),
                key="change_role",
                disabled=role == person.role,
                on_click=attempt,
                args=(staff.set_role, database, chosen, role),
            )
            st.button(_("New one-time password"), key="reset_password", on_click=new_password, args=(chosen,))
            active = person.state == "active"
            st.button(
                _("Disable") if active else _("Let in again"),
                key="change_state",
                on_click=attempt,
                args=(staff.set_state, database, chosen),
                kwargs={"active": not active},
            )
        held = {one.id: one.title for one in sessions.list_sessions(database)}
        if person.role == "facilitator" and held:
            shared = st.selectbox(_("Session"), list(held), format_func=held.get, key="shared_session")
            st.button(
                _("Share this session"),
                key="share_session",
                on_click=attempt,
                args=(staff.give_session, database, shared, chosen),
            )
