"""The projector's picture of the moment, and the same in words for whoever cannot see it."""

from __future__ import annotations

from datetime import datetime

from foresight.charts import projector
from foresight.charts.projector import Bars, Frame, GroupCount
from foresight.i18n.language import Language
from foresight.screen import resources
from foresight.screen.room import reading
from foresight.sessions import join_codes, visibility
from foresight.sessions.feedback import Spread, overall
from foresight.sessions.needs import Need
from foresight.sessions.stages import allows
from foresight.store import live_spotlight
from foresight.store.live_session import LiveSession

SECONDS_A_NEED = 12
AUDIENCE = "projector"


def clock_words(found: LiveSession, language: Language, now: datetime) -> tuple[str, bool]:
    """Return the time left as it is read from afar, and whether it is running out."""
    timer = found.life.timer
    if timer is None:
        return "", False
    left = int((timer.ends - now).total_seconds())
    if left <= 0:
        return language.text("Time is up"), True
    days, rest = divmod(left, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return language.plural("{count} day", "{count} days", days) + f" {hours}:{minutes:02}", False
    words = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return words, timer.phase(now) != "running"


def _frame(found: LiveSession, language: Language, now: datetime) -> Frame:
    clock, warns = clock_words(found, language, now)
    can_join = allows(found.life, "join")
    return Frame(
        title=found.title,
        place=language.region(found.region),
        stage=language.label("stage", found.stage.code),
        clock=clock,
        clock_warns=warns,
        code=join_codes.written(reading.join_code(found)) if can_join else "",
        address=reading.phone_address().partition("://")[2] + "/join" if can_join else "",
        link=reading.join_address(found) if can_join else "",
        invented=language.text("Demonstration: everything in this session is invented.") if found.demonstration else "",
    )


def group_counts(found: LiveSession, language: Language) -> list[GroupCount]:
    """Return who is here and who has answered, by group; nobody is counted twice."""
    return [
        GroupCount(
            row.stakeholder_group, language.label("group_short", row.stakeholder_group), joined, min(answered, joined)
        )
        for row in reading.answering(found).itertuples()
        for joined, answered in [(int(row.joined + row.paper), int(row.phone + row.paper))]
    ]


def picture(found: LiveSession, language: Language, now: datetime) -> tuple[str, str]:
    """Draw what the room sees now.

    Parameters
    ----------
    found : LiveSession
    language : Language
    now : datetime

    Returns
    -------
    str, str
        SVG, and the same in words.
    """
    frame = _frame(found, language, now)
    drawn, words = _content(found, language, now, frame)
    parts = [found.title, frame.stage, frame.clock, frame.code, frame.invented, *words]
    return drawn, ". ".join(part for part in parts if part)


def _content(found: LiveSession, language: Language, now: datetime, frame: Frame) -> tuple[str, list[str]]:
    _, kind = language.text, found.stage.kind
    if found.cards and kind not in ("round", "weights"):
        card = found.cards[-1]
        title = card["titles"].get(language.code) or card["titles"]["ru"]
        lines = card["lines"].get(language.code) or card["lines"]["ru"]
        return projector.said(frame, title, [*lines, card.get("source", "")]), [title, *lines]
    if kind == "draft":
        heading = _("The session has not started yet")
        return projector.said(frame, heading), [heading]
    if kind == "lobby":
        groups = group_counts(found, language)
        here = language.plural("{count} person is here", "{count} people are here", sum(one.joined for one in groups))
        how = _("Point your phone’s camera at the picture, or type the code:")
        return projector.joining(frame, groups, how, here), [how, frame.address, here]
    if kind in ("collect", "merge"):
        return _needs(found, language, frame)
    if kind == "weights":
        return _answering(found, language, frame, _("How important is each criterion?"))
    if kind == "round":
        heading = _("Rate every need on your phone. Nobody sees the answers before the round is over.")
        return _answering(found, language, frame, heading)
    if kind == "feedback":
        return _spread(found, language, frame, now)
    if kind == "results":
        return _ranked(found, language, frame)
    heading = _("The session is closed")
    return projector.said(frame, heading, [_("Thank you!")]), [heading]


def _needs(found: LiveSession, language: Language, frame: Frame) -> tuple[str, list[str]]:
    _ = language.text
    seen = visibility.visible_needs(found.needs, found.life, found.method, AUDIENCE)
    collected = [need for need in found.needs if need.state in ("accepted", "proposed") and not need.parents]
    newest = sorted(seen, key=lambda need: -need.position)[: projector.MOST_LINES]
    titles = [need.title(language.code) for need in newest]
    count = language.plural("{count} need", "{count} needs", len(collected if found.stage.kind == "collect" else seen))
    heading = _("What does your region need from science?") if found.stage.kind == "collect" else count
    more, large = (count if found.stage.kind == "collect" else ""), ""
    if found.stage.kind == "collect" and not titles and collected:
        large = language.number(len(collected))
        more = _("{count} so far; they are shown when the collecting is over.", count=count)
    return projector.listed(frame, heading, titles, more, large), [heading, *titles, more]


def _answering(found: LiveSession, language: Language, frame: Frame, heading: str) -> tuple[str, list[str]]:
    groups = group_counts(found, language)
    here, answered = sum(one.joined for one in groups), sum(one.answered for one in groups)
    words = language.text("{answered} of {here} have answered", answered=answered, here=here)
    return projector.answering(frame, heading, words, answered / max(1, here), groups), [heading, words]


def ordered_needs(found: LiveSession, spreads: dict[str, dict[str, Spread]]) -> list[Need]:
    """Return the needs whose answers may be shown, the highest first."""
    shown = [need for need in found.needs if need.id in spreads and need.state == "accepted"]
    return sorted(shown, key=lambda need: -overall(spreads[need.id]))


def _spread(found: LiveSession, language: Language, frame: Frame, now: datetime) -> tuple[str, list[str]]:
    number = reading.shown_round(found, AUDIENCE)
    spreads = reading.spreads(found.id, number, AUDIENCE) if number else {}
    needs = ordered_needs(found, spreads)
    if not needs:
        heading = language.text(
            "Too few people answered to show anything: at least {least} are needed.", least=found.method.minimum_group
        )
        return projector.said(frame, heading), [heading]
    wanted = live_spotlight.spotlight(resources.database(), found.id)
    places = {need.id: place for place, need in enumerate(needs)}
    place = places.get(wanted, int(now.timestamp() // SECONDS_A_NEED) % len(needs))
    need = needs[place]
    rows = [
        bars_of(found, language, question.name(language.code), spreads[need.id][question.code])
        for question in found.method.questions
        if question.code in spreads[need.id]
    ]
    groups = {group for spread in spreads[need.id].values() for group in spread.groups}
    legend = {
        group: language.label("group_short", group)
        for group in ("government", "business", "public", "science", "combined")
        if group in groups
    }
    title = need.title(language.code)
    return (
        projector.spread(frame, title, f"{place + 1} / {len(needs)}", rows, legend),
        [title, *(f"{row.name}: {row.words}" for row in rows)],
    )


def bars_of(found: LiveSession, language: Language, name: str, spread: Spread) -> Bars:
    """Return the spread of the answers to one question as bars over its scale."""
    method = found.method
    values = list(method.answers.values)
    if values:
        labels = [format(value, "g") for value in values]
        if method.scale == "chnri":
            labels = [language.label("chnri", label) for label in labels]
        shares = [spread.share(value) for value in values]
    else:
        # Points are drawn in ten steps up to the most anybody gave.
        most = max(spread.counts, default=1.0) or 1.0
        heaps = [0] * 10
        for value, people in spread.counts.items():
            heaps[min(9, int(10 * value / most))] += people
        shares = [heap / max(heaps) for heap in heaps]
        labels = [format(round(most * (place + 0.5) / 10), "g") for place in range(10)]
        values = [0.0, most]
    low, high = values[0], values[-1]
    words = language.text(
        "median {median}, {people} people",
        median=language.number(spread.median, 0 if spread.median == round(spread.median) else 1),
        people=spread.people,
    )
    medians = {group: (median - low) / (high - low) for group, (median, _) in spread.groups.items()}
    return Bars(name, shares, labels, words, medians)


def _ranked(found: LiveSession, language: Language, frame: Frame) -> tuple[str, list[str]]:
    _ = language.text
    number = reading.answered_round(found.id, AUDIENCE)
    table = reading.ranking(found.id, number, AUDIENCE, language.code) if number else None
    if table is None or table.empty:
        heading = _("There is nothing to rank yet: no round with enough answers has been held.")
        return projector.said(frame, heading), [heading]
    titles = {need.id: need.title(language.code) for need in found.needs}
    best = [
        (titles[row.need], float(row.score), f"{row.rank}.") for row in table.head(projector.MOST_LINES).itertuples()
    ]
    heading = _("What the room puts first")
    note = _("Score from 0 to 100 after round {round}: every group counts the same.", round=number)
    return projector.ranked(frame, heading, best, note), [
        heading,
        *(f"{rank} {title}" for title, _score, rank in best),
        note,
    ]
