"""What this installation is: figures in use, store and its backups, versions and sources."""

from importlib.metadata import version

import streamlit as st

from foresight.access.identity import LOCAL
from foresight.problems import Problem
from foresight.screen import people, resources
from foresight.screen.elements import page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.store import figures, journal
from foresight.store.backup import back_up, list_backups

language = current()
database = resources.database()
page_head(_("Data, backup, about"), _("What is installed here, which figures are in use, and where the backups are."))

st.subheader(_("Figures in use"), anchor=False)
used = figures.current_vintage(database)
for vintage in figures.vintages(database):
    sign = ":material/check_circle:" if vintage.id == used else ":material/history:"
    st.write(f"{sign} {vintage.id} · {language.date(vintage.loaded_on.date())} · {vintage.source}")

reader = people.actor()
st.subheader(_("Sign-in"), anchor=False)
if reader == LOCAL:
    st.info(
        _(
            "Nobody has to sign in here: the app answers this machine alone, and whoever sits at it may do everything. "
            "Before it is served to others, add an administrator on the page “People and roles”."
        ),
        icon=":material/lock_open:",
    )
else:
    st.write(_("{name}: {powers}", name=people.escaped(reader.name), powers=language.label("role_power", reader.role)))

st.subheader(_("Backup"), anchor=False)
st.caption(_("The backup is written while the app is in use; restore it with the command: foresight restore FILE"))
if people.allowed("make_backups") and st.button(_("Write a backup now"), icon=":material/save:", key="write_backup"):
    try:
        people.require_permission("make_backups")
        made = back_up(database)
        st.success(_("Backup written: {file}", file=made.file.name), icon=":material/check:")
    except Problem as problem:
        show_problem(problem)
for kept in list_backups(database.engine.backups):
    st.write(f":material/inventory_2: {kept.file.name} · {language.number(sum(kept.rows.values()))} {_('rows')}")

st.subheader(_("Journal"), anchor=False)
number, head = journal.head(database)
st.write(
    _(
        "{count} entries, each sealed with the one before; the last seal is {seal}",
        count=language.number(number),
        seal=head[:16],
    )
)
if people.allowed("read_journal") and len(entries := journal.entries(database, limit=20)):
    st.dataframe(
        entries[["happened", "actor", "action", "subject"]],
        hide_index=True,
        column_config={
            "happened": _("When"),
            "actor": _("Who"),
            "action": _("What"),
            "subject": _("About"),
        },
        alt=_("The last entries of the journal"),
    )

st.subheader(_("About"), anchor=False)
st.write(_("Foresight Workbench: from a vote in a room to a target in 2030."))
st.caption(
    " · ".join(
        f"{name} {version(name)}" for name in ("foresight", "streamlit", "duckdb", "statsmodels", "pandas", "numpy")
    )
)
