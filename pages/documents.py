"""Protocol, specification, recommendation, comparison and brief in three languages; and the check of a document.

A document is made from the store at this moment, shown as it will be printed, and carries the hash of its data.
"""

import datetime as dt

import streamlit as st

from foresight.i18n.language import LANGUAGES
from foresight.problems import Problem
from foresight.reports.making import KINDS, verify
from foresight.reports.verification_words import verification_sentences
from foresight.screen import documents, funding, resources
from foresight.screen.address import choose_section, linked
from foresight.screen.elements import as_text, page_head, show_problem
from foresight.screen.language import current, plural
from foresight.screen.language import text as _

language = current()
database = resources.database()
page_head(
    _("Documents"),
    _("Made from the store at this moment, in three languages; each carries a hash and can be checked later."),
)

kind = choose_section(_("Document"), {code: language.label("document", code) for code in KINDS}, "document", "brief")
left, right = st.columns([3, 1.6], vertical_alignment="bottom")
reference = ""
if kind == "comparison":
    names = funding.scenario_names(language)
    chosen = left.multiselect(
        _("Scenarios"),
        list(names),
        default=["baseline", "concept"],
        format_func=names.get,
        max_selections=4,
        key="compared_scenarios",
    )
    reference = documents.compared(chosen) if len(chosen) >= 2 else ""
else:
    names = documents.subject_names(kind, language)
    if names:
        linked("subject", names)
        reference = left.selectbox(
            _("Under the scenario") if kind == "brief" else _("What it is about"),
            list(names),
            format_func=names.get,
            key="subject",
        )
code = right.segmented_control(
    _("Language of the document"),
    list(LANGUAGES),
    default=language.code,
    format_func=LANGUAGES.get,
    key="document_language",
    required=True,
)

if kind == "protocol" and reference:
    with st.expander(_("What only people know: chair, place, decisions, checklist"), icon=":material/edit_note:"):
        written = documents.people_wrote(reference)
        with st.form(f"supplement-{reference}"):
            first, second, third = st.columns(3)
            chair = first.text_input(_("Chair"), value=str(written.get("chair", "")), max_chars=200)
            secretary = second.text_input(_("Secretary"), value=str(written.get("secretary", "")), max_chars=200)
            place = third.text_input(_("Place"), value=str(written.get("place", "")), max_chars=200)
            decisions = st.text_area(
                _("Decisions, one a line"),
                value="\n".join(str(one) for one in written.get("decisions", [])),
                max_chars=6000,
                height=90,
            )
            sheet = st.data_editor(
                documents.checklist(reference, language),
                hide_index=True,
                disabled=["item", "derived"],
                column_config={
                    "item": st.column_config.TextColumn(_("Item"), width="medium"),
                    "derived": st.column_config.TextColumn(_("What the store says"), width="medium"),
                    "answer": st.column_config.TextColumn(_("What to add"), width="large"),
                },
                height=240,
                alt=_("The 35 items of ACCORD"),
                key=f"checklist-{reference}",
            )
            if st.form_submit_button(_("Keep for the protocol"), icon=":material/save:"):
                try:
                    documents.keep_supplement(
                        reference,
                        {
                            "chair": chair.strip(),
                            "secretary": secretary.strip(),
                            "place": place.strip(),
                            "decisions": [line.strip() for line in decisions.splitlines() if line.strip()],
                            "answers": {
                                item: str(text).strip()
                                for item, text in sheet["answer"].items()
                                if isinstance(text, str) and text.strip()
                            },
                        },
                    )
                    st.rerun()
                except Problem as problem:
                    show_problem(problem)

if not reference:
    told = {
        "comparison": _("Choose from two to four scenarios."),
        "protocol": _("There is no session yet. Start one on the page of sessions."),
        "specification": _("There is no technical specification yet: draft one on the page of initiatives."),
        "recommendation": _("There is no recommendation yet: draft one on the page of initiatives."),
    }
    st.info(told.get(kind, ""), icon=":material/info:")
else:
    try:
        with st.spinner(_("The document is being set…")):
            made = documents.made(kind, reference, code, dt.date.today())
            pages = documents.pictures(made)
        with st.container(horizontal=True, vertical_alignment="center"):
            for ending in documents.endings(kind):
                st.download_button(
                    _("Download {form}", form=documents.FILE_NAMES[ending]),
                    data=lambda ending=ending: documents.handed_out(made, ending),
                    file_name=documents.file_name(made, ending),
                    icon=":material/download:",
                    on_click="ignore",
                    type="primary" if ending == "pdf" else "secondary",
                    key=f"download-{ending}",
                )
            st.caption(plural("{count} page", "{count} pages", len(pages)) + f" · {_('hash')} `{made.mark.short}`")
        for notice in documents.notices(made):
            sign = ":material/warning:" if notice.kind == "warning" else ":material/info:"
            st.caption(f"{sign} {as_text(notice.text)}")
        st.image(pages[0], alt=_("First page of the document"), width="content")
        if len(pages) > 1:
            with st.expander(_("The other pages"), icon=":material/auto_stories:"):
                for number, page in enumerate(pages[1:], 2):
                    st.image(page, alt=_("Page {number}", number=number), width="content")
    except Problem as problem:
        show_problem(problem)

with st.expander(_("Check a document"), icon=":material/verified:"):
    st.caption(
        _("A PDF, DOCX or XLSX made here: are its data still what the store says, and is it the very file issued?")
    )
    given = st.file_uploader(_("Document to check"), type=["pdf", "docx", "xlsx"], key="document_to_check")
    if given is not None:
        try:
            found = verify(database, given.getvalue())
            first, *others = verification_sentences(found, language)
            box = st.success if found.matches else st.warning
            box(as_text(first), icon=":material/verified:" if found.matches else ":material/difference:")
            for sentence in others:
                st.markdown(as_text(sentence))
        except Problem as problem:
            show_problem(problem)
