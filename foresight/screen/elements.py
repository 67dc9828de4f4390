"""Pieces that several pages draw: the head of a page, a problem, a download, the signs of a figure's status."""

import logging
import re

import pandas as pd
import streamlit as st

from foresight.problems import Problem, TooFew
from foresight.screen.language import current, text

# A cell that starts with one of these would be run as a formula by a spreadsheet.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MARKUP = re.compile(r"([\\`*_\[\]#<>!|$~{}^&]|:(?=\S)|^[-+=])")
_NUMBERED = re.compile(r"^(\d+)([.)])")
STATUS_SIGNS = {
    "published": "●",
    "cross_checked": "●",
    "derived": "○",
    "estimate": "◍",
    "unverified": "◌",
    "not_published": "–",
    "missing": "∅",
}


def show_contents(contents: dict[str, list]) -> None:
    """List the pages in the sidebar, group by group.

    Streamlit's own list puts the switch of languages out of sight.

    Parameters
    ----------
    contents : dict of str to list of StreamlitPage
        The pages of each group; a group without pages is left out.
    """
    with st.sidebar.container(gap="xxsmall"):
        for group, pages in contents.items():
            if pages:
                st.caption(group)
            for page in pages:
                st.page_link(page)


def page_head(title: str, story: str) -> None:
    """Draw the title, which says the finding, and the one line that says what the page is for."""
    st.title(title, anchor=False)
    st.caption(story)


def as_text(text: str) -> str:
    """Keep markup that somebody typed from becoming markup on the page."""
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(str(text).split())))


def upload_help() -> str:
    """Say in the reader's language what Streamlit's own button, which knows only English, does."""
    return text("The button “Upload” opens the folders of your device; a file may also be dragged onto it.")


def show_problem(error: Exception) -> None:
    """Tell what went wrong in one sentence; what is not the reader's to mend goes to the log."""
    if not isinstance(error, Problem):
        logging.getLogger("foresight").exception("a page failed", exc_info=error)
    # A sentence names what was typed or how a file is called.
    sentence = as_text(current().problem(error))
    if isinstance(error, TooFew):
        st.info(sentence, icon=":material/hourglass_empty:")
    else:
        st.error(sentence, icon=":material/error:")


def status_legend(statuses: list[str]) -> None:
    """Explain the signs of the statuses that occur on the page."""
    st.caption(" · ".join(f"{STATUS_SIGNS[status]} {current().label('status', status)}" for status in statuses))


def _inert(value: object) -> object:
    if isinstance(value, str) and (value.startswith(FORMULA_SIGNS) or value.lstrip().startswith(FORMULA_SIGNS)):
        return "'" + value
    return value


def safe_csv(frame: pd.DataFrame) -> bytes:
    """Write a table as CSV that no spreadsheet takes for formulas; the byte-order mark is for Excel's Cyrillic."""
    text_columns = frame.select_dtypes(include=["object", "string", "category"]).columns
    safe = frame.assign(**{column: frame[column].map(_inert) for column in text_columns})
    safe.columns = [_inert(str(column)) for column in frame.columns]
    return safe.to_csv(index=False).encode("utf-8-sig")


def download_table(frame: pd.DataFrame, file_name: str, *, key: str) -> None:
    """Offer a table as a file."""
    st.download_button(
        text("Download the table (CSV)"),
        data=lambda: safe_csv(frame),
        file_name=file_name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )
