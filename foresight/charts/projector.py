"""What the room sees: one picture a stage, to be read from ten metres, at most seven things, nothing to click.

Pictures are SVG of a fixed shape, so that nothing scrolls and every letter is as large as intended. Whatever people
wrote is escaped; a picture cannot run a script.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import segno

from foresight.charts import svg
from foresight.charts.style import ACCENT, GREY, GROUP_COLOURS, VERMILION
from foresight.charts.svg import BOLD, FONTS, INK, LETTER, LINE, PAPER, SOFT, wrapped

WIDTH, HEIGHT = 1600, 850
MOST_LINES = 7


@dataclass(frozen=True)
class Frame:
    """What stands around every picture.

    Attributes
    ----------
    title, place, stage : str
        Of the session; the stage is in words.
    clock : str
        Time left, or empty.
    clock_warns : bool
    code, address, link : str
        How to join; empty when nobody can.
    invented : str
        Words that say so, for a demonstration.
    """

    title: str
    place: str
    stage: str
    clock: str = ""
    clock_warns: bool = False
    code: str = ""
    address: str = ""
    link: str = ""
    invented: str = ""


@dataclass(frozen=True)
class GroupCount:
    """People of one stakeholder group: who is here, and who has answered."""

    group: str
    name: str
    joined: int
    answered: int


@dataclass(frozen=True)
class Bars:
    """The spread of the answers to one question over its scale.

    Attributes
    ----------
    name : str
    shares : sequence of float
        Height of each bar, 1 for the highest.
    labels : sequence of str
        Below the bars.
    words : str
        Median and people in words.
    medians : mapping of stakeholder group to place on the scale, 0 to 1
    """

    name: str
    shares: Sequence[float]
    labels: Sequence[str]
    words: str
    medians: Mapping[str, float] = field(default_factory=dict)


@lru_cache(maxsize=32)
def _squares(link: str) -> tuple[str, int]:
    """Return the path of a QR code's dark squares and how many squares it is wide; making one takes 15 ms."""
    matrix = segno.make(link, error="m", micro=False).matrix
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, line in enumerate(matrix) for x, is_dark in enumerate(line) if is_dark)
    return dark, len(matrix)


def _code_picture(link: str, x: float, y: float, size: float) -> str:
    squares, wide = _squares(link)
    cell = size / (wide + 4)
    place = f"translate({x + 2 * cell:.2f} {y + 2 * cell:.2f}) scale({cell:.4f})"
    return svg.box(x, y, size, size, "#FFFFFF") + f'<path transform="{place}" d="{squares}" fill="#000000"/>'


def _framed(frame: Frame, content: str) -> str:
    clock = (
        svg.line(WIDTH - 40, 78, frame.clock, 64, anchor="end", weight=700, ink=VERMILION if frame.clock_warns else INK)
        if frame.clock
        else ""
    )
    head = (
        svg.lines(
            40, 52, wrapped(f"{frame.title} · {frame.place}", 34, 1180 if frame.clock else 1500, 1), 34, ink="#4C5D66"
        )
        + svg.line(40, 104, frame.stage, 46, weight=700, ink=ACCENT)
        + clock
        + f'<line x1="40" x2="{WIDTH - 40}" y1="126" y2="126" stroke="{LINE}" stroke-width="2"/>'
    )
    invented = (
        svg.box(0, HEIGHT - 46, WIDTH, 46, "#FDECEA", 0)
        + svg.line(WIDTH / 2, HEIGHT - 13, frame.invented, 32, anchor="middle", ink="#A3260F")
        if frame.invented
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONTS}">'
        f"{svg.box(0, 0, WIDTH, HEIGHT, PAPER, 0)}{head}{content}{invented}</svg>"
    )


def _way_in(frame: Frame, x: float, y: float, size: float) -> str:
    if not frame.code:
        return ""
    middle, room = x + size / 2, size + 30
    return (
        _code_picture(frame.link, x, y, size)
        + svg.line(middle, y + size + 52, frame.code, 48, anchor="middle", weight=700)
        + svg.line(
            middle,
            y + size + 92,
            frame.address,
            svg.fitting(frame.address, 32, room, LETTER),
            anchor="middle",
            ink="#4C5D66",
        )
    )


def joining(frame: Frame, groups: Sequence[GroupCount], how: str, present: str) -> str:
    """Draw the way into the session: picture, code, address, and how many are here by group.

    Parameters
    ----------
    frame : Frame
    groups : sequence of GroupCount
    how : str
        One sentence.
    present : str
        How many are here, in words.
    """
    content = _code_picture(frame.link, 40, 156, 560) if frame.code else ""
    content += svg.lines(660, 200, wrapped(how, 38, 920, 3), 38)
    content += svg.line(660, 380, frame.code, 116, weight=700, ink=ACCENT) + svg.line(660, 440, frame.address, 44)
    content += svg.line(660, 540, present, 46, weight=700)
    content += _group_bars(groups, 660, 572, 880, answered=False)
    return _framed(frame, content)


