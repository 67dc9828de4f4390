"""Who spends, who can, who asked for what: map and card, regions side by side, and the index of potential.

The map answers at a glance; a click or the list opens the region's card below it. The index shows how firm each rank
is before it shows the rank.
"""

import streamlit as st

from foresight.problems import Problem
from foresight.screen import region_map
from foresight.screen.address import linked
from foresight.screen.elements import page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _
from foresight.screen.region_card import draw_card
from foresight.screen.region_comparison import draw_comparison
from foresight.screen.region_index_view import draw_index

language = current()
page_head(
    _("Regions"), _("Who spends on research, who can carry it, what each region asked for, and how firm its rank is.")
)

views = language.labels("region_view")
linked("view", list(views), "map")
view = st.segmented_control(
    _("View"),
    list(views),
    format_func=views.get,
    key="view",
    required=True,
    label_visibility="collapsed",
)
try:
    if view == "comparison":
        draw_comparison(language)
    elif view == "index":
        draw_index(language)
    else:
        region_map.take_up_next_view()
        picture, choice = st.columns([2.1, 1], gap="medium")
        with choice:
            code = region_map.choose_region(language)
            item, measure = region_map.choose_item(language)
            region_map.choose_view(language)
        with picture:
            region_map.draw_map(item, measure, language)
        draw_card(code, language, region_map.printable(item, measure, code, language))
        region_map.bring_boundaries(language)
except Problem as problem:
    show_problem(problem)
