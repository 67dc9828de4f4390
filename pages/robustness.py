"""Which rule survives most futures, what makes it fail, what it takes."""

import pandas as pd
import streamlit as st

from foresight.charts import robustness as charts
from foresight.funding.goal_seek import Goal
from foresight.problems import Problem
from foresight.screen import funding, long_work, resources, robustness
from foresight.screen.address import linked
from foresight.screen.elements import download_table, page_head, show_problem
from foresight.screen.language import current
from foresight.screen.language import text as _

SEED = 1

language = current()
page_head(
    _("Robustness"),
    _("Which rule survives most futures, what makes it fail, and what choosing it may cost."),
)

names = funding.scenario_names(language)
columns = st.columns([2, 2, 3, 5], vertical_alignment="bottom")
linked("robust_goal", range(1, 101), 3)
projects = columns[0].number_input(_("Goal: projects"), min_value=1, max_value=100, key="robust_goal")
linked("robust_year", range(2027, 2031), 2030)
year = columns[1].selectbox(_("Year"), [2027, 2028, 2029, 2030], key="robust_year")
futures = columns[2].select_slider(
    _("Futures"), robustness.FUTURES, value=2000, format_func=language.number, key="robust_futures"
)
with columns[3].popover(_("Scenarios compared"), icon=":material/checklist:", width="stretch"):
    chosen = st.pills(
        _("Scenarios compared"),
        list(names),
        selection_mode="multi",
        default=[name for name in names if name != "baseline"],
        format_func=names.get,
        key="robust_scenarios",
        label_visibility="collapsed",
    )

try:
    goal = Goal(float(projects), int(year))
    if len(chosen) < 2:
        raise Problem("choose at least two scenarios")
    scenarios = {name: funding.scenario_named(name) for name in chosen}
    inputs = funding.inputs()
except Problem as problem:
    show_problem(problem)
    st.stop()

answer = long_work.answer(
    resources.database(),
    "robustness",
    robustness.question(scenarios, inputs, goal, futures, SEED),
    lambda progress: robustness.work_out(scenarios, inputs, goal, futures, SEED, progress),
    wait=0.4,
)
if answer is None:
    st.caption(_("Every scenario is put into the same futures; the answer is kept, so it is there at once next time."))
    st.stop()

rows = robustness.table(answer, names, futures, language)
st.subheader(robustness.headline(rows, goal, language), anchor=False)
st.caption(robustness.costs_sentence(rows, language))
left, right = st.columns(2, gap="large")
left.markdown(f"**{_('How often the goal is reached')}**")
left.altair_chart(charts.satisficing(rows, language), alt=_("Share of futures in which each scenario reaches the goal"))
right.markdown(f"**{_('Regret: what choosing it may cost')}**")
right.altair_chart(
    charts.regret(rows.sort_values(["mean_regret", "p90_regret"], kind="stable"), language),
    alt=_("Projects forgone against the best scenario of the same future"),
)
right.caption(_("Circle: on average; diamond: in 1 future of 10 it is more."))

st.subheader(_("What makes a scenario fail"), anchor=False)
ordered = rows["scenario"].tolist()
picked = st.selectbox(
    _("Scenario"), ordered, format_func=names.get, key="robust_scenario", label_visibility="collapsed"
)
for outcome, title, column in zip(
    robustness.OUTCOMES, (_("It fails where"), _("It works where")), st.columns(2, gap="large")
):
    box = answer["conditions"][picked][outcome]
    column.markdown(f"**{title}**")
    for sentence in robustness.condition_sentences(box, language):
        column.markdown(f"- {sentence}")
    column.markdown(robustness.box_sentence(box, outcome, language))

st.subheader(_("Which goal is within reach at all"), anchor=False)
st.altair_chart(
    charts.goals(
        pd.DataFrame(
            [
                {"name": names[name], "projects": count, "share": share}
                for name in ordered[:4]
                for count, share in zip(robustness.GOALS, answer["reached"][name])
            ]
        ),
        language,
    ),
    alt=_("Share of futures that reach at least so many projects, the four most robust scenarios"),
)
with st.expander(_("Figures, and how it was computed"), icon=":material/table:"):
    st.dataframe(
        pd.DataFrame(
            {
                _("Scenario"): rows["name"].tolist(),
                _("Goal reached"): [
                    f"{language.percent(p, 1)} ± {language.percent(robustness.SURE * e, 1)}"
                    for p, e in zip(rows["satisfices"], rows["standard_error"])
                ],
                _("Projects on average"): [language.number(value, 2) for value in rows["mean"]],
                _("8 futures in 10"): [
                    f"{language.number(low, 1)} – {language.number(high, 1)}"
                    for low, high in zip(rows["p10"], rows["p90"])
                ],
                _("Central money, 2026–2030"): [language.money(value) for value in rows["central"]],
                _("Mean regret"): [language.number(value, 2) for value in rows["mean_regret"]],
                _("Largest regret"): [language.number(value) for value in rows["most_regret"]],
                _("Best in"): [language.percent(share) for share in rows["best_in"]],
            }
        ),
        hide_index=True,
        alt=_("Robustness of every scenario"),
    )
    st.caption(
        _(
            "{futures} futures, seed {seed}: one draw of every uncertain parameter and of chance each, the same for "
            "every scenario. Conditions by the patient rule induction method (PRIM); those that might be chance at "
            "the 5 % level are left out.",
            futures=language.number(futures),
            seed=SEED,
        )
    )
    download_table(rows.drop(columns=["text"]), "robustness.csv", key="download_robustness")
