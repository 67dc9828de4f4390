"""What a participant does with a form, with or without a script: join, propose, weigh, rate, leave."""

from __future__ import annotations

import contextlib
import logging

from starlette.requests import Request
from starlette.responses import Response

from foresight.i18n.language import Language
from foresight.phone import pages, rendering
from foresight.phone.cookies import new_secret, secret_in, set_cookie
from foresight.phone.requests import (
    ForeignError,
    TooLargeError,
    chosen_language,
    go,
    is_secure,
    note,
    page,
    read_form,
    refusal,
)
from foresight.phone.rooms import Room, Rooms, found_or_none
from foresight.problems import Problem
from foresight.sessions import needs, receipts
from foresight.sessions.join_codes import TOKEN_LENGTH, is_code
from foresight.sessions.voter_tags import author_mark
from foresight.store import live_ballots, live_joining, live_needs
from foresight.store.live_ballots import Submission
from foresight.store.live_joining import Attendee, TooMany

_log = logging.getLogger("foresight")


async def show_join(rooms: Rooms, request: Request) -> Response:
    """Answer with the field for the code."""
    reader = chosen_language(request)
    return page(
        "join.html", reader, page_title=reader.text("Join the session"), code=request.query_params.get("code", "")[:40]
    )


async def join(rooms: Rooms, request: Request) -> Response:
    """Take a typed code to its session; unknown, expired and closed codes get the same answer."""
    sent = await read_form(request)
    reader = rendering.reader_of(sent.get("l", ""))
    typed = sent.get("code", "")[:200]
    address = request.client.host if request.client else ""
    try:
        session = await rooms.ask(live_joining.find_by_code, typed, address)
    except Problem as problem:
        status = 429 if isinstance(problem, TooMany) else 403
        title = reader.text("Join the session")
        return page("join.html", reader, status, page_title=title, code=typed[:40], problem=reader.problem(problem))
    room = await rooms.room(session)
    link = live_joining.join_link(await rooms.database(), room.found)
    return go(f"/s/{session}?k={link}&l={reader.code}")


async def follow_link(rooms: Rooms, request: Request) -> Response:
    """Take a scanned link to its session."""
    link = request.path_params["link"][:64]
    session = await pages.opened_by(rooms, link)
    if not session:
        reader = chosen_language(request)
        return page(
            "join.html",
            reader,
            403,
            page_title=reader.text("Join the session"),
            code="",
            problem=reader.problem(Problem("this code does not open a session: check the letters on the screen")),
        )
    asked = request.query_params.get("l", "")
    address = f"/s/{session}?k={link}" + (f"&l={asked}" if asked in ("ru", "kk", "en") else "")
    token = request.query_params.get("t", "")
    return go(address + (f"&t={token}" if is_code(token, TOKEN_LENGTH) and token.isascii() and token.isalnum() else ""))


async def enter(rooms: Rooms, request: Request) -> Response:
    """Take a participant in and hand out the cookie by which the phone is known in this session."""
    sent = await read_form(request)
    reader = rendering.reader_of(sent.get("l", ""))
    room = await found_or_none(rooms.room(request.path_params["session"]))
    if room is None:
        return go("/join")
    secret = secret_in(request.scope["headers"])
    known = await rooms.attendee(room, secret)
    link = sent.get("k", "")[:64]
    if known is None and await pages.opened_by(rooms, link) != room.found.id:
        return go("/join")
    group, token = sent.get("group", "")[:40], sent.get("token", "")[:80]
    try:
        made, kept = await rooms.ask(
            live_joining.enter,
            room.found.id,
            secret or new_secret(),
            group=group,
            language=reader.code,
            token=token,
        )
    except Problem as problem:
        problem_text = reader.problem(problem)
        return pages.enter_page(
            room, reader, link, known=known, group=group, token=token, problem=problem_text, status=422
        )
    room.people[made.mark] = made
    answer = go(f"/s/{room.found.id}")
    answer.headers.append("set-cookie", set_cookie(room.found.id, kept, secure=is_secure(request)))
    return answer


async def show_me(rooms: Rooms, request: Request) -> Response:
    """Answer with the form that changes language and group."""
    room, known, _ = await _participant(rooms, request)
    if known is None:
        return go("/join")
    asked = request.query_params.get("l", known.language)
    return pages.enter_page(room, rendering.reader_of(asked), "", known=known, group=known.stakeholder_group)


async def _participant(rooms: Rooms, request: Request) -> tuple[Room | None, Attendee | None, str]:
    room = await found_or_none(rooms.room(request.path_params["session"]))
    secret = secret_in(request.scope["headers"])
    return room, (await rooms.attendee(room, secret) if room else None), secret


