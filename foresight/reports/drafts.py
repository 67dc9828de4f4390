"""From a need to a specification draft in one step, with its trace; and from a specification to an initiative."""

from __future__ import annotations

from collections.abc import Mapping

from foresight.reports.session_facts import session_facts
from foresight.reports.specification_facts import budget_rows, trace_of
from foresight.sessions.method import in_language
from foresight.store import initiative_money, initiatives, sessions, specifications
from foresight.store.database import Database
from foresight.store.initiatives import Initiative
from foresight.store.specifications import Specification
from foresight.targets.initiatives import PAYERS


def draft_specification(
    database: Database, need: str, *, language: str = "ru", instrument: str | None = None, actor: str = "local"
) -> Specification:
    """Draft a specification from a need: its titles, its reason, and the whole trace to ideas, votes and dissent.

    Nothing else is filled in: goal, tasks, indicators and money are for people to write.

    Parameters
    ----------
    database : Database
    need : str
    language : {"ru", "kk", "en"}
        Of the title in the registry.
    instrument : {"grant", "programme"}, optional
    actor : str
    """
    source = sessions.get_need(database, need)
    with database.snapshot() as moment:
        facts = session_facts(moment, source.session)
    trace = trace_of(facts, need)
    stored = next(one for one in facts["needs"] if one["id"] == need)
    texts: dict[str, dict[str, str]] = {code: {"title": title} for code, title in stored["titles"].items() if title}
    if stored["why"]:
        own = stored["language"] if stored["language"] in texts else next(iter(texts))
        texts[own]["problem"] = stored["why"]
    content = {"texts": texts, "beneficiary": stored["beneficiary"], "trace": trace}
    title = in_language(stored["titles"], language)
    return specifications.create_specification(
        database, title=title, need=need, content=content, instrument=instrument, actor=actor
    )


def initiative_from(
    database: Database, specification: str, *, owner: str = "", step: str | None = None, actor: str = "local"
) -> Initiative:
    """Enter an initiative for a specification: its trace, years, partners and planned money come along.

    Parameters
    ----------
    database : Database
    specification : str
    owner : str
        Who answers for it.
    step : str, optional
        Where it stands; by the specification itself when not given: in a call once that was recorded.
    actor : str
    """
    found = specifications.get_specification(database, specification)
    budget = found.content.get("budget") if isinstance(found.content.get("budget"), Mapping) else {}
    rows = budget_rows(budget)
    usable = rows[rows["payer"].isin(PAYERS) & rows["year"].notna()].astype({"year": "int64"})
    usable = usable.groupby(["year", "payer"], as_index=False)[["planned", "paid"]].sum(min_count=1)
    dates = {}
    if found.session:
        dates["session"] = sessions.get_session(database, found.session).held_on.isoformat()
    if found.called_on:
        dates["call"] = found.called_on.isoformat()
    partners = [dict(one) for one in found.content.get("partners") or () if isinstance(one, Mapping)]
    made = initiatives.create_initiative(
        database,
        title=found.title,
        instrument=found.instrument or "grant",
        specification=found.id,
        owner=owner,
        step=step or ("call" if found.called_on else "specification"),
        starts_year=int(usable["year"].min()) if len(usable) else None,
        ends_year=int(usable["year"].max()) if len(usable) else None,
        content={"dates": dates, "partners": partners, "documents": []},
        actor=actor,
    )
    if len(usable):
        initiative_money.set_money(database, made.id, usable, actor=actor)
    return made
