"""The application: staff pages in Streamlit, phone pages as plain routes, one process and one port."""

import sys
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from foresight.phone.express import Express
from foresight.phone.routes import phone_routes
from foresight.screen.gate import Gate
from foresight.screen.headers import SecurityHeaders
from foresight.screen.health import Counting, health_routes
from foresight.screen.housekeeping import Housekeeping
from foresight.screen.sign_in import sign_in_routes

# The phones' loop gives its turn away at every answer it sends; at Python's 5 ms a page being drawn would keep them
# waiting that long each time.
SECONDS_A_TURN = 0.001


@asynccontextmanager
async def lifespan(app: st.App):
    """Open the store and import what the first page would otherwise wait for."""
    from foresight.screen.promptness import send_at_once
    from foresight.screen.resources import close, warm
    from foresight.screen.room.readiness import get_ready

    sys.setswitchinterval(SECONDS_A_TURN)
    send_at_once()
    warm()
    get_ready()
    beside = Housekeeping(store)
    beside.start()
    yield {}
    beside.stop()
    close()


def tell_the_reader(error: Exception) -> bool:
    """Replace a page's exception by one sentence in the reader's language."""
    from foresight.screen.elements import show_problem

    show_problem(error)
    return True


def store():
    """Give the phones the store of the process; cached functions are imported only once the server runs."""
    from foresight.screen.resources import database

    return database()


phones = phone_routes(store)
app = st.App(
    Path(__file__).parent / "pages" / "navigation.py",
    lifespan=lifespan,
    routes=[*phones, *sign_in_routes(store), *health_routes(store)],
    middleware=[
        Middleware(Counting),
        Middleware(SecurityHeaders),
        Middleware(Gate, database_provider=store),
        Middleware(Express, routes=phones),
    ],
    on_script_error=tell_the_reader,
)