def _group_bars(groups: Sequence[GroupCount], x: float, y: float, width: float, *, answered: bool) -> str:
    most = max([1, *(one.joined for one in groups)])
    drawn = ""
    for place, one in enumerate(groups):
        top, room = y + place * 54, width - 480
        drawn += svg.lines(x, top + 36, wrapped(one.name, 32, 380, 1), 32)
        colour = GROUP_COLOURS[one.group]
        drawn += svg.box(x + 390, top + 8, room * one.joined / most, 36, SOFT if answered else colour)
        if answered:
            drawn += svg.box(x + 390, top + 8, room * min(one.answered, one.joined) / most, 36, colour)
        shown = f"{one.answered} / {one.joined}" if answered else str(one.joined)
        drawn += svg.line(x + 400 + room * one.joined / most, top + 38, shown, 32, weight=700)
    return drawn


def listed(frame: Frame, heading: str, needs: Sequence[str], more: str = "", count: str = "") -> str:
    """Draw needs as they appear, the newest first, beside the way in.

    Parameters
    ----------
    frame : Frame
    heading : str
        The question or the count.
    needs : sequence of str
        At most seven are drawn.
    more : str
        What stands below, such as how many there are besides.
    count : str
        Drawn very large where no needs may be shown yet.
    """
    width = 1100 if frame.code else 1500
    lines = wrapped(heading, 46, width, 2, BOLD)
    content = svg.lines(40, 190, lines, 46, weight=700)
    y = 200 + len(lines) * 60
    for need in needs[:MOST_LINES]:
        if y > HEIGHT - 130:
            break
        content += f'<circle cx="52" cy="{y + 8:.0f}" r="8" fill="{ACCENT}"/>'
        content += svg.one_or_two(80, y + 20, need, 36, width - 50)
        y += 76
    if count:
        content += svg.line(width / 2, 560, count, 300, anchor="middle", weight=700, ink=ACCENT)
    if more:
        content += svg.line(40, HEIGHT - 70, more, 34, ink="#4C5D66")
    return _framed(frame, content + _way_in(frame, 1190, 170, 370))


def answering(frame: Frame, heading: str, answered: str, share: float, groups: Sequence[GroupCount]) -> str:
    """Draw how many have answered while a round is open, and nothing of what.

    Parameters
    ----------
    frame : Frame
    heading : str
    answered : str
        In words.
    share : float
        0 to 1.
    groups : sequence of GroupCount
    """
    content = svg.lines(40, 200, wrapped(heading, 46, 1100, 3, BOLD), 46, weight=700)
    content += svg.line(40, 395, answered, svg.fitting(answered, 72, 1110, BOLD), weight=700, ink=ACCENT)
    content += svg.box(40, 430, 1100, 44, SOFT) + svg.box(40, 430, 1100 * min(1.0, share), 44, ACCENT)
    content += _group_bars(groups, 40, 530, 1100, answered=True)
    return _framed(frame, content + _way_in(frame, 1190, 170, 370))


def spread(frame: Frame, need: str, place: str, rows: Sequence[Bars], legend: Mapping[str, str]) -> str:
    """Draw the answers about one need: bars over each scale, and the medians of the groups as points of their colour.

    Parameters
    ----------
    frame : Frame
    need : str
    place : str
        Which need of how many.
    rows : sequence of Bars
        At most five questions.
    legend : mapping of stakeholder group to name
    """
    lines = wrapped(need, 44, 1330, 2, BOLD)
    content = svg.lines(40, 186, lines, 44, weight=700) + svg.line(
        WIDTH - 40, 190, place, 34, anchor="end", ink="#4C5D66"
    )
    top = 186 + 54 * len(lines)
    rows = rows[:5]
    height = min(170.0, (HEIGHT - 110 - top) / max(1, len(rows)))
    for number, row in enumerate(rows):
        content += _bar_row(row, top + number * height, height)
    return _framed(frame, content + _legend(legend, HEIGHT - 76))


