"""What was recorded, counted by the same rule as the forecast."""

from __future__ import annotations

import numpy as np
import pandas as pd

from foresight.targets.indicators import CountingChoices


def recorded_by_choice(
    recorded: pd.DataFrame, starts: pd.DataFrame, choices: CountingChoices, nation: str = "KZ"
) -> pd.DataFrame:
    """Count what was recorded by the same rule as the forecast, so that both can be compared with the target.

    Parameters
    ----------
    recorded : DataFrame
        ``indicator, region, year, value``: events of the year; active projects; the share.
    starts : DataFrame
        ``region, year, value``: projects that started, for the choices that count starts.
    choices : CountingChoices
    nation : str

    Returns
    -------
    DataFrame
        As ``recorded``. A co-financing share of another denominator than the projects' own cost is NaN: what was
        paid for projects says nothing about it until the year's official figure is out.
    """
    frame = recorded.copy()
    frame["value"] = frame["value"].astype(float)
    years = sorted(frame["year"].unique())
    if choices.active_projects != "active":
        frame = frame[frame["indicator"] != "active_projects"]
        begun = starts.groupby(["region", "year"])["value"].sum().to_dict() if len(starts) else {}
        regions = [nation, *sorted({region for region, _ in begun} - {nation})]
        rows = [
            (
                "active_projects",
                region,
                year,
                float(
                    sum(value for (place, when), value in begun.items() if when == year and region in (place, nation))
                ),
            )
            for region in regions
            for year in years
        ]
        frame = pd.concat([frame, pd.DataFrame(rows, columns=list(frame.columns))], ignore_index=True)
    for indicator in ("foresight_sessions", "technical_specifications", "active_projects", "recommendations"):
        if getattr(choices, indicator) == "cumulative":
            own = frame["indicator"] == indicator
            ordered = frame[own].sort_values("year")
            frame.loc[ordered.index, "value"] = ordered.groupby("region")["value"].cumsum()
    if choices.cofinancing_share != "regional_projects":
        frame.loc[frame["indicator"] == "cofinancing_share", "value"] = np.nan
    return frame
