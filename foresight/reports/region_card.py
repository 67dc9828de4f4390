"""The card of a region: the same tables on the page and in the PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import altair as alt
import pandas as pd
import vl_convert

from foresight.i18n.language import TENGE, Language
from foresight.reports.document import Document, Figure, Heading, Paragraph, Table, table
from foresight.reports.fingerprint import mark_of
from foresight.reports.region_facts import RegionFacts
from foresight.statistics.shipped import indicator_names, indicator_units

DASH = "–"
_MONEY = "mln KZT"
_UNSURE = ("estimate", "unverified")
_ENOUGH_RANKED = 3
# One of the converter's own fonts, which has every Kazakh letter whatever the machine has installed.
_FONT = "Roboto"


def amount(value: float, unit: str, status: str, language: Language) -> str:
    """Write a figure with its unit; one that is not official says so."""
    if pd.isna(value):
        return language.label("status_short", status)
    if unit in ("mln KZT, current prices", "mln KZT per 100,000 people"):
        words = language.money(value)
    elif unit.startswith("%"):
        words = language.percent(value / 100, 2 if abs(value) < 1 else 1)
    elif unit.startswith("persons") or unit in ("organisations", "articles and reviews"):
        words = language.number(value)
    else:
        words = f"{language.number(value, 1)} ({language.label('unit', unit)})"
    return f"{words} ({language.label('status_short', status)})" if status in _UNSURE else words


def change(share: float, language: Language) -> str:
    """Write a change with its sign."""
    if pd.isna(share):
        return DASH
    sign = "+" if share >= 0 else "−"
    return f"{sign}{language.percent(abs(share), 0 if abs(share) >= 0.1 else 1)}"


def figures_table(facts: RegionFacts, language: Language) -> pd.DataFrame:
    """Return the last figure of each indicator, its rank among the regions and its change."""
    names = indicator_names(language.code)
    rows = facts.figures[facts.figures["indicator"].isin(names)]
    rows = rows.sort_values("indicator", key=lambda codes: codes.map(list(names).index))
    return pd.DataFrame(
        {
            language.text("Indicator"): [names[code] for code in rows["indicator"]],
            language.text("Year"): rows["year"].tolist(),
            language.text("Value"): [
                amount(value, unit, status, language)
                for value, unit, status in zip(rows["value"], rows["unit"], rows["status"])
            ],
            language.text("Rank"): [
                DASH
                if pd.isna(rank) or ranked < _ENOUGH_RANKED
                else language.text("{rank} of {all}", rank=int(rank), all=int(ranked))
                for rank, ranked in zip(rows["rank"], rows["ranked"])
            ],
            language.text("Change on the year before"): [change(value, language) for value in rows["change"]],
            language.text("in constant prices"): [
                change(value, language)
                + (f" ({language.label('status_short', prices)})" if prices in _UNSURE and pd.notna(value) else "")
                for value, prices in zip(rows["real_change"], rows["prices"])
            ],
        }
    )


def sessions_table(facts: RegionFacts, language: Language) -> pd.DataFrame:
    """Return the sessions held or planned in the region."""
    return pd.DataFrame(
        {
            language.text("Day"): [language.date(one.held_on) for one in facts.sessions],
            language.text("Session"): [one.title for one in facts.sessions],
            language.text("Stage"): [language.label("stage", one.stage, round=one.round) for one in facts.sessions],
        }
    )


def priorities_table(facts: RegionFacts, language: Language) -> pd.DataFrame:
    """Return the first needs of the last session with results."""
    rows = facts.priorities
    return pd.DataFrame(
        {
            language.text("Rank"): rows["rank"].astype("Int64").tolist(),
            language.text("Need"): rows["title"].tolist(),
            language.text("Score"): [language.number(float(score), 2) for score in rows["score"]],
        }
    )


def initiatives_table(facts: RegionFacts, language: Language) -> pd.DataFrame:
    """Return specifications that are no initiative yet, and initiatives with their step."""
    begun = {one.specification for one in facts.initiatives}
    open_ones = [one for one in facts.specifications if one.id not in begun]
    rows = [
        (one.title, language.label("initiative_step_short", one.step), language.label("initiative_state", one.state),
         _span(one.starts_year, one.ends_year))
        for one in facts.initiatives
    ] + [
        (one.title, language.label("initiative_step_short", "specification"),
         language.label("specification_state", one.state), str(one.called_on.year) if one.called_on else DASH)
        for one in open_ones
    ]  # fmt: skip
    columns = [
        language.text("Initiative"),
        language.text("Step"),
        language.text("State"),
        language.text("Years"),
    ]
    return pd.DataFrame(rows, columns=columns)


def revised_table(facts: RegionFacts, language: Language, limit: int = 30) -> pd.DataFrame:
    """Return which figures of the region the last file changed."""
    names, units = indicator_names(language.code), indicator_units()
    rows = facts.revised[facts.revised["indicator"].isin(names)].head(limit)

    def said(value: float, status: object, indicator: str) -> str:
        return DASH if not isinstance(status, str) else amount(value, units[indicator], status, language)

    return pd.DataFrame(
        {
            language.text("Indicator"): [names[code] for code in rows["indicator"]],
            language.text("Year"): rows["year"].tolist(),
            language.text("Before"): [
                said(*row) for row in zip(rows["value_old"], rows["status_old"], rows["indicator"])
            ],
            language.text("Now"): [said(*row) for row in zip(rows["value_new"], rows["status_new"], rows["indicator"])],
        }
    )


def moves_table(facts: RegionFacts, language: Language) -> pd.DataFrame:
    """Return the latest moves of initiatives."""
    rows = facts.moves
    return pd.DataFrame(
        {
            language.text("Day"): [language.date(dt.date.fromisoformat(str(day)[:10])) for day in rows["moved_on"]],
            language.text("Initiative"): rows["title"].tolist(),
            language.text("Step"): [language.label("initiative_step_short", step) for step in rows["step"]],
            language.text("State"): [language.label("initiative_state", state) for state in rows["state"]],
        }
    )


def partner_line(facts: RegionFacts) -> str:
    """Name the partners of the region's initiatives."""
    return "; ".join(f"{name} ({place})" if place else name for name, place in facts.partners)