async def propose(rooms: Rooms, request: Request) -> Response:
    """Keep a proposed need; the same form sent twice is kept once."""
    sent = await read_form(request)
    room, known, secret = await _participant(rooms, request)
    if room is None or known is None:
        return go("/join")
    reader = rendering.reader_of(known.language)
    try:
        await keep_proposal(rooms, room, known, secret, sent)
    except Problem as problem:
        texts = {name: sent.get(name, "")[:700] for name in pages.NO_TEXTS}
        return await pages.stage_page(
            rooms, room, reader, known, secret, problem=reader.problem(problem), texts=texts, status=422
        )
    return go(f"/s/{room.found.id}?sent=1")


async def keep_proposal(rooms: Rooms, room: Room, known: Attendee, secret: str, sent: dict) -> str:
    """Check and keep a proposal; returns the need's identifier."""
    proposed = needs.proposal(sent, known.language)
    author = author_mark(room.found.voter_key, secret)
    return await rooms.ask(live_needs.propose, room.found.id, author, proposed, key=str(sent.get("key", ""))[:64])


async def weigh(rooms: Rooms, request: Request) -> Response:
    """Keep how important the participant finds each criterion."""
    sent = await read_form(request)
    room, known, secret = await _participant(rooms, request)
    if room is None or known is None:
        return go("/join")
    reader = rendering.reader_of(known.language)
    given = {name[2:]: value for name, value in sent.items() if name.startswith("w.")}
    try:
        await rooms.ask(live_ballots.weigh, room.found.id, room.tag(secret), known.stakeholder_group, given)
    except Problem as problem:
        return await pages.stage_page(rooms, room, reader, known, secret, problem=reader.problem(problem), status=422)
    return go(f"/s/{room.found.id}?sent=1")


async def rate(rooms: Rooms, request: Request) -> Response:
    """Keep the ratings of one need from a plain form and go on to the next need."""
    sent = await read_form(request)
    room, known, secret = await _participant(rooms, request)
    if room is None or known is None:
        return go("/join")
    reader, need = rendering.reader_of(known.language), sent.get("need", "")
    order = [one.id for one in room.found.rated_needs]
    place = order.index(need) + 1 if need in order else 0
    answers = {name[2:]: value for name, value in sent.items() if name.startswith("v.")}
    number = sent.get("round", "")
    try:
        ballot = room.rules.ballot(need, answers, sent.get("rationale"))
        problem = await (await rooms.queue()).cast(
            Submission(
                session=room.found.id,
                round=int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0,
                tag=room.tag(secret),
                stakeholder_group=known.stakeholder_group,
                ballots=(ballot,),
                version=room.found.version,
                token_number=known.token_number,
            )
        )
        if problem is not None:
            raise problem
    except Problem as problem:
        return await pages.stage_page(
            rooms, room, reader, known, secret, number=place, problem=reader.problem(problem), status=422
        )
    return go(f"/s/{room.found.id}" if place == len(order) else f"/s/{room.found.id}?n={place + 1}")


async def leave(rooms: Rooms, request: Request) -> Response:
    """Make this phone forget who it was in the session, and show the receipt a last time."""
    await read_form(request)
    room, known, secret = await _participant(rooms, request)
    if room is None or known is None:
        return go("/join")
    reader = rendering.reader_of(known.language)
    await rooms.ask(live_joining.leave, room.found.id, secret)
    room.people.pop(known.mark, None)
    answer = note(
        reader,
        200,
        reader.text("You have left"),
        reader.text("Your receipt: {receipt}", receipt=receipts.receipt(room.tag(secret))),
        links=((f"/s/{room.found.id}/list", reader.text("List of receipts")),),
    )
    answer.headers.append("set-cookie", set_cookie(room.found.id, "", secure=is_secure(request), days=0))
    return answer


async def _reader(rooms: Rooms, request: Request) -> Language:
    """Return the language in which the participant came in, or else the browser's."""
    known = None
    if "session" in request.path_params:
        # What went wrong may go wrong here again.
        with contextlib.suppress(Exception):
            _, known, _ = await _participant(rooms, request)
    return rendering.reader_of(known.language) if known else chosen_language(request)


def answered_in_words(handler):
    """Make of every error a page in words; none of them shows anything of the inside."""

    async def answer(rooms: Rooms, request: Request) -> Response:
        try:
            return await handler(rooms, request)
        except Exception as error:
            if not isinstance(error, Problem | TooLargeError | ForeignError):
                _log.exception("a phone page failed")
            return refusal(await _reader(rooms, request), error)

    return answer
