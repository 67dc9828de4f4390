"""Session templates: a plan of stages, their lengths and a method, ready to start from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from foresight.problems import Problem
from foresight.sessions.method import Method, in_language
from foresight.sessions.stages import Life
from foresight.statistics.shipped import SHIPPED

FOLDER = "session_templates"
SETTINGS = ("room", "remote")


@dataclass(frozen=True)
class Template:
    """A session to start from.

    Attributes
    ----------
    code : str
    names, descriptions : mapping of language to str
    setting : {"room", "remote"}
        Everybody at once on an open link, or over days with one-time tokens.
    plan : tuple of str
        Kinds of stages.
    minutes : mapping of stage kind to int
        Usual length of a stage, offered as its timer.
    warning_minutes : int
    method : Method
    """

    code: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    setting: str
    plan: tuple[str, ...]
    minutes: Mapping[str, int]
    warning_minutes: int
    method: Method

    def name(self, language: str) -> str:
        """Name in a language."""
        return in_language(self.names, language)

    def description(self, language: str) -> str:
        """One sentence about it in a language."""
        return in_language(self.descriptions, language)

    def life(self) -> Life:
        """Return the life of a session started from it: a draft."""
        return Life(plan=self.plan, rounds=self.method.rounds)

    def length(self, kind: str) -> timedelta | None:
        """Usual length of a stage, if it has one."""
        return timedelta(minutes=self.minutes[kind]) if kind in self.minutes else None


@cache
def templates() -> dict[str, Template]:
    """Return the shipped templates by code, in reading order."""
    found = []
    for file in (SHIPPED / FOLDER).glob("*.json"):
        content = json.loads(file.read_text(encoding="utf-8"))
        if "method" not in content:
            continue
        found.append((content.pop("order"), _template(content)))
    return {template.code: template for _, template in sorted(found, key=lambda pair: pair[0])}


def template(code: str) -> Template:
    """Return the template with a code.

    Raises
    ------
    Problem
        If there is none.
    """
    try:
        return templates()[code]
    except KeyError:
        raise Problem(
            "unknown template {template}: one of {allowed}", template=code, allowed=", ".join(templates())
        ) from None


def _template(content: dict) -> Template:
    method = Method.from_dict(content.pop("method"))
    plan = tuple(content.pop("plan"))
    return Template(method=method, plan=plan, **content)
