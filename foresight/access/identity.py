"""Who is asking: one interface, three providers, and a laptop on which nobody has to sign in.

Roles are never taken from a cookie, a claim or a header: these only say who it is, and the store says what that
person may do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from foresight.access.roles import may, may_open
from foresight.store import clock, signed_in, staff
from foresight.store.database import Database

COOKIE = "foresight_sign_in"


@dataclass(frozen=True)
class Presented:
    """What a request brings along.

    Attributes
    ----------
    cookies : mapping
    headers : mapping
        With small letters.
    claims : mapping
        What a provider of identities vouched for; empty when nobody did.
    """

    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Actor:
    """Somebody who acts.

    Attributes
    ----------
    login, name, role : str
    must_choose_password : bool
        Signed in with a one-time password, which opens nothing but the page where a new one is chosen.
    """

    login: str
    name: str
    role: str
    must_choose_password: bool = False

    def may(self, permission: str) -> bool:
        """Tell whether this person has a permission."""
        return not self.must_choose_password and may(self.role, permission)

    def may_open(self, page: str) -> bool:
        """Tell whether this person may open a staff page."""
        return not self.must_choose_password and may_open(self.role, page)


LOCAL = Actor("local", "local", "administrator")


class Identity(Protocol):
    """One way of telling who is asking."""

    def identify(self, database: Database, presented: Presented) -> Actor | None:
        """Return the person, or None when this way knows nobody."""


def _actor(person: staff.Person | None, *, one_time: bool = False) -> Actor | None:
    if person is None or person.state != "active":
        return None
    return Actor(person.login, person.name, person.role, one_time)


class LocalPassword:
    """People who have signed in with their password: the cookie names a sign-in that the store keeps."""

    def identify(self, database: Database, presented: Presented) -> Actor | None:
        """See `Identity`."""
        token = presented.cookies.get(COOKIE, "")
        found = signed_in.current(database, token) if token else None
        return found and _actor(found.person, one_time=found.person.one_time_until is not None)


class OpenIdConnect:
    """People for whom a provider of identities vouches; a sign-in there counts for twelve hours and can be revoked."""

    def identify(self, database: Database, presented: Presented) -> Actor | None:
        """See `Identity`."""
        claims = presented.claims
        if claims.get("email_verified") is False:
            return None
        person = staff.find(database, str(claims.get("email") or claims.get("sub") or ""))
        issued = claims.get("iat")
        if person is None or not isinstance(issued, int | float):
            return None
        since = datetime.fromtimestamp(issued, UTC)
        # The provider counts whole seconds, so one that began in the second of a revocation is already too old.
        if clock.now() - since > signed_in.LASTS or since <= person.revoked_before.replace(microsecond=0):
            return None
        return _actor(person)


@dataclass(frozen=True)
class TrustedHeader:
    """People whom a proxy in front has checked; it must strip the header from what browsers send.

    Attributes
    ----------
    header : str
    """

    header: str

    def identify(self, database: Database, presented: Presented) -> Actor | None:
        """See `Identity`."""
        login = presented.headers.get(self.header.lower(), "")
        return _actor(staff.find(database, login)) if login else None


@dataclass(frozen=True)
class SignIn:
    """How people sign in at this installation.

    Attributes
    ----------
    providers : tuple of Identity
        Asked in this order.
    open_on : bool
        Whether nobody has to: a laptop, bound to its loopback, on which nobody was added.
    """

    providers: tuple[Identity, ...]
    open_on: bool

    def identify(self, database: Database, presented: Presented) -> Actor | None:
        """Return who is asking, or None."""
        if self.open_on:
            return LOCAL
        for provider in self.providers:
            actor = provider.identify(database, presented)
            if actor is not None:
                return actor
        return None


LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1", "[::1]"))


def is_loopback(address: str) -> bool:
    """Tell whether an address is reached from this machine alone."""
    return address in LOOPBACK


def sign_in_of(database: Database, *, address: str, oidc: bool, header: str) -> SignIn:
    """Return how people sign in.

    Parameters
    ----------
    database : Database
    address : str
        The address that the server is bound to.
    oidc : bool
        Whether a provider of identities is configured.
    header : str
        Name of the header a proxy vouches with; empty for none.

    Returns
    -------
    SignIn
        Open only on the loopback, without any provider and before anybody was added.
    """
    providers: list[Identity] = [LocalPassword()]
    if oidc:
        providers.append(OpenIdConnect())
    if header and is_loopback(address):
        providers.append(TrustedHeader(header))
    configured = oidc or bool(header) or bool(staff.people(database))
    return SignIn(tuple(providers), open_on=not configured and is_loopback(address))
