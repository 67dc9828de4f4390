"""What the room sees: it follows the session by itself, and there is nothing to click."""

import streamlit as st

from foresight.screen import resources
from foresight.screen.elements import page_head
from foresight.screen.language import current, text
from foresight.screen.room import choice, reading
from foresight.screen.room.pictures import picture
from foresight.store import clock

# The whole screen belongs to the picture.
st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
session = choice.session_of_address()
if session is None:
    page_head(text("Projector"), text("What the room sees: it follows the session by itself."))
    st.info(text("No session is open: start one on the console."), icon=":material/info:")
    st.stop()


@st.fragment(run_every=1.0)
def show() -> None:
    """Draw the picture of the moment; a second later the next one takes its place."""
    drawn, words = picture(reading.live(session), current(), clock.now())
    st.image(drawn, width="stretch", alt=words)


resources.database()
show()
