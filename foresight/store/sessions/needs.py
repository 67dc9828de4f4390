"""What a region needs from science, as said in a session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from foresight.problems import Problem
from foresight.store.database import Database
from foresight.store.engine import Reading, Transaction
from foresight.store.sessions.session import LONGEST_TITLE, note_change, require_open
from foresight.store.texts import clean_text, from_json, new_identifier, one_of, to_json

HORIZONS = ("short", "medium", "long", "")
NEED_STATUSES = ("proposed", "accepted", "hidden", "merged")
LANGUAGES = ("en", "ru", "kk")

_NEED = """
    select id, session, position, title_en, title_ru, title_kk, why, beneficiary, horizon, area, status, parents
    from need
"""


@dataclass(frozen=True)
class Need:
    """Something a region needs from science, as said in a session.

    Attributes
    ----------
    id, session : str
        Identifiers.
    position : int
        Its place in the list.
    titles : dict
        Title by language; a language without one is absent.
    why, beneficiary, area : str
        Why, for whom and in which field; possibly empty.
    horizon : str
        ``short``, ``medium``, ``long`` or empty.
    status : str
        ``proposed``, ``accepted``, ``hidden`` or ``merged``.
    parents : tuple of str
        Needs it was merged from.
    """

    id: str
    session: str
    position: int
    titles: dict[str, str]
    why: str = ""
    beneficiary: str = ""
    horizon: str = ""
    area: str = ""
    status: str = "accepted"
    parents: tuple[str, ...] = ()

    def title(self, language: str = "en") -> str:
        """Return the title in a language, or in the first one it was given in."""
        return self.titles.get(language) or next(iter(self.titles.values()))


def add_need(
    database: Database,
    session: str,
    *,
    titles: Mapping[str, str],
    why: str = "",
    beneficiary: str = "",
    horizon: str = "",
    area: str = "",
    status: str = "accepted",
    parents: Sequence[str] = (),
    actor: str = "local",
) -> Need:
    """Add a need to an open session.

    Parameters
    ----------
    database : Database
        The store.
    session : str
        Its identifier.
    titles : mapping
        Title by language (``en``, ``ru``, ``kk``); at least one.
    why, beneficiary, area : str
        Possibly empty.
    horizon : str
        ``short``, ``medium``, ``long`` or empty.
    status : str
        One of `NEED_STATUSES`.
    parents : sequence of str
        Needs it was merged from; they are set aside as ``merged``.
    actor : str
        Who adds it.

    Returns
    -------
    Need
        As stored.
    """
    draft = _checked_need(new_identifier(), session, titles, why, beneficiary, horizon, area, status, parents)

    def add(transaction: Transaction) -> Need:
        require_open(transaction, session)
        last = transaction.value("select max(position) from need where session = $1", [session]) or 0
        require_needs(transaction, session, draft.parents)
        need = replace(draft, position=int(last) + 1)
        insert_needs(transaction, [need])
        if draft.parents:
            transaction.execute(
                "update need set status = 'merged' where id in (select unnest($1::varchar[]))", [list(draft.parents)]
            )
        action = "needs_merged" if draft.parents else "need_added"
        note_change(transaction, actor, action, session, {"need": need.id, "parents": list(draft.parents)})
        return need

    return database.write(add)


def change_need(
    database: Database,
    need: str,
    *,
    titles: Mapping[str, str] | None = None,
    why: str | None = None,
    beneficiary: str | None = None,
    horizon: str | None = None,
    area: str | None = None,
    status: str | None = None,
    actor: str = "local",
) -> Need:
    """Change what is given of a need of an open session.

    Parameters
    ----------
    database : Database
        The store.
    need : str
        Its identifier.
    titles, why, beneficiary, horizon, area, status
        As in `add_need`; what is not given stays.
    actor : str
        Who changes it.

    Returns
    -------
    Need
        As it is now.
    """

    def change(transaction: Transaction) -> Need:
        old = get_need(transaction, need)
        require_open(transaction, old.session)
        new = _checked_need(
            need,
            old.session,
            old.titles if titles is None else titles,
            old.why if why is None else why,
            old.beneficiary if beneficiary is None else beneficiary,
            old.horizon if horizon is None else horizon,
            old.area if area is None else area,
            old.status if status is None else status,
            old.parents,
        )
        transaction.execute(
            """
            update need set title_en = $2, title_ru = $3, title_kk = $4, why = $5, beneficiary = $6, horizon = $7,
                area = $8, status = $9
            where id = $1
            """,
            [
                need,
                *(new.titles.get(language, "") for language in LANGUAGES),
                new.why,
                new.beneficiary,
                new.horizon,
                new.area,
                new.status,
            ],
        )
        note_change(transaction, actor, "need_changed", old.session, {"need": need, "status": new.status})
        return get_need(transaction, need)

    return database.write(change)


def get_need(reader: Reading, need: str) -> Need:
    """Return a need.

    Parameters
    ----------
    reader : Reading
        The store.
    need : str
        Its identifier.

    Returns
    -------
    Need
        As stored.

    Raises
    ------
    Problem
        When there is none.
    """
    rows = reader.read(_NEED + " where id = $1", [clean_text(need, "need", longest=200)])
    if not rows:
        raise Problem("there is no need {need}", need=need)
    return _need(rows[0])


def list_needs(reader: Reading, session: str, *, statuses: Sequence[str] | None = None) -> list[Need]:
    """Return the needs of a session in their order.

    Parameters
    ----------
    reader : Reading
        The store.
    session : str
        Its identifier.
    statuses : sequence of str, optional
        Only needs of these statuses.

    Returns
    -------
    list of Need
        Possibly empty.
    """
    needs = [_need(row) for row in reader.read(_NEED + " where session = $1 order by position, id", [session])]
    return [need for need in needs if statuses is None or need.status in statuses]


def require_needs(reader: Reading, session: str, needs: Iterable[str]) -> None:
    """Refuse needs that do not belong to a session."""
    needs = set(needs)
    if not needs:
        return
    known = {id for (id,) in reader.read("select id from need where session = $1", [session])}
    for need in sorted(needs - known):
        raise Problem("the need {need} does not belong to this session", need=need)


def insert_needs(transaction: Transaction, needs: Sequence[Need]) -> None:
    """Insert needs within a change, in one statement."""
    if not needs:
        return
    columns = (
        [need.id for need in needs],
        [need.session for need in needs],
        [need.position for need in needs],
        *([need.titles.get(language, "") for need in needs] for language in LANGUAGES),
        [need.why for need in needs],
        [need.beneficiary for need in needs],
        [need.horizon for need in needs],
        [need.area for need in needs],
        [need.status for need in needs],
        [to_json(list(need.parents)) for need in needs],
    )
    transaction.execute(
        """
        insert into need (id, session, position, title_en, title_ru, title_kk, why, beneficiary, horizon, area,
            status, parents)
        select unnest($1::varchar[]), unnest($2::varchar[]), unnest($3::integer[]), unnest($4::varchar[]),
            unnest($5::varchar[]), unnest($6::varchar[]), unnest($7::varchar[]), unnest($8::varchar[]),
            unnest($9::varchar[]), unnest($10::varchar[]), unnest($11::varchar[]), unnest($12::varchar[])
        """,
        columns,
    )


def _need(row: tuple) -> Need:
    id, session, position, en, ru, kk, why, beneficiary, horizon, area, status, parents = row
    titles = {language: text for language, text in zip(LANGUAGES, (en, ru, kk), strict=True) if text}
    return Need(id, session, position, titles, why, beneficiary, horizon, area, status, tuple(from_json(parents)))


def _checked_need(
    id: str,
    session: str,
    titles: Mapping[str, str],
    why: str,
    beneficiary: str,
    horizon: str,
    area: str,
    status: str,
    parents: Sequence[str],
) -> Need:
    cleaned = {}
    for language, text in titles.items():
        one_of(language, "language", LANGUAGES)
        title = clean_text(text, "title", required=False, longest=LONGEST_TITLE)
        if title:
            cleaned[language] = title
    if not cleaned:
        raise Problem("a need must have a title in at least one language")
    return Need(
        id,
        session,
        0,
        cleaned,
        clean_text(why, "why", required=False),
        clean_text(beneficiary, "beneficiary", required=False, longest=1000),
        one_of(horizon, "horizon", HORIZONS),
        clean_text(area, "area", required=False, longest=200),
        one_of(status, "status", NEED_STATUSES),
        tuple(clean_text(parent, "parent", longest=200) for parent in parents),
    )
