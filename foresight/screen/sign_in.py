"""The plain pages on which people sign in and out: they set the cookie that Streamlit's pages cannot set."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from foresight.access import passwords
from foresight.access.identity import COOKIE
from foresight.i18n.language import DEFAULT_LANGUAGE, LANGUAGES, Language, language
from foresight.problems import Problem
from foresight.store import signed_in, staff
from foresight.store.database import Database

LARGEST_FORM = 4_000
PRIVATE = {"cache-control": "no-store"}


@cache
def _template():
    folder = Path(__file__).parent / "templates"
    made = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return made.get_template("sign_in.html")


def page(form: str, reader: Language, status: int = 200, **values: str) -> HTMLResponse:
    """Answer with a heading and a form."""
    headings = {
        "sign_in": reader.text("Sign in"),
        "password": reader.text("Choose a password"),
        "sign_out": reader.text("Sign out"),
        "": reader.text("Sign-in is not set up"),
    }
    shown = {"next": "/", "login": "", "problem": ""} | values
    content = _template().render(
        form=form, heading=headings[form], text=reader.text, lang=reader.code, languages=LANGUAGES, **shown
    )
    return HTMLResponse(content, status, PRIVATE)


def reader_of(code: str) -> Language:
    """Return the language of a code that came from outside."""
    return language(code if code in LANGUAGES else DEFAULT_LANGUAGE)


def own_path(address: str) -> str:
    """Return an address of this app, whatever was asked for: nobody is sent to another site."""
    parts = urlsplit(address[:500])
    safe = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address[:500] if safe and address.isprintable() and "\\" not in address else "/"


def from_our_page(request: Request) -> bool:
    """Tell whether a form of this very app sent this request."""
    site = request.headers.get("sec-fetch-site", "")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin", "")
    return not origin or origin.split("://", 1)[-1] == request.headers.get("host", "")


async def _form(request: Request) -> dict[str, str] | None:
    if not from_our_page(request):
        return None
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > LARGEST_FORM:
            return None
    try:
        return dict(parse_qsl(content.decode("utf-8"), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return None


def _refused_form(request: Request) -> Response:
    reader = reader_of(request.query_params.get("lang", ""))
    problem = reader.text("The form came from another site. Open the session again and send it from there.")
    return page("sign_in", reader, 403, problem=problem)


def _cookie(request: Request, token: str, seconds: int) -> str:
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "") == "https"
    parts = [f"{COOKIE}={token}", "Path=/", f"Max-Age={seconds}", "HttpOnly", "SameSite=Lax"] + ["Secure"] * secure
    return "; ".join(parts)


def _go(request: Request, address: str, token: str | None = None) -> Response:
    answer = RedirectResponse(address, 303, PRIVATE)
    if token is not None:
        seconds = int(signed_in.LASTS.total_seconds()) if token else 0
        answer.headers.append("set-cookie", _cookie(request, token, seconds))
    return answer


def sign_in_routes(database_provider: Callable[[], Database]) -> list[Route]:
    """Return the routes on which staff sign in and out.

    Parameters
    ----------
    database_provider : callable
        Gives the open store of the process.

    Returns
    -------
    list of starlette.routing.Route
    """

    async def show(request: Request) -> Response:
        asked = request.query_params
        return page("sign_in", reader_of(asked.get("lang", "")), next=own_path(asked.get("next", "/")))

    async def enter(request: Request) -> Response:
        sent = await _form(request)
        if sent is None:
            return _refused_form(request)
        address = request.client.host if request.client else ""
        reader, following = reader_of(sent.get("lang", "")), own_path(sent.get("next", "/"))
        login, password = sent.get("login", "")[:200], sent.get("password", "")[:300]
        old = request.cookies.get(COOKIE, "")
        try:
            token, one_time = await run_in_threadpool(open_sign_in, database_provider(), login, password, address, old)
        except Problem as problem:
            status = 429 if isinstance(problem, signed_in.TooManyAttempts) else 403
            return page("sign_in", reader, status, next=following, login=login[:100], problem=reader.problem(problem))
        return _go(request, f"/password?lang={reader.code}" if one_time else following, token)

    async def show_password(request: Request) -> Response:
        reader = reader_of(request.query_params.get("lang", ""))
        found = await run_in_threadpool(signed_in.current, database_provider(), request.cookies.get(COOKIE, ""))
        return page("password", reader) if found else _go(request, f"/sign-in?lang={reader.code}")

    async def change(request: Request) -> Response:
        sent = await _form(request)
        if sent is None:
            return _refused_form(request)
        reader = reader_of(sent.get("lang", ""))
        address = request.client.host if request.client else ""
        try:
            token = await run_in_threadpool(
                change_password, database_provider(), request.cookies.get(COOKIE, ""), sent, address
            )
        except Problem as problem:
            return page("password", reader, 422, problem=reader.problem(problem))
        return _go(request, f"/?lang={reader.code}", token)

    async def show_out(request: Request) -> Response:
        return page("sign_out", reader_of(request.query_params.get("lang", "")))

    async def leave(request: Request) -> Response:
        sent = await _form(request)
        if sent is None:
            return _refused_form(request)
        await run_in_threadpool(signed_in.end, database_provider(), request.cookies.get(COOKIE, ""))
        return _go(request, f"/sign-in?lang={reader_of(sent.get('lang', '')).code}", "")

    return [
        Route("/sign-in", show, methods=["GET"]),
        Route("/sign-in", enter, methods=["POST"]),
        Route("/password", show_password, methods=["GET"]),
        Route("/password", change, methods=["POST"]),
        Route("/sign-out", show_out, methods=["GET"]),
        Route("/sign-out", leave, methods=["POST"]),
    ]


def _wrong() -> Problem:
    return Problem("login or password is wrong")


def open_sign_in(database: Database, login: str, password: str, address: str, old_token: str = "") -> tuple[str, bool]:
    """Check a password and start a sign-in under a new cookie.

    Returns
    -------
    tuple of str and bool
        The cookie, and whether a new password must be chosen first.

    Raises
    ------
    Problem
        The same sentence for an unknown login, a wrong and an outdated password.
    """
    signed_in.refuse_floods(database, login, address)
    if not passwords.is_password(staff.password_hash(database, login), password):
        signed_in.count_wrong(database, login, address)
        raise _wrong()
    person = staff.find(database, login)
    if person is None:
        raise _wrong()
    if old_token:
        signed_in.end(database, old_token)
    return signed_in.begin(database, person.login), person.one_time_until is not None


def change_password(database: Database, token: str, sent: dict[str, str], address: str) -> str:
    """Give a person the password that he or she has chosen and return a new cookie.

    Raises
    ------
    Problem
    """
    found = signed_in.current(database, token)
    if found is None:
        raise Problem("sign in first")
    login = found.person.login
    signed_in.refuse_floods(database, login, address)
    if not passwords.is_password(staff.password_hash(database, login), sent.get("old", "")[:300]):
        signed_in.count_wrong(database, login, address)
        raise _wrong()
    if sent.get("new", "") != sent.get("again", ""):
        raise Problem("the two new passwords differ: type them again")
    if sent.get("new", "") == sent.get("old", ""):
        raise Problem("the new password is the old one: choose another")
    chosen = passwords.check_new_password(sent.get("new", ""), login)
    staff.set_password(database, login, passwords.hash_password(chosen), one_time=False, actor=login)
    return signed_in.begin(database, login)
