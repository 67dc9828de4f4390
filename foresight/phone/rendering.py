"""Turning a session into the HTML of a phone: templates with everything escaped, files with a fingerprint."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from foresight.i18n.language import LANGUAGES, Language, language
from foresight.phone.rooms import Room
from foresight.sessions.feedback import Spread, overall
from foresight.sessions.needs import AREAS, HORIZONS, LONGEST, Need
from foresight.sessions.stages import allows
from foresight.store.sessions.session import STAKEHOLDER_GROUPS

FOLDER = Path(__file__).parent
STATIC = {"app.js": "text/javascript; charset=utf-8", "app.css": "text/css; charset=utf-8"}


@cache
def static_file(name: str) -> tuple[bytes, str]:
    """Return a file of the phone pages and its fingerprint."""
    content = (FOLDER / "static" / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


def static_address(name: str) -> str:
    """Return the address of a file, which changes with its content."""
    return f"/phone/{name}?{static_file(name)[1]}"


@cache
def environment() -> Environment:
    """Return the template environment; whatever participants wrote is escaped by it."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals.update(
        static=static_address,
        languages=LANGUAGES,
        groups=STAKEHOLDER_GROUPS,
        horizons=HORIZONS,
        areas=AREAS,
        longest=LONGEST,
    )
    return made


def render(template: str, reader: Language, **values: object) -> str:
    """Draw a template in a language."""
    return (
        environment()
        .get_template(template)
        .render(
            problem=values.pop("problem", ""),
            text=reader.text,
            lang=reader.code,
            label=reader.label,
            **values,
        )
    )


def scale_answers(room: Room, reader: Language) -> list[tuple[str, str]]:
    """Return the answers of the scale as (written, shown), without the blanks; empty where points are distributed."""
    method = room.found.method
    written = [format(value, "g") for value in method.answers.values]
    return [(code, reader.label("chnri", code) if method.scale == "chnri" else code) for code in written]


def question_rows(room: Room, reader: Language, need: Need) -> list[dict]:
    """Return what is drawn for each question about a need; the same on all phones."""
    spreads = room.spreads.get(need.id, {})
    return [
        {
            "code": question.code,
            "name": question.name(reader.code),
            "question": question.question(reader.code),
            "spread": spread_row(room, reader, spreads[question.code]) if question.code in spreads else None,
        }
        for question in room.found.method.questions
    ]


def spread_row(room: Room, reader: Language, spread: Spread) -> dict:
    """Return the spread of the answers to one question, in words and as bars over the scale."""
    whole = lambda value: reader.number(value, 0 if value == round(value) else 1)  # noqa: E731
    return {
        "median": whole(spread.median),
        "from": whole(spread.q1),
        "to": whole(spread.q3),
        "people": spread.people,
        "bars": [
            (format(value, "g"), spread.counts.get(value, 0), round(100 * spread.share(value)))
            for value in room.found.method.answers.values
        ],
        "groups": [
            (reader.label("group_short", group), whole(median)) for group, (median, _) in sorted(spread.groups.items())
        ],
    }


def need_values(room: Room, reader: Language, need: Need) -> dict:
    """Return what the article of one need is drawn from."""
    return {
        "need": need,
        "title": need.title(reader.code),
        "rows": question_rows(room, reader, need),
        "reasons": [(side, text) for side, text in room.reasons.get(need.id, ())][:6],
        "answers": scale_answers(room, reader),
        "blanks": [(code, reader.label("blank", code)) for code in room.found.method.answers.blanks],
        "points": room.found.method.points if room.found.method.scale == "points" else 0,
        "rationales": room.found.method.rationales,
        "rating": room.found.stage.kind == "round",
        "seen_round": room.seen_round,
    }


def ordered_needs(room: Room) -> list[Need]:
    """Return the rated needs: in their own order while they are rated, the highest first once answers are shown."""
    if "order" not in room.rendered:
        needs = list(room.found.rated_needs)
        if room.found.stage.kind in ("feedback", "results"):
            needs.sort(key=lambda need: -overall(room.spreads[need.id]) if need.id in room.spreads else 1.0)
        room.rendered["order"] = needs
    return room.rendered["order"]


def middles(room: Room, reader: Language) -> list[tuple[Need, str]]:
    """Return the needs with the middle of what they were given, empty where that may not be shown."""
    key = ("middles", reader.code)
    if key not in room.rendered:
        room.rendered[key] = [
            (need, reader.number(overall(room.spreads[need.id]), 1) if need.id in room.spreads else "")
            for need in ordered_needs(room)
        ]
    return room.rendered[key]


def bundle(room: Room, reader: Language) -> bytes:
    """Return the articles of all needs as compressed JSON, drawn once a version and language for all phones."""
    key = ("bundle", reader.code)
    if key not in room.rendered:
        needs = [
            {
                "id": need.id,
                "html": render(
                    "need.html",
                    reader,
                    session=room.found.id,
                    number=room.number,
                    own={},
                    before={},
                    reason="",
                    **need_values(room, reader, need),
                ),
            }
            for need in ordered_needs(room)
        ]
        content = {"version": room.found.version, "round": room.number, "needs": needs}
        room.rendered[key] = gzip.compress(json.dumps(content, ensure_ascii=False).encode(), 6)
    return room.rendered[key]


def page_values(room: Room, reader: Language) -> dict:
    """Return what every page of a session needs."""
    timer = room.found.life.timer
    return {
        "session": room.found.id,
        "version": room.found.version,
        "stage": room.found.stage.code,
        "stage_name": reader.label("stage", room.found.stage.code),
        "session_title": room.found.title,
        "region": reader.region(room.found.region),
        "ends": int(timer.ends.timestamp()) if timer else 0,
        "warning": int(timer.warning.total_seconds()) if timer else 0,
        "demonstration": room.found.demonstration,
        "cards": room.found.cards,
        "strict": room.found.mode == "tokens",
        "may_propose": allows(room.found.life, "propose"),
    }


def reader_of(code: str) -> Language:
    """Return a language, the default one for a code that is none."""
    return language(code if code in LANGUAGES else "ru")


def weight_rows(room: Room, reader: Language) -> list[dict[str, str]]:
    """Return the criteria as they are weighed."""
    return [
        {"code": question.code, "name": question.name(reader.code), "question": question.question(reader.code)}
        for question in room.found.method.questions
    ]
