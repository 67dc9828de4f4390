"""The section on methods: what the panel teaches, how each method did, and slow models on demand."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd
import statsmodels
import streamlit as st

from foresight.charts.forecasts import shrinkage_plot
from foresight.forecasting.methods import forecast_with
from foresight.forecasting.rolling_origin import rolling_scores
from foresight.i18n.language import Language
from foresight.screen import long_work, resources
from foresight.screen.elements import download_table
from foresight.screen.forecasts import answers, sentences
from foresight.screen.forecasts.answers import View
from foresight.screen.forecasts.fans import fan
from foresight.screen.language import text as _
from foresight.screen.long_work import Progress

ON_DEMAND = ("theta", "ets", "damped_holt", "arima", "unobserved_components")
SLOT = "forecast_models"
LEAST_GAIN = 0.02


def score_methods(values: np.ndarray, years: int, names: list[str], report: Progress) -> dict[str, dict]:
    """Score and forecast with each method in turn.

    Parameters
    ----------
    values : numpy.ndarray
        (series, years) up to the origin, NaN in holes.
    years : int
        How many years ahead.
    names : list of str
        Methods.
    report : callable
        Told ``(done, all)``; what it raises stops the work.

    Returns
    -------
    dict
        Per method ``scores`` (as in ``rolling_scores``), ``points`` (series, years ahead; None where there is none) and
        ``failed`` (series on which naive stands in): what JSON can hold.
    """
    found = {}
    for place, name in enumerate(names):

        def step(done: int, total: int, place: int = place) -> None:
            # A method's own forecast at the end counts as one more step of its part.
            report(round(100 * (place + done / (total + 1))), 100 * len(names))

        scores = rolling_scores(values, [name], years, step)
        made = forecast_with(name, values, np.arange(1, years + 1))
        points = [[float(value) if np.isfinite(value) else None for value in row] for row in made.point]
        row = scores.loc[name].astype(float)
        kept = {code: value if np.isfinite(value) else None for code, value in row.items()}
        found[name] = {"scores": kept, "points": points, "failed": made.failed}
        report(100 * (place + 1), 100 * len(names))
    return found


def draw_methods(view: View, language: Language) -> None:
    """Draw what the panel teaches and how the methods did."""
    found = answers.forecast(view)
    panel = found.found
    left, right = st.columns([1, 1.7], gap="medium")
    with left:
        st.markdown(f"**{_('What a region learns from the others')}**")
        several = len(panel.panel.ids) > 2 and np.isfinite(panel.pooled_growth)
        regions = answers.forecast(view, national=False).found if several else panel
        if several and np.isfinite(regions.pooled_growth):
            answers.draw(
                ("shrinkage", replace(view, place="")),
                lambda: shrinkage_plot(regions.own_growth, regions.pooled_growth, language),
                alt=_("Own growth and pooled growth by region"),
            )
            st.caption(
                _(
                    "Ring: the region's own growth. Dot: the growth used. Dashed: the growth the panel shares. "
                    "The shorter and the more erratic a history, the further it moves."
                )
            )
        else:
            st.caption(_("A single series has nobody to learn from."))
    with right:
        st.markdown(f"**{_('How the methods did on these figures')}**")
        st.write(sentences.choice_sentence(panel, language))
        _scores(view, language)


def _scores(view: View, language: Language) -> None:
    """Draw the table of scores; slow models run beside it and can be stopped."""
    closed = answers.closed_scores(view)
    if not len(closed):
        st.info(_("These series are too short for a single past forecast."), icon=":material/info:")
        return
    place = st.container()
    found = _on_demand(view, language)
    scored = {name: one["scores"] for name, one in found.items()}
    table = pd.concat([closed, pd.DataFrame.from_dict(scored, orient="index", dtype=float)]) if scored else closed
    with place:
        st.dataframe(
            sentences.scores_table(table, language),
            hide_index=True,
            height="content",
            alt=_("Scores of rolling origins by method"),
        )
        best, chosen = str(table["owa"].idxmin()), answers.forecast(view).found.chosen
        if best != chosen and table.loc[best, "owa"] < table.loc[chosen, "owa"] - LEAST_GAIN:
            st.caption(
                _(
                    "Closest here: {method}. On {count} comparisons of a few years that is no proof, so the method "
                    "that won on 1,344 series of competitions stays; look at both.",
                    method=language.label("forecast_method", best),
                    count=int(table["comparisons"].iloc[0]),
                )
            )
        st.caption(
            _(
                "Forecasts from every past year with three years behind it, {count} comparisons. Below 1 is better "
                "than naive; 80 % and 95 % limits should hold 80 and 95 % of what came.",
                count=int(table["comparisons"].iloc[0]),
            )
        )
    if found:
        _beside(view, found, language)
    download_table(
        table.rename_axis("method").reset_index(),
        f"scores-{view.indicator.replace(':', '-')}.csv",
        key="download_scores",
    )


def _on_demand(view: View, language: Language) -> dict[str, dict]:
    """Offer the slow models, show how far they are, and return what they found."""
    asked = st.multiselect(
        _("Models of statsmodels, fitted to every series (some seconds each)"),
        ON_DEMAND,
        default=ON_DEMAND,
        format_func=lambda code: language.label("forecast_method", code),
        key="forecast_models",
    )
    if not asked:
        return {}
    panel = answers.forecast(view).found
    values, years, names = panel.panel.values, len(panel.years), [name for name in ON_DEMAND if name in asked]
    digest = hashlib.sha256(np.ascontiguousarray(values).tobytes() + repr(values.shape).encode()).hexdigest()
    question = long_work.question("forecast_models", digest, years, names, statsmodels.__version__)
    found = long_work.answer(
        resources.database(),
        SLOT,
        question,
        lambda report: score_methods(values, years, names, report),
        at_once=False,
        start=_("Score these models"),
    )
    return dict(found or {})


def _beside(view: View, found: dict[str, dict], language: Language) -> None:
    """Draw the lines of the models beside the fan of the series."""
    made = answers.forecast(view)
    panel = made.found
    if view.place not in panel.panel.ids:
        return
    row = panel.panel.ids.index(view.place)
    level = np.array([made.levels[year] if made.real and not view.constant else 1.0 for year in panel.years])
    beside = {
        language.label("forecast_method", name): pd.DataFrame(
            {"ds": panel.years, "value": np.array(one["points"][row], dtype=float) * level}
        )
        for name, one in found.items()
    }
    rows = answers.shown_rows(view, made)
    rows = rows[rows["unique_id"] == view.place]
    answers.draw(
        ("beside", view, tuple(found)),
        lambda: fan(view, made, rows, language, beside=beside, height=260),
        alt=_("The models' lines beside the fan of the region"),
    )
    failed = {name: one["failed"] for name, one in found.items() if one["failed"]}
    if failed:
        st.caption(
            _(
                "Not every series could be fitted; naive stands in: {models}.",
                models=", ".join(
                    f"{language.label('forecast_method', name)} {count}" for name, count in failed.items()
                ),
            )
        )
