"""Needs: what people propose, and how the facilitator joins or splits them without losing the trace."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from foresight.problems import Problem
from foresight.sessions.method import LANGUAGES, in_language

HORIZONS = ("short", "medium", "long")
STATES = ("proposed", "accepted", "hidden", "merged")
# Areas are the priority directions of science a need may belong to; the last one is for everything else.
AREAS = ("ecology", "energy", "agriculture", "health", "digital", "industry", "society", "other")

LONGEST = {"title": 140, "why": 600, "beneficiary": 200}
FEWEST_LETTERS = {"title": 4, "why": 0, "beneficiary": 0}
# Anything longer is refused before it is looked at letter by letter.
LONGEST_LOOKED_AT = 20_000
MOST_PROPOSALS = 20
MOST_PARENTS = 50


@dataclass(frozen=True)
class Proposal:
    """A need as a participant wrote it, cleaned.

    Attributes
    ----------
    title, why, beneficiary : str
    horizon : str
        One of ``HORIZONS``, or empty.
    area : str
        One of ``AREAS``, or empty.
    language : str
        Language it was written in.
    """

    title: str
    why: str = ""
    beneficiary: str = ""
    horizon: str = ""
    area: str = ""
    language: str = "ru"


@dataclass(frozen=True)
class Need:
    """A need as the session holds it.

    Attributes
    ----------
    id : str
    titles : mapping of language to str
        One need, one identifier, one pool of votes, whatever the language.
    why, beneficiary, horizon, area, language : str
        As in `Proposal`.
    state : str
        ``proposed`` waits for the facilitator, ``accepted`` is seen and rated, ``hidden`` is not, ``merged`` lives on
        in the needs that name it as a parent.
    parents : tuple of str
        Needs this one was joined from or split off.
    position : int
        Order on the screens.
    proposals : int
        How many participants' proposals stand behind it.
    """

    id: str
    titles: Mapping[str, str]
    why: str = ""
    beneficiary: str = ""
    horizon: str = ""
    area: str = ""
    language: str = "ru"
    state: str = "accepted"
    parents: tuple[str, ...] = ()
    position: int = 0
    proposals: int = field(default=1, compare=False)

    def title(self, language: str) -> str:
        """Title in a language, or in the one it was written in."""
        return self.titles.get(language) or self.titles.get(self.language) or in_language(self.titles, language)


def clean(value: object, part: str) -> str:
    """Bring a text to one line of plain characters and refuse what nobody could use.

    Parameters
    ----------
    value : object
        What was sent.
    part : {"title", "why", "beneficiary"}

    Raises
    ------
    Problem
        If it is empty where it must not be, too long, or holds no words.
    """
    text = value if isinstance(value, str) else ""
    if len(text) > LONGEST_LOOKED_AT:
        raise _too_long(part, len(text))
    text = unicodedata.normalize("NFC", text)
    # Control characters, and those that turn the direction of writing, never belong to a need.
    text = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn"))
    text = " ".join(text.split())
    if len(text) > LONGEST[part]:
        raise _too_long(part, len(text))
    letters = sum(unicodedata.category(letter)[0] == "L" for letter in text)
    if text and letters == 0 and not any(letter.isdigit() for letter in text):
        raise Problem("write it in words: signs and pictures alone cannot be discussed")
    if letters < FEWEST_LETTERS[part]:
        if not text:
            raise Problem("the need has no title: write in a few words what is needed")
        raise Problem("the title is too short to be understood: write in a few words what is needed")
    return text


def _too_long(part: str, length: int) -> Problem:
    if part == "title":
        return Problem("the title is {length} characters long: at most {most}", length=length, most=LONGEST[part])
    if part == "why":
        return Problem("the reason is {length} characters long: at most {most}", length=length, most=LONGEST[part])
    return Problem(
        "the text about who benefits is {length} characters long: at most {most}", length=length, most=LONGEST[part]
    )


def proposal(fields: Mapping[str, object], language: str) -> Proposal:
    """Check what a phone sent as a proposal.

    Parameters
    ----------
    fields : mapping
        ``title, why, beneficiary, horizon, area``; the last four may be missing.
    language : str
        Language of the phone.

    Raises
    ------
    Problem
        If a text is not usable, or the horizon or area is unknown.
    """
    horizon, area = str(fields.get("horizon") or ""), str(fields.get("area") or "")
    if horizon not in ("", *HORIZONS):
        raise Problem("unknown horizon {horizon}: one of {allowed}", horizon=horizon[:40], allowed=", ".join(HORIZONS))
    if area not in ("", *AREAS):
        raise Problem("unknown area {area}: one of {allowed}", area=area[:40], allowed=", ".join(AREAS))
    if language not in LANGUAGES:
        raise Problem("unknown language {code}: one of {allowed}", code=language[:10], allowed=", ".join(LANGUAGES))
    return Proposal(
        clean(fields.get("title"), "title"),
        clean(fields.get("why"), "why"),
        clean(fields.get("beneficiary"), "beneficiary"),
        horizon,
        area,
        language,
    )


def titles(given: Mapping[str, object]) -> dict[str, str]:
    """Check titles in several languages: one at least, each usable.

    Raises
    ------
    Problem
        If none is given or one is not usable.
    """
    cleaned = {
        language: clean(given[language], "title") for language in LANGUAGES if str(given.get(language) or "").strip()
    }
    if not cleaned:
        raise Problem("the need has no title: write in a few words what is needed")
    return cleaned


def edited(need: Need, changes: Mapping[str, object]) -> Need:
    """Give a need other texts, another horizon or area; who stands behind it stays.

    Raises
    ------
    Problem
        As in `proposal`.
    """
    checked = proposal(
        {
            "title": "checked below",
            "why": changes.get("why", need.why),
            "beneficiary": changes.get("beneficiary", need.beneficiary),
            "horizon": changes.get("horizon", need.horizon),
            "area": changes.get("area", need.area),
        },
        need.language,
    )
    return replace(
        need,
        titles=titles(changes.get("titles", need.titles)),
        why=checked.why,
        beneficiary=checked.beneficiary,
        horizon=checked.horizon,
        area=checked.area,
    )


def merged(
    parents: Sequence[Need], new_id: str, given_titles: Mapping[str, object], why: str | None = None
) -> tuple[Need, ...]:
    """Join needs into a new one that names them as its parents and carries their authorship.

    Ratings of the parents stay with the parents; the joined need is rated anew.

    Parameters
    ----------
    parents : sequence of Need
        Two or more, none of them already joined into another.
    new_id : str
        Identifier of the joined need.
    given_titles : mapping of language to str
        Its titles.
    why : str, optional
        Its reason; by default the parents' reasons that fit, one after another.

    Returns
    -------
    tuple of Need
        The joined need first, then the parents in the state ``merged``.

    Raises
    ------
    Problem
        If there are fewer than two parents, one twice, or one that already lives on in another.
    """
    if len({parent.id for parent in parents}) != len(parents) or len(parents) < 2:
        raise Problem("joining takes two or more different needs")
    if len(parents) > MOST_PARENTS:
        raise Problem("at most {most} needs are joined at once", most=MOST_PARENTS)
    for parent in parents:
        _refuse_replaced(parent)
    reasons: list[str] = []
    for parent in parents:
        if parent.why and parent.why not in reasons and sum(map(len, reasons)) + len(parent.why) < LONGEST["why"] - 50:
            reasons.append(parent.why)
    first = parents[0]
    horizons = [parent.horizon for parent in parents if parent.horizon]
    joined = Need(
        id=new_id,
        titles=titles(given_titles),
        why=clean("; ".join(reasons) if why is None else why, "why"),
        beneficiary=next((parent.beneficiary for parent in parents if parent.beneficiary), ""),
        horizon=max(horizons, key=horizons.count) if horizons else "",
        area=next((parent.area for parent in parents if parent.area), ""),
        language=first.language,
        state="accepted",
        parents=tuple(parent.id for parent in parents),
        position=min(parent.position for parent in parents),
        proposals=sum(parent.proposals for parent in parents),
    )
    return (joined, *(replace(parent, state="merged") for parent in parents))


def split(parent: Need, parts: Sequence[tuple[str, Mapping[str, object]]]) -> tuple[Need, ...]:
    """Split a need that asks for several things; each part names it as its parent.

    Parameters
    ----------
    parent : Need
    parts : sequence of (identifier, titles)
        Two or more.

    Returns
    -------
    tuple of Need
        The parts first, then the parent in the state ``merged``.

    Raises
    ------
    Problem
        If there are fewer than two parts, or the need already lives on in others.
    """
    if not 2 <= len(parts) <= 10:
        raise Problem("a need is split into two to ten parts")
    _refuse_replaced(parent)
    made = tuple(
        replace(parent, id=new_id, titles=titles(given), state="accepted", parents=(parent.id,))
        for new_id, given in parts
    )
    return (*made, replace(parent, state="merged"))


def _refuse_replaced(need: Need) -> None:
    if need.state == "merged":
        raise Problem("the need {need} already lives on in another one: undo that first", need=need.title("en"))


def ancestors(need: str, parents: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Every need that went into this one, the nearest first.

    Parameters
    ----------
    need : str
    parents : mapping of need to its parents
    """
    found: list[str] = []
    waiting = list(parents.get(need, ()))
    while waiting:
        one = waiting.pop(0)
        if one not in found and one != need:
            found.append(one)
            waiting += parents.get(one, ())
    return tuple(found)
