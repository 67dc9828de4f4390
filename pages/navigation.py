"""The frame of every staff page: language, name of the app, and the pages grouped by who uses them."""

from pathlib import Path

import streamlit as st

from foresight.access.identity import LOCAL
from foresight.problems import Problem
from foresight.screen import people
from foresight.screen.elements import show_contents, show_problem
from foresight.screen.language import choose_language, text
from foresight.screen.pages import PAGES

st.set_page_config(
    page_title="Foresight Workbench",
    page_icon=str(Path(__file__).parents[1] / "foresight" / "screen" / "icon.png"),
    layout="wide",
)

# The switch writes the language into the session, so it stands before the first translated word.
with st.sidebar:
    choose_language()

try:
    reader = people.actor()
except Problem:
    # A store that cannot be opened is told by the page itself; nothing of it can be seen or changed.
    reader = LOCAL
if reader is None or not reader.may_open(""):
    # Under every address the same, so that a link from a message leads to its page after the sign-in.
    st.navigation(
        [
            st.Page(people.ask_to_sign_in, title=text("Sign in"), url_path=entry.path, default=entry.path == "")
            for entries in PAGES.values()
            for entry in entries
        ],
        position="hidden",
    ).run()
    st.stop()

contents = {
    text(group): [
        st.Page(entry.script, title=text(entry.title), icon=entry.icon, url_path=entry.path, default=entry.path == "")
        for entry in entries
        if reader.may_open(entry.path)
    ]
    for group, entries in PAGES.items()
}
# On a phone Streamlit's own list is better: it moves out of the way after a tap.
on_phone = "Mobi" in st.context.headers.get("User-Agent", "")
page = st.navigation(contents, position="sidebar" if on_phone else "hidden", expanded=True)
if not on_phone:
    show_contents(contents)
people.show_reader(reader)
try:
    page.run()
except Problem as problem:
    # A store that cannot be opened, say: told on whatever page one is, in the reader's language.
    show_problem(problem)
