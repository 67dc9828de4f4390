"""A planner's new bulletin on the page: how it is read, what is wrong with it, what it would change, bring it in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePath

import pandas as pd
import streamlit as st

from foresight.i18n.language import Language
from foresight.problems import Problem
from foresight.reports.findings import MOST_SHOWN, findings_table
from foresight.screen import people, resources
from foresight.screen.elements import as_text, download_table, show_problem, upload_help
from foresight.screen.figure_changes import changes_sentence, draw_changes
from foresight.screen.language import plural
from foresight.screen.language import text as _
from foresight.statistics.file_guard import LARGEST_FILE, MEGABYTE, TEXT_ENDINGS
from foresight.statistics.shipped import indicator_names
from foresight.statistics.table_head import (
    head_signature,
    header_choices,
    suggested_columns,
    suggested_indicators,
    suggested_unit,
)
from foresight.statistics.table_import import TableImport, import_table
from foresight.statistics.table_reader import Grid, read_grid
from foresight.statistics.units import unit_factor
from foresight.store import figures
from foresight.store.figures_import import TableReading, bring_in, changes_of, remembered_reading

OWN_COLUMN = ""
_UNITS = ("mln KZT", "thousand KZT", "bn KZT", "KZT", "persons", "thousand persons")
_MAPPED = ("region", "year", "value")
_PREVIEW_ROWS = 14
_CHANGES_SHOWN = 500
_FINDINGS_SHOWN = 15


@dataclass(frozen=True)
class Asked:
    """How a file is to be read.

    Attributes
    ----------
    reading : TableReading
        Indicator, unit, columns, series, sheet and decimal mark.
    year : int or None
        Year of a table without years of its own.
    source : str
        Citation.
    jumps : str
        ``error``, or ``warning`` where the planner vouches for jumps.
    """

    reading: TableReading
    year: int | None = None
    source: str = ""
    jumps: str = "error"


@st.cache_resource(max_entries=6, show_spinner=False)
def _grid(digest: str, name: str, sheet: str | None, _data: bytes) -> Grid:
    return read_grid(_data, name, sheet)


@st.cache_resource(max_entries=12, show_spinner=False)
def _read(digest: str, name: str, asked: str, key: tuple, _data: bytes, _asked: Asked) -> TableImport:
    reading = _asked.reading
    return import_table(
        _data,
        name,
        resources.indicators(),
        resources.observations(),
        indicator=reading.indicator,
        unit=reading.unit,
        source=_asked.source,
        columns=dict(reading.columns) or None,
        series=reading.series,
        sheet=reading.sheet,
        year=_asked.year,
        decimal=reading.decimal,
        jumps=_asked.jumps,
    )


def draw_import(language: Language) -> None:
    """Draw the way of a file into the store."""
    _told_after(language)
    if not people.allowed("plan"):
        st.info(_("Only planners bring figures in."), icon=":material/lock:")
        return
    file = st.file_uploader(
        _(
            "The bulletin: CSV or Excel (.xlsx) up to {limit} MB, as printed or one row a figure",
            limit=LARGEST_FILE // MEGABYTE,
        ),
        help=upload_help(),
        type=[ending.lstrip(".") for ending in (*TEXT_ENDINGS, ".xlsx")],
        key=f"bulletin_{st.session_state.get('bulletins', 0)}",
        max_upload_size=LARGEST_FILE // MEGABYTE,
    )
    if file is None:
        st.caption(
            _(
                "Regions in rows and years in columns, or the other way round, in Russian, Kazakh or English; "
                "thousands separators, decimal commas and dashes are understood. Nothing is stored before you say so."
            )
        )
        return
    data, name = file.getvalue(), file.name
    digest = hashlib.sha256(data).hexdigest()
    try:
        asked = _ask(data, name, digest, language)
        if asked is None:
            return
        found = _read(digest, name, repr(asked), resources.figures_key(), data, asked)
    except Problem as problem:
        show_problem(problem)
        return
    _draw_result(found, asked, data, name, language)


def _ask(data: bytes, name: str, digest: str, language: Language) -> Asked | None:
    """Draw the questions a file leaves open, answered as far as its head and the last file of its kind tell."""
    grid = _grid(digest, name, None, data)
    sheet = None
    if len(grid.sheets) > 1:
        sheet = st.selectbox(_("Sheet"), grid.sheets, index=grid.sheets.index(grid.sheet), key=f"sheet_{digest}")
        grid = _grid(digest, name, sheet, data)
    kept = remembered_reading(resources.database(), head_signature(grid.frame))
    if kept is not None:
        st.caption(f":material/history: {_('Read as the last file of this kind; change it below if it differs.')}")
    names = indicator_names(language.code)
    guessed = suggested_indicators(grid.frame, resources.indicators())
    first = kept.indicator if kept and kept.indicator in names else (guessed[0] if guessed else None)
    left, middle, right = st.columns([2, 1.2, 1])
    options = [*guessed, *(code for code in names if code not in guessed), OWN_COLUMN]
    own_column = any(header.casefold() in ("indicator",) for header in header_choices(grid.frame))
    indicator = left.selectbox(
        _("Indicator"),
        options,
        index=options.index(OWN_COLUMN) if own_column else (options.index(first) if first else None),
        format_func={**names, OWN_COLUMN: _("the file has a column of it")}.get,
        placeholder=_("Which indicator is it?"),
        key=f"indicator_{digest}_{sheet}",
    )
    if indicator is None:
        st.info(_("Say which indicator the file holds."), icon=":material/help:")
        _draw_preview(grid, expanded=True)
        return None
    unit = _ask_unit(middle, grid, indicator, kept, digest, language)
    decimal = right.selectbox(
        _("Decimal mark"),
        ["auto", ",", "."],
        index=["auto", ",", "."].index(kept.decimal) if kept else 0,
        format_func={"auto": _("found by itself"), ",": ",", ".": "."}.get,
        key=f"decimal_{digest}",
    )
    reading = TableReading(indicator or None, unit, kept.columns if kept else {}, None, sheet, decimal)
    columns, series, year = _ask_layout(data, name, digest, grid, reading, kept)
    source = st.text_input(
        _("Source, as it will be cited"), value=PurePath(name).stem, max_chars=300, key=f"source_{digest}"
    )
    vouched = st.session_state.get(f"vouched_{digest}", False)
    return Asked(replace(reading, columns=columns, series=series), year, source, "warning" if vouched else "error")


def _ask_unit(
    place, grid: Grid, indicator: str, kept: TableReading | None, digest: str, language: Language
) -> str | None:
    if indicator == OWN_COLUMN:
        return None
    canonical = resources.unit_of(indicator)
    options = [unit for unit in _UNITS if unit_factor(unit, canonical) is not None]
    if not options:
        place.text_input(_("Unit"), value=language.label("unit", canonical), disabled=True, key=f"unit_only_{digest}")
        return None
    said = suggested_unit(grid.frame, canonical)
    wanted = unit_factor(kept.unit, canonical) if kept and kept.unit else unit_factor(said, canonical) if said else 1.0
    start = next((unit for unit in options if unit_factor(unit, canonical) == wanted), options[0])
    return place.selectbox(
        _("Unit of the file"),
        options,
        index=options.index(start),
        format_func=lambda unit: language.label("written_unit", unit),
        help=_("Read from the title: {unit}", unit=said) if said else _("The title names no unit."),
        key=f"unit_{digest}_{indicator}",
    )


def _ask_layout(
    data: bytes, name: str, digest: str, grid: Grid, reading: TableReading, kept: TableReading | None
) -> tuple[dict[str, str], str | None, int | None]:
    """Ask for headers, for the column under the years, or for the year, where the table leaves them open."""
    columns, series, year = dict(reading.columns), None, None
    trial = Asked(reading)
    try:
        found = _read(digest, name, repr(trial), resources.figures_key(), data, trial)
    except Problem as problem:
        headers = header_choices(grid.frame)
        if problem.sentence.startswith("the table does not say of which year"):
            year = int(st.number_input(_("Year of the table"), 1990, 2060, value=None, key=f"year_{digest}") or 0)
            return columns, series, year or None
        if problem.sentence.startswith(("no figures found", "the table has no headers")) and headers:
            return _ask_columns(headers, digest), series, year
        return columns, series, year
    kinds = found.cells.series
    if len(kinds) > 1:
        start = kept.series if kept and kept.series in kinds else found.cells.chosen
        series = st.selectbox(
            _("Which column of a year"), kinds, index=kinds.index(start), key=f"series_{digest}_{reading.indicator}"
        )
    return columns, series, year


def _ask_columns(headers: tuple[str, ...], digest: str) -> dict[str, str]:
    guessed = suggested_columns(headers)
    st.caption(_("The headers are not known: say what they are, and it will be remembered."))
    columns = {}
    for place, ours in zip(st.columns(len(_MAPPED)), _MAPPED, strict=True):
        chosen = place.selectbox(
            _language().label("our_column", ours),
            headers,
            index=headers.index(guessed[ours]) if ours in guessed else None,
            placeholder=_("choose a header"),
            key=f"column_{ours}_{digest}",
        )
        if chosen is not None:
            columns[ours] = chosen
    return columns


def _language() -> Language:
    from foresight.screen.language import current

    return current()


def _draw_result(found: TableImport, asked: Asked, data: bytes, name: str, language: Language) -> None:
    errors = len(found.errors)
    digest = hashlib.sha256(data).hexdigest()
    told = [
        language.label("layout", found.cells.layout),
        plural("{count} figure", "{count} figures", len(found.observations)),
    ]
    st.caption(" · ".join(told))
    if errors:
        st.error(
            plural(
                "{count} error: nothing can be brought in before it is mended in the file.",
                "{count} errors: nothing can be brought in before they are mended in the file.",
                errors,
            ),
            icon=":material/error:",
        )
        if all(one.code == "unit_jump" for one in found.errors):
            st.checkbox(_("The unit is right and these jumps are real: take them"), key=f"vouched_{digest}")
    _draw_findings(found, name, language)
    changes = changes_of(found, resources.observations())
    if not errors and changes.empty:
        st.info(_("This file changes nothing: every figure in it is already held."), icon=":material/info:")
    elif not errors:
        st.markdown(f"**{changes_sentence(changes, language)}**")
        with st.form("bring_in", border=False):
            left, right = st.columns([3, 1], vertical_alignment="bottom")
            title = left.text_input(
                _("What to call the new set of figures"), value=PurePath(name).stem, max_chars=200, key=f"name_{digest}"
            )
            if right.form_submit_button(
                _("Bring in"), type="primary", icon=":material/download_done:", width="stretch"
            ):
                _bring(found, asked, data, name, title)
        draw_changes(changes, language, most=_CHANGES_SHOWN, alt=_("What the file changes"))
    _draw_preview(found.grid)


def _bring(found: TableImport, asked: Asked, data: bytes, name: str, title: str) -> None:
    before = figures.current_vintage(resources.database())
    try:
        made = bring_in(
            resources.database(),
            found,
            data=data,
            file_name=name,
            reading=asked.reading,
            name=title,
            based_on=before,
        )
    except Problem as problem:
        show_problem(problem)
        return
    st.session_state["brought_in"] = (made.id, made.name, before)
    # A new key empties the place for the next file.
    st.session_state["bulletins"] = st.session_state.get("bulletins", 0) + 1
    st.rerun()


def _told_after(language: Language) -> None:
    """Say what was brought in, with the way back."""
    done = st.session_state.get("brought_in")
    if done is None:
        return
    made, name, before = done
    if figures.current_vintage(resources.database()) != made:
        return
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.success(
        _("“{name}” is in use: every page now computes from it.", name=as_text(name)), icon=":material/check_circle:"
    )
    if right.button(_("Undo: use the figures before"), icon=":material/undo:", key="undo_import", width="stretch"):
        figures.use_vintage(resources.database(), before)
        del st.session_state["brought_in"]
        st.rerun()


def _draw_findings(found: TableImport, name: str, language: Language) -> None:
    if not found.findings:
        return
    table = findings_table(found.findings, language)
    if len(found.findings) > MOST_SHOWN:
        st.caption(
            _(
                "The first {shown} of {all} findings are shown.",
                shown=MOST_SHOWN,
                all=language.number(len(found.findings)),
            )
        )
    if found.errors:
        _draw_findings_table(table)
        download_table(table, f"{PurePath(name).stem}-findings.csv", key="download_findings")
        return
    with st.expander(
        plural("{count} remark on the file", "{count} remarks on the file", len(found.findings)),
        icon=":material/info:",
    ):
        _draw_findings_table(table)


def _draw_findings_table(table: pd.DataFrame) -> None:
    # The reason is what a planner mends by, so it is never cut off; many findings are read in the file instead.
    st.table(
        table.head(_FINDINGS_SHOWN),
        border="horizontal",
        hide_index=True,
        alt=_("Findings with row, column, value and reason"),
    )
    if len(table) > _FINDINGS_SHOWN:
        with st.expander(_("All findings"), icon=":material/list:"):
            st.dataframe(table, hide_index=True, alt=_("All findings"))


def _draw_preview(grid: Grid, *, expanded: bool = False) -> None:
    with st.expander(_("The file as it was read"), icon=":material/preview:", expanded=expanded):
        head = pd.DataFrame(grid.head(_PREVIEW_ROWS))
        st.dataframe(
            head.set_axis([str(place + 1) for place in range(head.shape[1])], axis=1),
            hide_index=True,
            alt=_("First rows of the file"),
        )
        if grid.encoding:
            st.caption(f"{grid.encoding} · {grid.separator!r}")
