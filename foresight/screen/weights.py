"""The page of weights: sheets in which a group's judgement is entered, and what follows from each of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pandas as pd
import streamlit as st

from foresight.charts import certainty as charts
from foresight.charts.style import GREY, GROUP_COLOURS
from foresight.i18n.language import Language
from foresight.priorities.ahp import ACCEPTABLE_RATIO, DEFAULT_TABLE, RANDOM_INDEX
from foresight.priorities.criteria import Criterion
from foresight.priorities.elicited_weights import weights_from_judgements, weights_from_points
from foresight.priorities.sensitivity import what_if
from foresight.problems import Problem
from foresight.screen import criteria_weights as weighing
from foresight.screen import people, resources
from foresight.screen.criteria_weights import WeightSet
from foresight.screen.elements import as_text
from foresight.screen.results import reading, tables
from foresight.screen.results.words import DASH, number, percent
from foresight.store import criteria_weights as kept
from foresight.store.sessions import STAKEHOLDER_GROUPS, Session

SHAPES = {"government": "circle", "business": "square", "public": "triangle-up", "science": "triangle-down"}
SAATY = [*range(9, 1, -1), 1, *range(-2, -10, -1)]
FIRSTS = 3
ABREAST = 3


def weights_chart(found: WeightSet, criteria: Sequence[Criterion], language: Language) -> None:
    """Draw the weights of every group and combined."""
    rows = [
        (language.label("group", group), one.name, weights[one.code], GROUP_COLOURS.get(group, GREY), shape)
        for group, weights in sorted(found.by_group.items(), key=lambda item: _usual_place(item[0]))
        for one in criteria
        for shape in [SHAPES.get(group, "square")]
    ]
    together = language.text("combined, each group the same") if found.by_group else language.text("weight")
    rows += [(together, one.name, found.weights[one.code], "#C2185B", "diamond") for one in criteria]
    frame = pd.DataFrame(rows, columns=["source", "criterion", "weight", "colour", "shape"])
    st.altair_chart(charts.weights(frame, language), alt=language.text("Weight of each criterion by group"))


def _usual_place(group: str) -> int:
    return STAKEHOLDER_GROUPS.index(group) if group in STAKEHOLDER_GROUPS else len(STAKEHOLDER_GROUPS)


def comparison(
    session: Session, sources: Sequence[str], criteria: Sequence[Criterion], language: Language
) -> tuple[pd.DataFrame, str, list[str], list[Problem]]:
    """Return the weights of every source, what they mean for the first place, what is remarkable, what is of no use."""
    rows, leaders, remarks, problems = [], set(), [], []
    names = {one.code: one.name for one in criteria}
    try:
        plain = reading.read(session, "group_equal", weighing.in_force(session.id).source, language)
    except Problem:
        plain = None
    for source in sources:
        if plain is None and source in weighing.FROM_ANSWERS:
            continue
        try:
            found = reading.weights_from(session, source, "group_equal", language)
        except Problem as problem:
            problems.append(problem)
            continue
        row = {language.text("Source"): language.label("weights_source", source)}
        row |= {one.name: percent(found.weights[one.code], language) for one in criteria}
        if plain is not None:
            ranked = what_if(plain.found.by_criterion, found.weights)
            first = ranked[ranked["rank"] <= FIRSTS].head(FIRSTS)
            leaders.add(tuple(sorted(ranked["need"][ranked["rank"] == 1])))
            row[language.text("First needs")] = "; ".join(
                f"{rank}. {plain.titles.get(need, need)}" for need, rank in zip(first["need"], first["rank"])
            )
        rows.append(row)
        if source in weighing.FROM_ANSWERS:
            remarks += [
                language.label("ranking_note", code, criterion=as_text(names.get(values.get("criterion"), "")))
                for code, values in found.notes
            ]
    return pd.DataFrame(rows), _first_place(leaders, plain, language), list(dict.fromkeys(remarks)), problems


def _first_place(leaders: set[tuple[str, ...]], plain: reading.Shown | None, language: Language) -> str:
    """Say whether the first place stands whatever the source of the weights; nothing before there are answers."""
    if plain is None or not leaders:
        return ""
    if len(leaders) > 1:
        return language.text("Which need comes first depends on the source of the weights.")
    needs = ", ".join(plain.titles.get(need, need) for need in next(iter(leaders)))
    return language.text("First whatever the source of the weights: {need}", need=as_text(needs))


def draw_comparison(session: Session, criteria: Sequence[Criterion], language: Language) -> None:
    """Draw every source side by side, and one of them by group."""
    sources = weighing.sources(session.id)
    told, finding, remarks, problems = comparison(session, sources, criteria, language)
    if finding:
        st.markdown(f"**{finding}**")
    tables.show(told, language.text("Weights of the criteria by source"))
    for sentence in dict.fromkeys(language.problem(problem) for problem in problems):
        st.info(sentence, icon=":material/info:")
    st.caption(
        language.text(
            "Entropy and CRITIC say what separates the needs in the answers, not what matters; the protocol uses the "
            "first source."
        )
    )
    for remark in remarks:
        st.caption(remark)
    grouped = [source for source in sources if source not in ("method", *weighing.FROM_ANSWERS)]
    for source in grouped:
        try:
            found = reading.weights_from(session, source, "group_equal", language)
        except Problem:
            continue
        if found.by_group:
            st.markdown(f"**{as_text(language.label('weights_source', source))}**")
            weights_chart(found, criteria, language)


def _stored(session: Session, way: str, group: str) -> dict:
    database = resources.database()
    if way == "pairwise":
        frame = kept.judgements(database, session.id)
        own = frame[frame["stakeholder_group"] == group]
        return {(row.first, row.second): float(row.value) for row in own.itertuples()}
    frame = kept.points(database, session.id, way)
    own = frame[frame["stakeholder_group"] == group]
    return dict(zip(own["criterion"], own["points"]))


def keep_entered(session: Session) -> None:
    """Keep what was entered for groups that are not shown just now: Streamlit forgets fields it does not draw."""
    for key in list(st.session_state):
        if str(key).startswith((f"points-{session.id}-", f"pair-{session.id}-")):
            st.session_state[key] = st.session_state[key]


def _choose_group(way: str, language: Language) -> str:
    return st.segmented_control(
        language.text("Stakeholder group"),
        list(STAKEHOLDER_GROUPS),
        default=STAKEHOLDER_GROUPS[0],
        format_func=lambda code: language.label("group", code),
        key=f"weights_group-{way}",
        required=True,
    )


def _buttons(session: Session, way: str, group: str, entered: bool, changed: bool, language: Language) -> bool:
    """Draw the buttons of a sheet, and whether it has changes; returns whether it is to be kept."""
    if session.stage == "closed":
        st.info(language.text("The session is closed: its weights stay as they are."), icon=":material/lock:")
        return False
    if not people.allowed("run_sessions"):
        st.info(language.text("Only a facilitator can enter weights."), icon=":material/lock:")
        return False
    if changed:
        st.caption(f":material/edit: {language.text('This sheet has changes that are not kept yet.')}")
    with st.container(horizontal=True):
        keep = st.button(
            language.text("Keep this sheet"), type="primary", icon=":material/save:", key=f"weights_keep-{way}"
        )
        if entered and st.button(
            language.text("Remove this sheet"), icon=":material/delete:", key=f"weights_forget-{way}"
        ):
            kept.forget(resources.database(), session.id, way, group)
            st.rerun()
    return keep


def draw_points(session: Session, way: str, criteria: Sequence[Criterion], language: Language) -> None:
    """Draw a sheet of points, and the weights from all sheets."""
    st.write(
        language.text("Distribute {points} points over the criteria.", points=weighing.POINTS_TO_DISTRIBUTE)
        if way == "direct"
        else language.text(
            "Imagine every criterion at its worst. The one to improve first gets 100 points; the others get fewer, by "
            "how much their improvement is worth beside it."
        )
    )
    group = _choose_group(way, language)
    stored = _stored(session, way, group)
    even, over = divmod(weighing.POINTS_TO_DISTRIBUTE, len(criteria))
    columns = [column for _ in range(0, len(criteria), ABREAST) for column in st.columns(ABREAST)]
    points, before = {}, {}
    for place, one in enumerate(criteria):
        key = f"points-{session.id}-{way}-{group}-{one.code}"
        before[one.code] = round(stored.get(one.code, even + (place < over) if way == "direct" else 0))
        st.session_state.setdefault(key, before[one.code])
        points[one.code] = float(
            columns[place].number_input(as_text(one.name), min_value=0, max_value=100, step=5, key=key)
        )
    if way == "direct":
        st.caption(
            language.text(
                "Distributed: {given} of {points}.",
                given=number(sum(points.values()), language),
                points=weighing.POINTS_TO_DISTRIBUTE,
            )
        )
    if _buttons(session, way, group, bool(stored), points != before, language):
        named = language.label("stakeholder_group", group)
        sheet = pd.DataFrame(
            [(named, group, code, value) for code, value in points.items()],
            columns=["rater", "stakeholder_group", "criterion", "points"],
        )
        # Refused here, in a sentence that names the group, rather than kept and refused later.
        weights_from_points(sheet, criteria, way, weighing.POINTS_TO_DISTRIBUTE if way == "direct" else None)
        kept.keep_points(resources.database(), session.id, way, group, points)
        st.rerun()
    _draw_found(session, way, criteria, language)


def times_of(choice: int) -> float:
    """Return how many times as important the first criterion is: 5 is five times, -5 a fifth."""
    return float(choice) if choice > 0 else 1.0 / -choice


def ratio_text(times: float, language: Language) -> str:
    """Write how many times as important one criterion is as another: ``2.5``, or ``1/2.5`` where it is less."""
    plain = f"{times if times >= 1 else 1.0 / times:.1f}".removesuffix(".0")
    said = number(float(plain), language, 1 if "." in plain else 0)
    return said if times >= 1 else f"1/{said}"


def choice_of(times: float) -> int:
    """Return the choice that is nearest to what was stored."""
    return max(round(times), 1) if times >= 1 else -max(round(1.0 / times), 2)


def draw_pairs(session: Session, criteria: Sequence[Criterion], language: Language) -> None:
    """Draw a sheet of pairwise judgements, and the weights from all sheets with their consistency."""
    if len(criteria) < 2:
        st.info(language.text("With one criterion there is nothing to compare."), icon=":material/info:")
        return
    st.write(
        language.text(
            "Which of two criteria matters more, and how many times? 3 is moderately, 5 strongly, 7 very strongly, 9 "
            "extremely more. A pair may be left out if others connect the two."
        )
    )
    group = _choose_group("pairwise", language)
    stored = _stored(session, "pairwise", group)
    pairs = list(combinations(criteria, 2))
    columns = [column for _ in range(0, len(pairs), 2) for column in st.columns(2)]
    judged, changed = [], False
    for place, (first, second) in enumerate(pairs):
        turned = stored.get((second.code, first.code))
        before = stored.get((first.code, second.code), None if turned is None else 1.0 / turned)

        def said(choice: int, first: Criterion = first, second: Criterion = second) -> str:
            if choice == 1:
                return language.text("equally important")
            more = first if choice > 0 else second
            return language.text("{criterion}: {times} times", criterion=more.name, times=abs(choice))

        key = f"pair-{session.id}-{group}-{first.code}-{second.code}"
        stood = None if before is None else choice_of(before)
        st.session_state.setdefault(key, stood)
        choice = columns[place].selectbox(
            language.text("{first} or {second}?", first=as_text(first.name), second=as_text(second.name)),
            SAATY,
            index=None,
            format_func=said,
            placeholder=language.text("not judged"),
            key=key,
        )
        changed = changed or choice != stood
        if choice is not None:
            judged.append((first.code, second.code, times_of(choice)))
    if _buttons(session, "pairwise", group, bool(stored), changed, language):
        named = language.label("stakeholder_group", group)
        if not judged:
            raise Problem("no pair of criteria is judged yet: judge at least those that connect them all")
        sheet = pd.DataFrame(
            [(named, group, *row) for row in judged],
            columns=["rater", "stakeholder_group", "first", "second", "value"],
        )
        weights_from_judgements(sheet, criteria)
        kept.keep_judgements(resources.database(), session.id, group, judged)
        st.rerun()
    _draw_found(session, "pairwise", criteria, language)


def _draw_found(session: Session, way: str, criteria: Sequence[Criterion], language: Language) -> None:
    table = DEFAULT_TABLE
    entered = kept.ways_entered(resources.database(), session.id)
    if way == "pairwise" and way in entered:
        table = st.selectbox(
            language.text("Random-index table of the consistency ratio"),
            list(RANDOM_INDEX),
            index=list(RANDOM_INDEX).index(DEFAULT_TABLE),
            format_func=lambda code: language.label("random_index", code),
            key="random_index",
        )
    found = weighing.judged(session.id, way, tuple(criteria), language, table) if way in entered else None
    if found is None:
        st.caption(language.text("No group has a sheet of this kind yet."))
        return
    weights_chart(found, criteria, language)
    for code, values in found.notes:
        if code == "swing_rescaled":
            st.caption(
                language.text(
                    "{group}: the highest swing was {highest}, not 100; the points count in proportion.",
                    group=values["rater"],
                    highest=number(values["highest"], language),
                )
            )
    if way == "pairwise" and found.elicited is not None:
        _consistency(found, criteria, table, language)


def _consistency(found: WeightSet, criteria: Sequence[Criterion], table: str, language: Language) -> None:
    names = {one.code: one.name for one in criteria}
    named = language.label("random_index", table)
    rows = found.elicited.consistency
    together = found.elicited.combined_judgements
    for row in rows[~rows["acceptable"].astype(bool)].itertuples():
        st.warning(
            language.text(
                "{group}: the judgements contradict each other: consistency ratio {ratio} ({table}), above {least}. "
                "Most at odds: “{first}” against “{second}” was said to be {given} times, the others imply {implied}.",
                group=as_text(row.rater),
                ratio=number(row.consistency_ratio, language, 2),
                table=named,
                least=number(ACCEPTABLE_RATIO, language, 1),
                first=as_text(names.get(row.first, "")),
                second=as_text(names.get(row.second, "")),
                given=ratio_text(row.given, language),
                implied=ratio_text(row.implied, language),
            ),
            icon=":material/rule:",
        )
    told = pd.DataFrame(
        {
            language.text("Group"): rows["rater"].tolist(),
            language.text("Consistency ratio ({table})", table=named): [
                number(value, language, 2) for value in rows["consistency_ratio"]
            ],
            language.text("Acceptable, up to 0.1"): [
                language.text("yes") if value else language.text("no") for value in rows["acceptable"]
            ],
            language.text("Most inconsistent judgement"): [
                language.text(
                    "{first} : {second} = {given}, others imply {implied}",
                    first=names[first],
                    second=names[second],
                    given=ratio_text(given, language),
                    implied=ratio_text(implied, language),
                )
                if first
                else DASH
                for first, second, given, implied in zip(rows["first"], rows["second"], rows["given"], rows["implied"])
            ],
            language.text("Pairs not judged"): [int(value) for value in rows["missing"]],
        }
    )
    tables.show(told, language.text("Consistency of the judgements by group"))
    st.caption(
        language.text(
            "All groups together: consistency ratio {ratio}. Missing judgements are filled so that the rest "
            "contradicts itself least.",
            ratio=number(together.consistency_ratio, language, 2),
        )
    )
