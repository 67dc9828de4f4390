"""The facilitator's console: run the room - the stage, who is here, what came in, what comes next."""

import streamlit as st

from foresight.screen.language import current, text
from foresight.screen.room import choice, reading
from foresight.screen.room.answers import answers
from foresight.screen.room.evidence import evidence
from foresight.screen.room.method_form import method_form
from foresight.screen.room.moderation import moderate
from foresight.screen.room.paper import paper
from foresight.screen.room.people import people, remember_drawn
from foresight.screen.room.printing import printing
from foresight.screen.room.record import record
from foresight.screen.room.steering import steer

session = choice.choose()
if session is None:
    st.info(
        text("There is no live session yet: start one above, or load the demonstration to try every screen."),
        icon=":material/info:",
    )
    st.stop()

found = reading.live(session)
remember_drawn(session, found.version)
if found.demonstration:
    st.badge(text("Demonstration: everything in this session is invented."), icon=":material/science:", color="orange")
steer(found, current())
people(session)

sections = {
    "needs": (text("Needs"), moderate),
    "answers": (text("Answers"), answers),
    "evidence": (text("Evidence"), evidence),
    "paper": (text("Paper"), paper),
    "printing": (text("Print"), printing),
    "method": (text("Method"), method_form),
    "record": (text("File and journal"), record),
}
with st.container(horizontal=True, vertical_alignment="center"):
    section = st.segmented_control(
        text("Section"),
        list(sections),
        default="needs",
        format_func=lambda code: sections[code][0],
        key="room_section",
        required=True,
        label_visibility="collapsed",
    )
    st.link_button(
        text("Open the projector"),
        f"/projector?session={session}&lang={current().code}&embed=true",
        icon=":material/tv:",
    )
sections[section][1](session)
