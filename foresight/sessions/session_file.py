"""One file for everything a session holds: tidy tables, settings, and a dictionary that explains every column.

The file is a ZIP of CSV tables, readable without the workbench. ``ratings.csv`` is one row an answer and says
everything about it: session, region, day, round, need, criterion, stakeholder group, value, state, source. It has no
time on purpose.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from foresight.problems import Problem
from foresight.sessions.method import LANGUAGES, Method
from foresight.sessions.needs import Need
from foresight.sessions.session_file_checks import check_together
from foresight.sessions.stages import Life

FORMAT = 1
LARGEST_FILE = 20_000_000
LARGEST_CONTENT = 300_000_000
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

RATING_COLUMNS = {
    "round": "number of the round, from 1",
    "need": "identifier of the need in needs.csv",
    "criterion": "code of the criterion in session.json",
    "rater": "a number that means nothing outside this file: the same person in every round",
    "stakeholder_group": "government, business, public, science; combined: groups too small to be shown apart",
    "value": "the answer on the session's scale; empty unless the state is answered",
    "state": "answered, dont_know or not_informed",
    "source": "phone, paper or facilitator",
}
CONTEXT_COLUMNS = {
    "session": "identifier of the session",
    "session_title": "its title",
    "region": "ISO 3166-2 code of its region",
    "held_on": "its day",
    "need_title": "title of the need in the language it was written in",
}
TABLES: dict[str, dict[str, str]] = {
    "ratings": {**RATING_COLUMNS, **CONTEXT_COLUMNS},
    "needs": {
        "need": "identifier",
        "position": "order on the screens",
        "title_ru": "title in Russian",
        "title_kk": "title in Kazakh",
        "title_en": "title in English",
        "why": "why it is needed",
        "beneficiary": "who benefits",
        "horizon": "short (up to 3 years), medium (3 to 7), long (over 7), or empty",
        "area": "code of the area of science, or empty",
        "language": "language it was written in",
        "state": "proposed, accepted, hidden, or merged into the needs that name it as a parent",
        "parents": "identifiers of the needs it was joined from or split off, separated by spaces",
        "proposals": "how many participants' proposals stand behind it",
    },
    "weights": {
        "rater": "a number as in ratings.csv, but not the same one",
        "stakeholder_group": "as in ratings.csv",
        "criterion": "code of the criterion",
        "importance": "0 to 10",
    },
    "judgements": {
        "way": "direct: points to distribute; swing: points from worst to best; pairwise: two criteria compared",
        "stakeholder_group": "as in ratings.csv, never combined: a group has one sheet",
        "criterion": "code of the criterion",
        "other": "code of the criterion it is compared with; empty unless pairwise",
        "value": "points, or how many times as important as the other one",
    },
    "matches": {
        "need": "identifier of the need",
        "other": "identifier of a need of another session",
        "same": "yes if a person called the two one need, no if not the same",
    },
    "rationales": {
        "round": "number of the round",
        "need": "identifier of the need",
        "side": "low, middle or high: where the writer's answer lay against the others'",
        "text": "the reason as written",
    },
    "attendance": {
        "stakeholder_group": "as in ratings.csv, never combined",
        "source": "phone or paper",
        "people": "how many joined",
    },
    "journal": {
        "number": "number of the entry in the journal of the installation",
        "happened": "moment, UTC",
        "actor": "who did it",
        "action": "what was done",
        "detail": "codes and values, JSON",
    },
    "receipts": {
        "receipt": "code a participant left with",
        "answers": "how many answers are kept under it",
        "check": "check value of these answers",
    },
}
# Tables beside ratings and needs; files written before a table was added do not have it.
_OTHER_TABLES = tuple(table for table in TABLES if table not in ("ratings", "needs"))
_ADDED_LATER = {"judgements", "matches"}
_NUMBERS = {"round", "position", "proposals", "people", "answers", "number"}
_DECIMALS = {"value", "importance"}


def _empty(table: str) -> Callable[[], pd.DataFrame]:
    columns = RATING_COLUMNS if table == "ratings" else TABLES[table]

    def make() -> pd.DataFrame:
        return pd.DataFrame({column: pd.Series(dtype=_type(column)) for column in columns})

    return make


def _type(column: str) -> str:
    return "int64" if column in _NUMBERS else "float64" if column in _DECIMALS else "str"


@dataclass(frozen=True, eq=False)
class SessionContent:
    """Everything a session holds, as far as its audience may see it.

    Attributes
    ----------
    settings : mapping
        ``id, title, region, held_on, mode, template, demonstration``.
    life : Life
    method : Method
    needs : tuple of Need
    ratings, weights, judgements, matches, rationales, attendance, journal, receipts : DataFrame
        Columns as in ``TABLES``; the ratings without the context columns.
    """

    settings: Mapping[str, object]
    life: Life
    method: Method
    needs: tuple[Need, ...] = ()
    ratings: pd.DataFrame = field(default_factory=_empty("ratings"))
    weights: pd.DataFrame = field(default_factory=_empty("weights"))
    judgements: pd.DataFrame = field(default_factory=_empty("judgements"))
    matches: pd.DataFrame = field(default_factory=_empty("matches"))
    rationales: pd.DataFrame = field(default_factory=_empty("rationales"))
    attendance: pd.DataFrame = field(default_factory=_empty("attendance"))
    journal: pd.DataFrame = field(default_factory=_empty("journal"))
    receipts: pd.DataFrame = field(default_factory=_empty("receipts"))


def inert(value: object) -> object:
    """Keep a spreadsheet from taking a text for a formula; an apostrophe that is already there is kept apart."""
    if isinstance(value, str) and value.lstrip(" '").startswith(FORMULA_SIGNS):
        return "'" + value
    return value


def active(value: object) -> object:
    """Take back what `inert` did."""
    if isinstance(value, str) and value.startswith("'") and value[1:].lstrip(" '").startswith(FORMULA_SIGNS):
        return value[1:]
    return value


def _csv(frame: pd.DataFrame) -> bytes:
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(inert)
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def needs_table(needs: tuple[Need, ...]) -> pd.DataFrame:
    """Write needs as a table with the columns of ``TABLES``."""
    rows = [
        {
            "need": need.id,
            "position": need.position,
            **{f"title_{language}": need.titles.get(language, "") for language in LANGUAGES},
            "why": need.why,
            "beneficiary": need.beneficiary,
            "horizon": need.horizon,
            "area": need.area,
            "language": need.language,
            "state": need.state,
            "parents": " ".join(need.parents),
            "proposals": need.proposals,
        }
        for need in needs
    ]
    return pd.DataFrame(rows, columns=list(TABLES["needs"])) if rows else _empty("needs")()


def tidy_ratings(content: SessionContent) -> pd.DataFrame:
    """Return one row an answer with everything about it.

    Returns
    -------
    DataFrame
        Columns of ``TABLES["ratings"]``.
    """
    titles = {need.id: need.title(need.language) for need in content.needs}
    context = {
        "session": str(content.settings["id"]),
        "session_title": str(content.settings["title"]),
        "region": str(content.settings["region"]),
        "held_on": str(content.settings["held_on"]),
    }
    return content.ratings.assign(**context, need_title=content.ratings["need"].map(titles))[list(TABLES["ratings"])]


def data_dictionary() -> pd.DataFrame:
    """Return what every column of every table of the file means.

    Returns
    -------
    DataFrame
        ``table, column, meaning``.
    """
    rows = [
        (f"{table}.csv", column, meaning) for table, columns in TABLES.items() for column, meaning in columns.items()
    ]
    return pd.DataFrame(rows, columns=["table", "column", "meaning"])


def write(content: SessionContent) -> bytes:
    """Write a session as one file; the same content gives the same bytes.

    Parameters
    ----------
    content : SessionContent

    Returns
    -------
    bytes
        A ZIP file.
    """
    head = {
        "format": FORMAT,
        "settings": dict(content.settings),
        "life": content.life.as_dict(),
        "method": content.method.as_dict(),
        "method_fingerprint": content.method.fingerprint,
    }
    members = {
        "session.json": json.dumps(head, ensure_ascii=False, indent=1, sort_keys=True).encode(),
        "ratings.csv": _csv(tidy_ratings(content)),
        "needs.csv": _csv(needs_table(content.needs)),
        **{f"{table}.csv": _csv(getattr(content, table)[list(TABLES[table])]) for table in _OTHER_TABLES},
        "dictionary.csv": _csv(data_dictionary()),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def read(data: bytes) -> SessionContent:
    """Read a session from a file that `write` has written.

    Raises
    ------
    Problem
        If it is no such file, too large, of a newer version, or its tables do not fit together.
    """
    members = _members(data)
    try:
        head = json.loads(members["session.json"])
        version = head["format"]
        if version != FORMAT:
            raise Problem(
                "the session file has the format {format}; this version reads {known}", format=version, known=FORMAT
            )
        settings = {str(name): value for name, value in head["settings"].items()}
        for name in ("id", "title", "region", "held_on"):
            if not isinstance(settings.get(name), str) or not settings[name]:
                raise Problem("the session file says nothing about {name}", name=name)
        content = SessionContent(
            settings=settings,
            life=Life.from_dict(head["life"]),
            method=Method.from_dict(head["method"]),
            needs=_needs(_table(members, "needs")),
            ratings=_table(members, "ratings")[list(RATING_COLUMNS)],
            **{table: _table(members, table) for table in _OTHER_TABLES},
        )
    except Problem:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise Problem("the session file cannot be read: it was not written by the workbench or is damaged") from None
    check_together(content)
    return content


def _members(data: bytes) -> dict[str, bytes]:
    allowed = {"session.json", "dictionary.csv", *(f"{table}.csv" for table in TABLES)}
    if len(data) > LARGEST_FILE:
        raise Problem("the session file is larger than {most} MB", most=LARGEST_FILE // 1_000_000)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            # Sizes are checked before anything is unpacked, and again while it is: a header may lie.
            if len(entries) > len(allowed) or {entry.filename for entry in entries} - allowed:
                raise Problem("the session file holds something that does not belong to a session")
            if sum(entry.file_size for entry in entries) > LARGEST_CONTENT:
                raise Problem("the session file is larger than {most} MB", most=LARGEST_CONTENT // 1_000_000)
            members = {}
            for entry in entries:
                with archive.open(entry) as stream:
                    members[entry.filename] = stream.read(entry.file_size + 1)
            return members
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, EOFError, ValueError) as error:
        if isinstance(error, Problem):
            raise
        raise Problem("the session file cannot be read: it was not written by the workbench or is damaged") from None


def _table(members: Mapping[str, bytes], table: str) -> pd.DataFrame:
    if table in _ADDED_LATER and f"{table}.csv" not in members:
        return _empty(table)()
    frame = pd.read_csv(io.BytesIO(members[f"{table}.csv"]), dtype="str", keep_default_na=False, encoding="utf-8-sig")
    for column in TABLES[table]:
        if column not in frame.columns:
            raise Problem("the table {table} of the session file has no column {column}", table=table, column=column)
        if column in _DECIMALS:
            frame[column] = pd.to_numeric(frame[column].replace("", None)).astype("float64")
        elif column in _NUMBERS:
            frame[column] = pd.to_numeric(frame[column]).astype("int64")
        else:
            frame[column] = frame[column].map(active).astype("str")
    return frame[list(TABLES[table])]


def _needs(table: pd.DataFrame) -> tuple[Need, ...]:
    return tuple(
        Need(
            id=row["need"],
            titles={language: row[f"title_{language}"] for language in LANGUAGES if row[f"title_{language}"]},
            why=row["why"],
            beneficiary=row["beneficiary"],
            horizon=row["horizon"],
            area=row["area"],
            language=row["language"],
            state=row["state"],
            parents=tuple(row["parents"].split()),
            position=int(row["position"]),
            proposals=int(row["proposals"]),
        )
        for row in table.to_dict("records")
    )