def spread_only(rows: Sequence[Bars], legend: Mapping[str, str]) -> str:
    """Draw the answers about one need without anything around it, narrow enough for a facilitator's phone."""
    width, each = 900, 210
    height = 60 + each * len(rows)
    content = ""
    for number, row in enumerate(rows):
        top = each * number
        name, words = svg.fitting(row.name, 32, 450, BOLD), svg.fitting(row.words, 30, 400, LETTER)
        content += svg.lines(20, top + 40, wrapped(row.name, name, 450, 1, BOLD), name, weight=600)
        content += svg.line(width - 20, top + 40, row.words, words, anchor="end")
        content += _bars(row, 20, width - 40, top + each - 44, 100)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="{FONTS}">'
        f"{svg.box(0, 0, width, height, PAPER, 0)}{content}{_legend(legend, height - 28)}</svg>"
    )


def _legend(legend: Mapping[str, str], y: float) -> str:
    x, drawn = 40.0, ""
    for group, name in legend.items():
        drawn += _mark(x + 12, y, group) + svg.line(x + 32, y + 11, name, 30)
        x += 70 + len(name) * 30 * LETTER
    return drawn


def _bar_row(row: Bars, top: float, height: float) -> str:
    left, width = 560.0, 640.0
    small = height <= 110
    size, below = (28, 32) if small else (32, 40)
    base = top + height - below
    drawn = svg.lines(40, top + 40, wrapped(row.name, size, 500, 2, BOLD), size, weight=600)
    words = wrapped(row.words, size, 340, 2)
    drawn += svg.lines(1230, top + height - 52 - 1.22 * size * (len(words) - 1), words, size)
    return drawn + _bars(row, left, width, base, height - below - 22)


def _bars(row: Bars, left: float, width: float, base: float, highest: float) -> str:
    step, drawn = width / max(1, len(row.shares)), ""
    for place, (share, label) in enumerate(zip(row.shares, row.labels, strict=True)):
        bar = highest * share
        drawn += svg.box(left + place * step + 3, base - bar, step - 6, max(bar, 2), "#8FB8C6", 3)
        drawn += svg.line(left + (place + 0.5) * step, base + 29, label, 28, anchor="middle", ink="#4C5D66")
    # Groups with one median stand beside each other, not on top of each other.
    seen: dict[float, int] = {}
    for group, where in row.medians.items():
        beside = seen.get(where, 0)
        seen[where] = beside + 1
        drawn += _mark(left + step / 2 + where * (width - step) + beside * 20 - 10, base - 12, group)
    return drawn


def _mark(x: float, y: float, group: str) -> str:
    """Draw a sign of the group's own shape, so that colour is never alone."""
    fill = GROUP_COLOURS.get(group, GREY)
    edge = f'fill="{fill}" stroke="#FFFFFF" stroke-width="2"'
    if group == "government":
        return f'<rect x="{x - 10:.0f}" y="{y - 10:.0f}" width="20" height="20" {edge}/>'
    if group == "business":
        return f'<path d="M{x:.0f} {y - 13:.0f}l13 13l-13 13l-13 -13z" {edge}/>'
    if group == "public":
        return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="11" {edge}/>'
    return f'<path d="M{x:.0f} {y - 12:.0f}l13 23h-26z" {edge}/>'


def ranked(frame: Frame, heading: str, needs: Sequence[tuple[str, float, str]], note: str) -> str:
    """Draw the needs at the top with their scores.

    Parameters
    ----------
    frame : Frame
    heading : str
    needs : sequence of (title, score from 0 to 100, rank in words)
        At most seven are drawn.
    note : str
        What the score is.
    """
    content = svg.lines(40, 190, wrapped(heading, 46, 1500, 1, BOLD), 46, weight=700)
    for place, (title, score, rank) in enumerate(needs[:MOST_LINES]):
        top = 228 + place * 76
        width = 0.0 if math.isnan(score) else 420 * score / 100
        content += svg.line(40, top + 42, rank, 36, weight=700, ink=ACCENT)
        content += svg.one_or_two(110, top + 42, title, 36, 950)
        content += svg.box(1080, top + 12, width, 40, ACCENT) + svg.line(
            1090 + width, top + 44, f"{score:.0f}", 34, weight=700
        )
    return _framed(frame, content + svg.line(40, HEIGHT - 64, note, 32, ink="#4C5D66"))


def said(frame: Frame, heading: str, lines: Sequence[str] = ()) -> str:
    """Draw a few words, large: an empty state, or evidence from the facilitator."""
    head = wrapped(heading, 64, 1500, 3, BOLD)
    content = svg.lines(40, 230, head, 64, weight=700)
    y = 230 + len(head) * 78 + 20
    for line in lines[:6]:
        text = wrapped(line, 42, 1480, 2)
        if y + 52 * len(text) > HEIGHT - 50:
            break
        content += svg.lines(40, y, text, 42)
        y += 20 + 52 * len(text)
    return _framed(frame, content)
