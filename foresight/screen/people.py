"""Who looks at this page: asked anew at every run, so that a revoked sign-in ends in the middle of the work."""

from __future__ import annotations

import os

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from foresight.access.guard import Guard, require
from foresight.access.identity import COOKIE, LOCAL, Actor, Presented, SignIn, sign_in_of
from foresight.screen.elements import as_text
from foresight.screen.language import current, text
from foresight.store import staff
from foresight.store.database import Database

HEADER = "FORESIGHT_TRUSTED_HEADER"
_known: dict[str, tuple[tuple, SignIn]] = {}


def has_provider() -> bool:
    """Tell whether a provider of identities is configured under ``[auth]`` of Streamlit's secrets."""
    try:
        return bool(st.secrets.get("auth"))
    except Exception:  # without a secrets file there is none
        return False


def sign_in(database: Database) -> SignIn:
    """Return how people sign in here; asked again when somebody was added."""
    key = (
        database.version(staff.TOPIC),
        st.get_option("server.address") or "0.0.0.0",
        has_provider(),
        os.environ.get(HEADER, ""),
    )
    known = _known.get(database.label)
    if known is None or known[0] != key:
        known = _known[database.label] = (key, sign_in_of(database, address=key[1], oidc=key[2], header=key[3]))
    return known[1]


def presented() -> Presented:
    """Return what the browser of this page brought along."""
    claims = st.user.to_dict() if has_provider() and st.user.is_logged_in else {}
    headers = {str(name).lower(): str(value) for name, value in st.context.headers.items()}
    return Presented(dict(st.context.cookies), headers, claims)


def actor() -> Actor | None:
    """Return who looks at this page, or None for somebody who has not signed in."""
    from foresight.screen.resources import database

    opened = database()
    way = sign_in(opened)
    return way.identify(opened, Presented() if way.open_on else presented())


def allowed(permission: str) -> bool:
    """Tell whether the reader of this page has a permission, so that a page shows no button that would be refused."""
    found = actor()
    return found is not None and found.may(permission)


def require_permission(permission: str) -> Actor:
    """Return the reader of this page, or refuse.

    Raises
    ------
    foresight.access.guard.Forbidden
    """
    return require(actor(), permission)


def guard() -> Guard | None:
    """Return the guard of whoever acts on this thread; the app's own work and the phones have none."""
    return None if get_script_run_ctx(suppress_warning=True) is None else Guard(actor())


def has_cookie() -> bool:
    """Tell whether the browser came with the cookie of a password sign-in."""
    return COOKIE in st.context.cookies


def ask_to_sign_in() -> None:
    """Draw what somebody sees who has not signed in, or whose sign-in has ended."""
    st.title(text("Sign in"), anchor=False)
    st.write(text("You have not signed in, or your sign-in has ended. Nothing that was saved is lost."))
    if has_provider():
        st.button(text("Sign in with your organisation's account"), type="primary", on_click=st.login)
        if st.user.is_logged_in:
            st.warning(text("This account is not known here: ask an administrator to add it."))
            st.button(text("Sign in with another account"), on_click=st.logout)
    st.link_button(text("Sign in with a password"), "/sign-in?lang=" + current().code)


def show_reader(reader: Actor) -> None:
    """Say in the sidebar who has signed in, and where to sign out."""
    if reader == LOCAL:
        return
    with st.sidebar:
        st.caption(f"{as_text(reader.name)} · {current().label('role', reader.role)}")
        if has_provider() and not has_cookie():
            st.button(text("Sign out"), icon=":material/logout:", on_click=st.logout, key="sign_out")
        else:
            st.link_button(text("Sign out"), "/sign-out?lang=" + current().code, icon=":material/logout:")
