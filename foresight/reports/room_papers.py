"""Papers for the room: the sheet on the wall, slips with one-time codes, and ballots for whoever has no phone."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import segno
import typst

from foresight.i18n.language import Language, language
from foresight.sessions.join_codes import written
from foresight.store.live_session import LiveSession

TEMPLATE = Path(__file__).parent / "templates" / "room_papers.typ"


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def code_picture(content: str) -> bytes:
    """Return a QR code as SVG."""
    picture = io.BytesIO()
    segno.make(content, error="m", micro=False).save(picture, kind="svg", border=2)
    return picture.getvalue()


def _compile(data: dict, pictures: dict[str, bytes]) -> bytes:
    sources = {"main.typ": _template(), "data.json": json.dumps(data, ensure_ascii=False).encode(), **pictures}
    with tempfile.TemporaryDirectory() as empty:
        place = {"root": empty, "package_path": empty, "package_cache_path": empty}
        try:
            made = typst.compile(sources, format="pdf", ignore_system_fonts=True, **place)
        except typst.TypstError:
            # A sign that none of the embedded fonts has: those of the machine help out.
            made = typst.compile(sources, format="pdf", ignore_system_fonts=False, **place)
    return made if isinstance(made, bytes) else b"".join(made)


def _how(reader: Language) -> list[str]:
    return [
        reader.text("Point your phone’s camera at the picture, or open the address and type the code."),
        reader.text("Choose your language and whom you represent."),
        reader.text("No account, no name. Your answers are anonymous."),
    ]


def wall_sheet(found: LiveSession, reader: Language, *, link: str, code: str, address: str) -> bytes:
    """Set the sheet for the wall: picture, code, address, and how to join in Russian and Kazakh.

    Parameters
    ----------
    found : LiveSession
    reader : Language
        Of the place's name.
    link : str
        What the picture opens.
    code, address : str
        What is typed.

    Returns
    -------
    bytes
        PDF.
    """
    data = {
        "kind": "sheet",
        "language": reader.code,
        "title": found.title,
        "place": f"{reader.region(found.region)} · {reader.date(found.held_on)}",
        "code": written(code),
        "address": address,
        "how": [_how(language("kk")), _how(language("ru"))],
    }
    return _compile(data, {"code.svg": code_picture(link)})


def slips(
    found: LiveSession, reader: Language, tokens: Sequence[tuple[int, str, str]], *, link: str, address: str
) -> bytes:
    """Set slips to cut: a picture, a one-time code, a number, and the group in Kazakh and Russian each.

    Parameters
    ----------
    found : LiveSession
    reader : Language
    tokens : sequence of (number, group, code)
    link : str
        Opens the session; each slip's picture carries its code too.
    address : str

    Returns
    -------
    bytes
        PDF.
    """
    both = (language("kk"), language("ru"))
    pictures = {f"slip{number}.svg": code_picture(f"{link}?t={code}") for number, _, code in tokens}
    data = {
        "kind": "slips",
        "language": reader.code,
        "title": found.title,
        "address": address,
        "slip-notes": [one.text("Works once. Nobody notes who took which slip.") for one in both],
        "slips": [
            {
                "number": number,
                "groups": [one.label("stakeholder_group", group) for one in both],
                "code": written(code),
                "picture": f"slip{number}.svg",
            }
            for number, group, code in tokens
        ],
    }
    return _compile(data, pictures)


def paper_ballots(found: LiveSession, reader: Language, numbers: Sequence[int]) -> bytes:
    """Set numbered ballots with the needs that are rated and the criteria.

    Returns
    -------
    bytes
        PDF, one ballot a page or more.
    """
    method = found.method
    blanks = ", ".join(reader.label("blank", code) for code in method.answers.blanks)
    if method.scale == "points":
        scale = reader.text(
            "Distribute {points} points over the needs; where your answer is “{blanks}”, leave the box empty.",
            points=method.points,
            blanks=blanks,
        )
    elif method.scale == "chnri":
        values = ", ".join(reader.label("chnri", format(value, "g")) for value in method.answers.values)
        scale = reader.text(
            "Write into each box: {values}; where your answer is “{blanks}”, leave the box empty.",
            values=values,
            blanks=blanks,
        )
    else:
        scale = reader.text(
            "Write a number from 1 (not at all) to 9 (fully) into each box; where your answer is “{blanks}”, "
            "leave the box empty.",
            blanks=blanks,
        )
    data = {
        "kind": "ballots",
        "language": reader.code,
        "title": found.title,
        "place": reader.region(found.region),
        "round": reader.text("Round {round}", round=max(1, found.stage.round or found.life.started)),
        "numbers": list(numbers),
        "group-question": reader.text("Whom do you represent?"),
        "groups": list(reader.labels("stakeholder_group").values()),
        "scale-note": scale,
        "need": reader.text("Need"),
        "needs": [need.title(reader.code) for need in found.rated_needs],
        "criteria": [question.name(reader.code) for question in method.questions],
        # As on the phones, which ask the question and not only name it.
        "questions": [
            [question.name(reader.code), question.question(reader.code)]
            for question in method.questions
            if question.question(reader.code) != question.name(reader.code)
        ],
    }
    return _compile(data, {})
