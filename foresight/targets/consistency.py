"""Do the targets fit each other and the rules? Every finding with its arithmetic, step by step."""

from __future__ import annotations

import numpy as np
import pandas as pd

from foresight.funding.inputs import FundingInputs
from foresight.targets.consistency_checks import CHECKS, SEVERITIES, ConsistencyFigures, Finding, Step

__all__ = ["ConsistencyFigures", "Finding", "Step", "consistency_findings", "figures_from"]


def figures_from(
    inputs: FundingInputs, targets: pd.DataFrame, observations: pd.DataFrame | None = None, rule: str = "concept"
) -> ConsistencyFigures:
    """Collect the figures from the inputs of a simulation.

    Parameters
    ----------
    inputs : FundingInputs
        Budgets, parameters and rules.
    targets : pandas.DataFrame
        ``indicator, year, target``.
    observations : pandas.DataFrame or None
        Long frame; gives the history of local money and GERD.
    rule : str
        Preset whose shares are meant.
    """
    rows = zip(targets["indicator"], targets["year"].astype(int), targets["target"].astype(float))
    history: tuple[tuple[int, float, float], ...] = ()
    if observations is not None:
        nation = observations[(observations["region"] == "KZ") & observations["value"].notna()]
        local = nation[nation["indicator"] == "local_budget_rd"].set_index("year")["value"].to_dict()
        whole = nation[nation["indicator"] == "rd_expenditure"].set_index("year")["value"].to_dict()
        history = tuple((int(year), float(local[year]), float(whole[year])) for year in sorted(set(local) & set(whole)))
    preset = inputs.rules[rule]
    shares = preset.local_shares(np.ones(1), inputs.years)[-1, 0]
    default = {name: inputs.parameters[name].value for name in _DEFAULTS.values()}
    published = inputs.local_budget_2024[np.isfinite(inputs.local_budget_2024)]
    return ConsistencyFigures(
        targets={(indicator, year): value for indicator, year, value in rows if np.isfinite(value)},
        rd_expenditure=inputs.rd_expenditure_2024,
        public_rd=inputs.public_rd_2024,
        local_budget=inputs.national_local_budget_2024,
        regional_budgets=tuple(float(value) for value in published if value > 0),
        history=history,
        grant_share=float(shares[0]),
        programme_share=float(shares[1]),
        regions=len(inputs.regions),
        **{name: (int if name in ("duration", "lag") else float)(default[code]) for name, code in _DEFAULTS.items()},
    )


_DEFAULTS = {
    "grant_cost": "grant_cost",
    "programme_cost": "programme_cost",
    "duration": "grant_duration",
    "earmark": "earmark",
    "applications": "applications_per_specification",
    "fundable": "fundable",
    "attrition": "contract_attrition",
    "lag": "pipeline_lag",
}


def consistency_findings(figures: ConsistencyFigures) -> tuple[Finding, ...]:
    """Check the targets against each other, the rule and the money.

    Parameters
    ----------
    figures : ConsistencyFigures
        What is compared; other figures give other findings.

    Returns
    -------
    tuple of Finding
        Contradictions first, then tensions, then what fits.
    """
    found = [finding for check in CHECKS for finding in check(figures)]
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))
