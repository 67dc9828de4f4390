"""The registry as a file: out with everything, in only without a fault."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from foresight.problems import Problem
from foresight.reports.registry import bring_in, read_workbook, registry_workbook
from foresight.screen import resources
from foresight.screen.elements import show_problem
from foresight.screen.language import plural
from foresight.screen.language import text as _


def exchange() -> None:
    """Draw the download and the upload of the registry."""
    database = resources.database()
    st.download_button(
        _("Download the registry (XLSX)"),
        data=lambda: registry_workbook(database),
        file_name="initiatives.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        on_click="ignore",
        key="download_registry",
    )
    st.caption(
        _(
            "Sheets: initiatives, money, partners, moves. The same file, filled in, can be brought in below; what is "
            "here already is left alone."
        )
    )
    given = st.file_uploader(_("Bring in a registry"), type=["xlsx", "csv"], key="registry_file")
    if given is None:
        return
    try:
        found = read_workbook(database, given.getvalue(), given.name)
    except Problem as problem:
        show_problem(problem)
        return
    if found.faults:
        st.error(
            plural(
                "{count} fault: nothing is brought in until it is mended.",
                "{count} faults: nothing is brought in until they are mended.",
                len(found.faults),
            ),
            icon=":material/error:",
        )
        st.dataframe(
            pd.DataFrame({_("What is wrong"): [_(one.sentence, **one.values) for one in found.faults[:200]]}),
            hide_index=True,
            alt=_("Faults of the file"),
        )
        return
    st.write(
        plural("{count} new initiative", "{count} new initiatives", len(found.rows))
        + " · "
        + plural("{count} is here already", "{count} are here already", len(found.known))
    )
    if found.rows and st.button(_("Bring them in"), icon=":material/upload:", type="primary", key="bring_in_registry"):
        try:
            count = bring_in(database, found)
        except Problem as problem:
            show_problem(problem)
        else:
            st.toast(plural("{count} initiative brought in", "{count} initiatives brought in", count))
            st.rerun()
