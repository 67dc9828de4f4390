"""The minority report: who keeps standing against the others, and why. Without names."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.screen.elements import download_table
from foresight.screen.results import reading
from foresight.screen.results.reading import Shown
from foresight.screen.results.words import number, percent

MOST_REASONS = 8


def report(shown: Shown) -> pd.DataFrame:
    """Return the dissent as it is read, the largest first."""
    language = shown.language
    rows = shown.found.minority
    return pd.DataFrame(
        {
            **shown.named(rows["need"]),
            language.text("Side"): [side(need, code, shown) for need, code in zip(rows["need"], rows["side"])],
            language.text("People"): rows["people"].tolist(),
            language.text("Of"): rows["answered"].tolist(),
            language.text("Share"): [percent(value, language) for value in rows["share"]],
            language.text("In both rounds"): [
                language.text("yes") if stable else language.text("rated once") for stable in rows["stable"]
            ],
            language.text("Groups"): [
                "; ".join(f"{language.label('group', group)}: {people}" for group, people in groups)
                for groups in rows["groups"]
            ],
        }
    )


def side(need: str, code: str, shown: Shown) -> str:
    """Name the side of a dissent; where both sides dissent, there are two camps and no majority."""
    sides = shown.found.minority.loc[shown.found.minority["need"] == need, "side"]
    if sides.nunique() > 1:
        return shown.language.label("camp", code)
    return shown.language.label("side", code)


def reasons_of(given: pd.DataFrame, need: str, where: str) -> list[str]:
    """Return the reasons of the dissenting side of a need."""
    own = given[(given["need"] == need) & (given["side"] == where)]
    return own["text"].tolist()


def draw(shown: Shown, count: int | None) -> None:
    """Draw the section."""
    language, found = shown.language, shown.found
    if not len(found.minority):
        st.write(
            language.text("No stable dissent: nobody kept an answer on the far side of the group through both rounds.")
        )
        return
    given = reading.reasons(shown.session.id)
    st.caption(
        language.text(
            "Dissent that stays is a finding, not a failure. People are counted, never named; groups are shown from "
            "{least} people on.",
            least=found.rule.shown_from,
        )
    )
    rows = found.minority if count is None else found.minority.head(count)
    for row in rows.itertuples():
        with st.container(border=True):
            st.text(shown.rows.get(row.need, row.need))
            groups = "; ".join(
                f"{language.label('group', group)}: {number(people, language)}" for group, people in row.groups
            )
            st.markdown(
                language.text(
                    "**{people} of {answered}** {side}{when}",
                    people=number(row.people, language),
                    answered=number(row.answered, language),
                    side=side(row.need, row.side, shown),
                    when="" if row.stable else " · " + language.text("rated once"),
                )
                + (f" · {groups}" if groups else "")
            )
            reasons = reasons_of(given, row.need, row.side)
            for reason in reasons[:MOST_REASONS]:
                st.text(f"— {reason}")
            if len(reasons) > MOST_REASONS:
                more = len(reasons) - MOST_REASONS
                st.caption(language.plural("… and {count} more reason", "… and {count} more reasons", more))
            if not reasons:
                st.caption(language.text("No reason was written."))
    download_table(report(shown), "dissent.csv", key="download_dissent")
