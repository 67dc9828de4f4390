"""Needs, ratings and rankings of a session as the facilitator's page shows them."""

import pandas as pd

from foresight.i18n.language import Language
from foresight.priorities.criteria import Criterion
from foresight.priorities.shown_ratings import session_ranking
from foresight.problems import Problem
from foresight.reports.session_votes import weights_in_force
from foresight.sessions.method import Method
from foresight.store import sessions
from foresight.store.database import Database
from foresight.store.live_release import answers_shown
from foresight.store.live_session import is_live, live_session
from foresight.store.sessions import Need, Session

RATED = ("accepted",)


def criteria_of(session: Session, language: Language) -> tuple[Criterion, ...]:
    """Return the criteria of a session with names in the reader's language."""
    return Method.from_dict(session.method).criteria(language.code)


def needs_table(needs: list[Need], language: Language) -> pd.DataFrame:
    """Return the needs of a session for reading."""
    return pd.DataFrame(
        {
            language.text("Need"): [need.title(language.code) for need in needs],
            language.text("Why"): [need.why for need in needs],
            language.text("Who benefits"): [need.beneficiary for need in needs],
            language.text("Horizon"): [
                language.label("horizon", need.horizon) if need.horizon else "" for need in needs
            ],
            language.text("Area"): [language.label("area", need.area) if need.area else "" for need in needs],
        }
    )


def empty_ballot(needs: list[Need], criteria: tuple[Criterion, ...], language: Language) -> pd.DataFrame:
    """Return the sheet in which one paper ballot is typed: a row a need, a column a criterion."""
    sheet = pd.DataFrame({"need": [need.title(language.code) for need in needs]}, index=[need.id for need in needs])
    return sheet.assign(**{criterion.code: pd.Series(float("nan"), index=sheet.index) for criterion in criteria})


def ballot_rows(sheet: pd.DataFrame, criteria: tuple[Criterion, ...], group: str, number: int) -> pd.DataFrame:
    """Turn a filled sheet into ratings; empty cells are left out.

    Raises
    ------
    Problem
        When nothing is filled in, or a value is not on the scale.
    """
    rows = []
    for criterion in criteria:
        for need, value in sheet[criterion.code].dropna().items():
            if not criterion.lowest <= value <= criterion.highest:
                raise Problem(
                    "the rating {value} of {criterion} is outside the scale from {lowest} to {highest}",
                    value=value,
                    criterion=criterion.name,
                    lowest=int(criterion.lowest),
                    highest=int(criterion.highest),
                )
            rows.append((need, criterion.code, group, str(number), float(value)))
    if not rows:
        raise Problem("the ballot is empty: rate at least one need")
    return pd.DataFrame(rows, columns=["need", "criterion", "stakeholder_group", "rater", "value"])


def ranking(database: Database, session: Session, language: Language, aggregation: str) -> pd.DataFrame | None:
    """Rank the needs of a session as its results do, or return None while there are no ratings one may see.

    Raises
    ------
    Problem
        When fewer people answered than may be shown.
    """
    ballots = answers_shown(database, session.id, "facilitator")
    if ballots["value"].notna().sum() == 0:
        return None
    method = Method.from_dict(session.method)
    live = live_session(database, session.id) if is_live(database, session.id) else None
    criteria = method.criteria(language.code, weights_in_force(database, method, live)["weights"])
    ranked = session_ranking(ballots, criteria, method.consensus, aggregation)
    titles = {need.id: need.title(language.code) for need in sessions.list_needs(database, session.id)}
    return ranked.assign(title=ranked["need"].map(titles))


def session_line(session: Session, language: Language) -> str:
    """Name a session in one line."""
    stage = language.label("stage", session.stage, round=session.round)
    return (
        f"{language.region(session.region, short=True)} · {language.date(session.held_on)} · {session.title} · {stage}"
    )
