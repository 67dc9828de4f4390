"""What a participant sees: one page for the stage the session is in."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from foresight.i18n.language import Language
from foresight.phone import rendering
from foresight.phone.cookies import new_secret, secret_in
from foresight.phone.requests import chosen_language, go, note, page
from foresight.phone.rooms import Room, Rooms, found_or_none
from foresight.sessions import receipts, visibility
from foresight.sessions.needs import Need
from foresight.sessions.voter_tags import author_mark
from foresight.store import live_ballots, live_closing, live_joining
from foresight.store.live_joining import Attendee

NO_TEXTS = {"title": "", "why": "", "beneficiary": "", "horizon": "", "area": ""}


async def show_stage(rooms: Rooms, request: Request) -> Response:
    """Answer with the page of the stage, the form to enter, or the way to the code."""
    room = await found_or_none(rooms.room(request.path_params["session"]))
    if room is None:
        return go("/join")
    secret = secret_in(request.scope["headers"])
    known = await rooms.attendee(room, secret)
    if room.found.stage.kind == "closed":
        return _closed(room, rendering.reader_of(known.language) if known else chosen_language(request))
    if known is None:
        return await _enter(rooms, request, room)
    reader = rendering.reader_of(known.language)
    return await stage_page(
        rooms,
        room,
        reader,
        known,
        secret,
        number=_whole(request.query_params.get("n", "")),
        sent=request.query_params.get("sent") == "1",
    )


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 5 else 0


async def _enter(rooms: Rooms, request: Request, room: Room) -> Response:
    link = request.query_params.get("k", "")[:64]
    if not link or await opened_by(rooms, link) != room.found.id:
        return go("/join")
    token = request.query_params.get("t", "")[:40]
    return enter_page(room, chosen_language(request), link, token=token)


async def opened_by(rooms: Rooms, link: str) -> str:
    """Return the session that a link opens, or an empty text."""
    try:
        return await rooms.ask(live_joining.find_by_link, link)
    except live_joining.Problem:
        return ""


def enter_page(
    room: Room,
    reader: Language,
    link: str,
    *,
    known: Attendee | None = None,
    group: str = "",
    token: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    """Answer with the choice of language and stakeholder group, or the field for a one-time code."""
    return page(
        "enter.html",
        reader,
        status,
        page_title=room.found.title,
        problem=problem,
        session=room.found.id,
        session_title=room.found.title,
        region=reader.region(room.found.region),
        demonstration=room.found.demonstration,
        strict=room.found.mode == "tokens",
        link=link,
        known=known is not None,
        group=group,
        token=token,
    )


def _closed(room: Room, reader: Language) -> Response:
    return note(
        reader,
        200,
        reader.text("The session is closed"),
        reader.text("Thank you. With your receipt you can see that your ballot is in the list."),
        links=((f"/s/{room.found.id}/list", reader.text("List of receipts")),),
    )


async def stage_page(
    rooms: Rooms,
    room: Room,
    reader: Language,
    known: Attendee,
    secret: str,
    *,
    number: int = 0,
    sent: bool = False,
    problem: str = "",
    texts: dict | None = None,
    status: int = 200,
) -> Response:
    """Answer with the page of the stage the session is in."""
    kind = room.found.stage.kind
    common = {"group": known.stakeholder_group, "problem": problem, "status": status}
    if kind == "collect":
        return _collect(room, reader, secret, sent, texts or NO_TEXTS, common)
    if kind == "weights":
        own = await rooms.ask(live_ballots.own_weights, room.found.id, room.tag(secret))
        return _draw(room, reader, "weights.html", common, rows=rendering.weight_rows(room, reader), own=own, sent=sent)
    if kind == "round" and room.found.rated_needs:
        return await _rate(rooms, room, reader, secret, number, common)
    if kind in ("feedback", "results"):
        return await _feedback(rooms, room, reader, secret, number, common)
    own = _own_needs(room, secret)
    needs = visibility.visible_needs(room.found.needs, room.found.life, room.found.method, "phone", own)
    count = reader.plural("{count} need", "{count} needs", len(needs))
    return _draw(room, reader, "lobby.html", common, needs=needs, needs_count=count, own=own, waiting=True)


def _draw(room: Room, reader: Language, template: str, common: dict, **values: object) -> Response:
    common = dict(common)
    status = common.pop("status")
    return page(
        template,
        reader,
        status,
        page_title=room.found.title,
        page=template.partition(".")[0],
        **{"waiting": False, **rendering.page_values(room, reader), **common, **values},
    )


def _own_needs(room: Room, secret: str) -> list[str]:
    mark = author_mark(room.found.voter_key, secret)
    return [need for need, author in room.found.authors.items() if author == mark]


def _collect(room: Room, reader: Language, secret: str, sent: bool, texts: dict, common: dict) -> Response:
    own = _own_needs(room, secret)
    seen = visibility.visible_needs(room.found.needs, room.found.life, room.found.method, "phone", own)
    others: list[Need] | None = [need for need in seen if need.id not in own]
    if room.found.method.needs_shown == "after_collecting":
        others = None
    mine = [need for need in seen if need.id in own]
    return _draw(
        room, reader, "collect.html", common, mine=mine, others=others, sent=sent, key=new_secret(), values=texts
    )


async def _rate(rooms: Rooms, room: Room, reader: Language, secret: str, number: int, common: dict) -> Response:
    needs, tag = room.found.rated_needs, room.tag(secret)
    own = await rooms.ask(live_ballots.own_answers, room.found.id, room.number, tag)
    before = await rooms.ask(live_ballots.own_answers, room.found.id, room.seen_round, tag) if room.seen_round else {}
    asked = len(room.found.method.questions)
    done = [need.id for need in needs if len(own.get(need.id, ())) >= asked]
    if not number and len(done) == len(needs):
        return _draw(room, reader, "finished.html", common, needs=needs, total=len(needs))
    open_places = [place for place, need in enumerate(needs, 1) if need.id not in done]
    place = number if 1 <= number <= len(needs) else open_places[0]
    need = needs[place - 1]
    reasons = await rooms.ask(live_ballots.own_reasons, room.found.id, room.number, tag) if own else {}
    return _draw(
        room,
        reader,
        "rate.html",
        common,
        place=place,
        total=len(needs),
        done=len(done),
        number=room.number,
        order=" ".join(one.id for one in needs),
        done_list=" ".join(done),
        own_all=json.dumps(own),
        before_all=json.dumps(before),
        own=own.get(need.id, {}),
        before=before.get(need.id, {}),
        reason=reasons.get(need.id, ""),
        **rendering.need_values(room, reader, need),
    )


async def _feedback(rooms: Rooms, room: Room, reader: Language, secret: str, number: int, common: dict) -> Response:
    needs = rendering.ordered_needs(room)
    if room.spreads and 1 <= number <= len(needs):
        need = needs[number - 1]
        own = await rooms.ask(live_ballots.own_answers, room.found.id, room.seen_round, room.tag(secret))
        values = rendering.need_values(room, reader, need) | {"own": {}, "before": own.get(need.id, {}), "reason": ""}
        return _draw(
            room, reader, "one_need.html", common, place=number, total=len(needs), number=room.number, **values
        )
    return _draw(
        room,
        reader,
        "feedback.html",
        common,
        shown=room.found.method.distributions_on_phones,
        needs=rendering.middles(room, reader) if room.spreads else [],
        least=room.found.method.minimum_group,
        waiting=True,
    )


async def show_receipt(rooms: Rooms, request: Request) -> Response:
    """Answer with the receipt of the participant's ballots."""
    room = await found_or_none(rooms.room(request.path_params["session"]))
    secret = secret_in(request.scope["headers"])
    known = await rooms.attendee(room, secret) if room else None
    if room is None or known is None or not room.found.voter_key:
        return go(f"/s/{request.path_params['session']}/list" if room else "/join")
    reader, tag = rendering.reader_of(known.language), room.tag(secret)
    answers = (await rooms.ask(live_closing.voter_answers, room.found.id, tag)).get(tag, [])
    return page(
        "receipt.html",
        reader,
        page_title=room.found.title,
        session=room.found.id,
        receipt=receipts.receipt(tag) if answers else "",
        answers_count=reader.plural("{count} answer is kept.", "{count} answers are kept.", len(answers)),
        check=receipts.check_value(tag, answers),
        strict=room.found.mode == "tokens",
    )


async def show_list(rooms: Rooms, request: Request) -> Response:
    """Answer with the published list of receipts; it is public once the session is closed."""
    room = await found_or_none(rooms.room(request.path_params["session"]))
    if room is None:
        return go("/join")
    known = await rooms.attendee(room, secret_in(request.scope["headers"]))
    if known is None and room.found.stage.kind != "closed":
        return go("/join")
    reader = rendering.reader_of(known.language) if known else chosen_language(request)
    listed = await rooms.ask(live_closing.published_receipts, room.found.id)
    wanted = request.query_params.get("r", "")[:40]
    return page(
        "list.html",
        reader,
        page_title=room.found.title,
        session=room.found.id,
        session_title=room.found.title,
        closed=room.found.stage.kind == "closed",
        receipts=listed,
        ballots_count=reader.plural("{count} ballot", "{count} ballots", len(listed)),
        wanted=wanted,
        found=receipts.find(wanted, listed),
    )
