"""What this installation is: figures in use, store and its backups, versions and sources."""

from importlib.metadata import version

import pandas as pd
import streamlit as st

from foresight.access.identity import LOCAL
from foresight.problems import Problem
from foresight.screen import people, resources
from foresight.screen.elements import as_text, page_head, show_problem
from foresight.screen.language import current, plural
from foresight.screen.language import text as _
from foresight.screen.vintages import vintage_name
from foresight.store import figures, journal, retention
from foresight.store.backup import back_up, list_backups

language = current()
database = resources.database()
page_head(_("Data, backup, about"), _("What is installed here, which figures are in use, and where the backups are."))

st.subheader(_("Figures in use"), anchor=False)
used = figures.current_vintage(database)
names = {vintage.id: vintage_name(vintage, language) for vintage in figures.vintages(database)}
for vintage in figures.vintages(database):
    sign = ":material/check_circle:" if vintage.id == used else ":material/history:"
    told = [names[vintage.id], language.date(vintage.loaded_on.date())]
    if vintage.name != figures.SHIPPED:
        told.append(vintage.source)
    st.write(f"{sign} {as_text(' · '.join(told))}")

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
    st.write(_("{name}: {powers}", name=as_text(reader.name), powers=language.label("role_power", reader.role)))

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
    rows = plural("{count} row", "{count} rows", sum(kept.rows.values()))
    st.write(f":material/inventory_2: {language.date(kept.made_on.date())} · {kept.file.name} · {rows}")

st.subheader(_("How long words and keys are kept"), anchor=False)
st.caption(
    _(
        "After this term the keys of a session, one-time codes and participants’ own words are destroyed; needs, "
        "results and the journal stay."
    )
)
term = retention.term_days(database)
if people.allowed("change_settings"):
    with st.form("retention", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.number_input(
            _("Days after the day of a session"), min_value=retention.SHORTEST, max_value=3653, value=term, width=260
        )
        if st.form_submit_button(_("Keep the term"), key="keep_term"):
            try:
                retention.set_term(database, int(days))
                st.toast(_("The term is kept."), icon=":material/check:")
            except Problem as problem:
                show_problem(problem)
else:
    st.write(plural("{count} day", "{count} days", term))

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
        pd.DataFrame(
            {
                _("Time (UTC)"): entries["happened"].dt.strftime("%Y-%m-%d %H:%M"),
                _("Who"): [language.label("actor", code) for code in entries["actor"]],
                _("What"): [language.label("journal_entry", code) for code in entries["action"]],
                _("Which one"): [names.get(subject, subject) for subject in entries["subject"]],
            }
        ),
        hide_index=True,
        alt=_("The last entries of the journal"),
    )

st.subheader(_("About"), anchor=False)
st.write(_("Foresight Workbench: from a vote in a room to a target in 2030."))
st.caption(
    " · ".join(
        f"{name} {version(name)}" for name in ("foresight", "streamlit", "duckdb", "statsmodels", "pandas", "numpy")
    )
)