def region_card(
    facts: RegionFacts,
    language: Language,
    made_on: dt.date,
    vintage: str,
    sentences: Sequence[str] = (),
    charts: Sequence[tuple[alt.TopLevelMixin, str, str]] = (),
) -> Document:
    """Put the card of a region together as a document.

    Parameters
    ----------
    facts : RegionFacts
        What is known.
    language : Language
        The reader's.
    made_on : date
        Day printed on it.
    vintage : str
        Identifier of the figures in use.
    sentences : sequence of str
        Findings ready to read: forecasts, the rank in the index.
    charts : sequence of (chart, caption, alternative text)
        Charts as on the page.
    """
    name = language.region(facts.region)
    mark = mark_of("region_card", facts.region, language.code, made_on.isoformat(), _data(facts, vintage, sentences))
    blocks: list[object] = [Paragraph(text, "lead" if place == 0 else "body") for place, text in enumerate(sentences)]
    blocks += [_figure(chart, caption, told, language) for chart, caption, told in charts]
    parts = [
        (language.text("Figures"), figures_table(facts, language), (3.4, 0.7, 2.3, 1, 1.2, 1.2)),
        (priorities_heading(facts, language), priorities_table(facts, language), (0.6, 5, 0.8)),
        (language.text("Initiatives and specifications"), initiatives_table(facts, language), (4, 1.4, 1.6, 1)),
        (language.text("Sessions"), sessions_table(facts, language), (1.6, 4, 1.4)),
        (language.text("What the last file of figures changed"), revised_table(facts, language), (3.4, 0.7, 2, 2)),
        (language.text("Latest moves of initiatives"), moves_table(facts, language), (1.6, 4, 1.3, 1.3)),
    ]
    for heading, frame, widths in parts:
        blocks.append(Heading(heading))
        blocks.append(
            _as_table(frame, widths) if len(frame) else Paragraph(language.text("Nothing is recorded here."), "empty")
        )
    if facts.partners:
        blocks += [Heading(language.text("Partners")), Paragraph(partner_line(facts))]
    title = language.text("{region}: card of the region", region=name)
    return Document(
        kind="region_card",
        language=language.code,
        title=title,
        blocks=tuple(blocks),
        mark=mark,
        made_on=made_on,
        head=title,
        foot=language.text(
            "Foresight Workbench · made on {date} · hash {hash}", date=language.date(made_on), hash=mark.short
        ),
        pages=language.text("page {page} of {pages}"),
        compact=True,
    )


def priorities_heading(facts: RegionFacts, language: Language) -> str:
    """Name the session whose priorities these are."""
    if facts.priorities_of is None:
        return language.text("Priorities")
    return language.text("Priorities of the session on {date}", date=language.date(facts.priorities_of.held_on))


def _data(facts: RegionFacts, vintage: str, sentences: Sequence[str]) -> dict[str, object]:
    return {
        "figures": {"vintage": vintage, "rows": facts.figures.astype(object).to_dict("records")},
        "findings": list(sentences),
        "needs": facts.priorities.astype(object).to_dict("records"),
        "session": [one.id for one in facts.sessions],
        "recorded": [(one.id, one.step, one.state) for one in facts.initiatives],
    }


def _figure(chart: alt.TopLevelMixin, caption: str, told: str, language: Language) -> Figure:
    drawing = chart.to_dict()
    drawing.setdefault("config", {})["font"] = _FONT
    if "layer" in drawing or "mark" in drawing:
        drawing.setdefault("width", 640)
    # The converter's fonts have no sign of the tenge: in a chart it is written out.
    svg = vl_convert.vegalite_to_svg(drawing, allowed_base_urls=[]).replace(TENGE, language.text("tenge"))
    return Figure(svg, caption, told)


def _as_table(frame: pd.DataFrame, widths: Sequence[float]) -> Table:
    found = table(list(frame.columns), [[_cell(value) for value in row] for row in frame.itertuples(index=False)])
    columns = tuple(type(column)(column.title, width) for column, width in zip(found.columns, widths, strict=True))
    return Table(columns, found.rows, small=len(frame) > 12)


def _cell(value: object) -> str:
    return DASH if value is None or value is pd.NA else str(value)


def _span(first: int | None, last: int | None) -> str:
    if first is None:
        return DASH
    return f"{first}–{last}" if last is not None and last != first else str(first)
