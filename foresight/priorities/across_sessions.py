"""Needs of many sessions side by side: shared ones, moves since last time, regional speciality, national picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from foresight.priorities.weighted_sum import competition_ranks
from foresight.problems import Problem
from foresight.sessions.near_duplicates import ALIKE_FROM, similarities

COLUMNS = ("session", "region", "need", "title", "rank")
# With fewer needs than this a regional share is an anecdote.
ENOUGH_NEEDS = 5


def shared_needs(
    needs: pd.DataFrame,
    alike_from: float = ALIKE_FROM,
    confirmed: Sequence[tuple[str, str]] = (),
    rejected: Sequence[tuple[str, str]] = (),
) -> pd.DataFrame:
    """Find the same need in several sessions: one project instead of seven.

    Titles are compared by spelling (:func:`foresight.sessions.near_duplicates.similarities`) and grouped by complete
    linkage, so that every two members of a group are alike and no chain joins strangers. Two needs of one session are
    never the same: the room has kept them apart. What a person confirmed or rejected overrules the spelling.

    Parameters
    ----------
    needs : pandas.DataFrame
        Columns session, region, need (identifiers, each once), title, rank.
    alike_from : float
        Smallest similarity of two titles that are suggested as one.
    confirmed, rejected : sequence of pairs of need identifiers

    Returns
    -------
    pandas.DataFrame
        ``needs`` with ``shared`` (identifier of the group's best-ranked need), ``shared_title``, ``regions`` (number in
        the group), ``members`` (all identifiers of the group: nothing is lost) and ``similarity`` (the least inside the
        group; 1 for a need alone).

    Raises
    ------
    Problem
        Missing columns, an identifier twice, an unknown identifier in a pair, a pair both confirmed and rejected.
    """
    frame = _checked(needs)
    place = {need: position for position, need in enumerate(frame["need"])}
    likeness = similarities(frame["title"].tolist())
    for pairs, value in ((confirmed, 1.0), (rejected, 0.0)):
        for first, second in pairs:
            for need in (first, second):
                if need not in place:
                    raise Problem("need {need} is in none of the sessions", need=need)
            likeness[place[first], place[second]] = likeness[place[second], place[first]] = value
    both = {frozenset(pair) for pair in confirmed} & {frozenset(pair) for pair in rejected}
    if both:
        raise Problem("needs {needs} are both confirmed and rejected as one", needs=", ".join(sorted(next(iter(both)))))
    session = frame["session"].to_numpy()
    same_room = session[:, np.newaxis] == session
    np.fill_diagonal(same_room, False)
    distance = np.where(same_room, 2.0, 1.0 - likeness)
    np.fill_diagonal(distance, 0.0)
    group = np.ones(1, dtype=int)
    if len(frame) > 1:
        tree = linkage(squareform(distance, checks=False), method="complete")
        group = fcluster(tree, t=1.0 - alike_from + 1e-9, criterion="distance")
    frame["_group"] = group
    frame["_place"] = np.arange(len(frame))
    best = frame.sort_values(["rank", "need"]).groupby("_group")
    frame["shared"] = frame["_group"].map(best["need"].first())
    frame["shared_title"] = frame["_group"].map(best["title"].first())
    frame["regions"] = frame["_group"].map(best["region"].nunique())
    frame["members"] = frame["_group"].map(best["need"].agg(lambda own: tuple(sorted(own))))
    least = {
        name: float(likeness[np.ix_(own, own)][np.triu_indices(len(own), 1)].min(initial=1.0))
        for name, own in frame.groupby("_group")["_place"].agg(list).items()
    }
    frame["similarity"] = frame["_group"].map(least)
    return frame.drop(columns=["_group", "_place"])


def positions(needs: pd.DataFrame, rank: str = "rank") -> pd.Series:
    """Place of every need inside its session from 1 (first) to 0 (last), comparable between sessions of any length."""
    last = needs.groupby("session")["rank"].transform("size").clip(lower=2) - 1
    return 1.0 - (needs[rank] - 1) / last


def priority_moves(earlier: pd.DataFrame, later: pd.DataFrame, same: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Tell how priorities moved between two sessions of a region.

    Parameters
    ----------
    earlier, later : pandas.DataFrame
        Columns session, region, need, title, rank, and rank_low, rank_high if known.
    same : mapping of later need to earlier need, optional
        By default :func:`shared_needs` decides.

    Returns
    -------
    pandas.DataFrame
        need, need_before, title, rank, rank_before, position, position_before, change (of the position), move:
        ``moved_up``, ``moved_down``, ``within_uncertainty`` (the rank intervals overlap), ``new``, ``dropped``. Without
        intervals a rank that did not change at all is ``within_uncertainty``.
    """
    before, after = _checked(earlier), _checked(later)
    if same is None:
        both = pd.concat([before.assign(session="earlier"), after.assign(session="later")])
        both["need"] = both["session"] + ":" + both["need"].astype(str)
        found = shared_needs(both).groupby("shared")["need"].agg(list)
        same = {}
        for members in found:
            old = [need.split(":", 1)[1] for need in members if need.startswith("earlier:")]
            new = [need.split(":", 1)[1] for need in members if need.startswith("later:")]
            if old and new:
                same[new[0]] = old[0]
    for part in (before, after):
        part["position"] = positions(part)
        for end in ("rank_low", "rank_high"):
            part[end] = positions(part, end) if end in part.columns else part["position"]
    old = before.set_index("need")
    rows = []
    for need in after.itertuples():
        matched = same.get(need.need)
        if matched is None or matched not in old.index:
            rows.append((need.need, "", need.title, need.rank, pd.NA, need.position, pd.NA, pd.NA, "new"))
            continue
        was = old.loc[matched]
        # Low ranks are high positions: the intervals are compared on the positions.
        overlap = need.rank_low >= was["rank_high"] and was["rank_low"] >= need.rank_high
        change = need.position - was["position"]
        move = "within_uncertainty" if overlap else ("moved_up" if change > 0 else "moved_down")
        rows.append(
            (need.need, matched, need.title, need.rank, was["rank"], need.position, was["position"], change, move)
        )
    for need, was in old.iterrows():
        if need not in same.values():
            rows.append(("", need, was["title"], pd.NA, was["rank"], pd.NA, was["position"], pd.NA, "dropped"))
    columns = ["need", "need_before", "title", "rank", "rank_before", "position", "position_before", "change", "move"]
    frame = pd.DataFrame(rows, columns=columns)
    numbers = {"rank": "Int64", "rank_before": "Int64", "position": "Float64", "position_before": "Float64"}
    return frame.astype(numbers | {"change": "Float64"})


def location_quotients(needs: pd.DataFrame, by: str = "area", measure: str = "points") -> pd.DataFrame:
    """Measure which areas a region asks for more than the country does.

    LQ = (area's share in the region) / (area's share in the country); above 1 is a speciality.

    Parameters
    ----------
    needs : pandas.DataFrame
        Columns session, region, need, title, rank and the column ``by``.
    by : str
        Column with the area of the need.
    measure : {"points", "needs"}
        Shares of the points, (n - rank + 1/2) / n for every need of a session of n, or of the numbers of needs.

    Returns
    -------
    pandas.DataFrame
        region, area, needs, share, national_share, location_quotient, reliable (the region has at least five needs and
        the country at least five in the area). Pairs without any need have a quotient of 0.
    """
    frame = _checked(needs)
    if by not in frame.columns:
        raise Problem("the needs have no column {columns}", columns=by)
    if measure not in ("points", "needs"):
        raise Problem("measure {measure} is unknown: one of points, needs", measure=measure)
    frame = frame[frame[by].notna() & (frame[by] != "")]
    if frame.empty:
        raise Problem("no need has an area yet")
    # Half a place, so that the last need of a session still counts.
    size = frame.groupby("session")["rank"].transform("size")
    frame = frame.assign(_points=(size - frame["rank"] + 0.5) / size if measure == "points" else 1.0)
    points = frame.pivot_table(index="region", columns=by, values="_points", aggfunc="sum", fill_value=0.0)
    counts = frame.pivot_table(index="region", columns=by, values="need", aggfunc="size", fill_value=0)
    share = points.div(points.sum(axis=1), axis=0)
    national = points.sum() / points.to_numpy().sum()
    region, area = (axis.ravel() for axis in np.indices(points.shape))
    enough = (counts.sum(axis=1) >= ENOUGH_NEEDS).to_numpy()[region] & (counts.sum() >= ENOUGH_NEEDS).to_numpy()[area]
    return pd.DataFrame(
        {
            "region": points.index.to_numpy()[region],
            "area": points.columns.to_numpy()[area],
            "needs": counts.to_numpy().ravel(),
            "share": share.to_numpy().ravel(),
            "national_share": national.to_numpy()[area],
            "location_quotient": (share / national).to_numpy().ravel(),
            "reliable": enough,
        }
    )


def national_picture(shared: pd.DataFrame, population: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Rank shared needs for the country, every region counting the same, and beside it by population.

    A need's points in a region are its position there (1 first, 0 last; the best of several needs of the group); a
    region that did not raise it gives 0. With ranks from group-equal scores every stakeholder group counts the same
    too.

    Parameters
    ----------
    shared : pandas.DataFrame
        From :func:`shared_needs`, one session a region (the latest).
    population : mapping of region to people, optional

    Returns
    -------
    pandas.DataFrame
        shared, title, regions, raised_in (tuple), needs (tuple), points, rank, rank_low, rank_high (range of the
        rank if any one region is left out), position_where_raised, and points_population, rank_population if
        populations are given; best first.

    Raises
    ------
    Problem
        Two sessions of one region, or a region without population.
    """
    frame = _checked(shared)
    if "shared" not in frame.columns:
        raise Problem("the needs have no column {columns}", columns="shared")
    sessions = frame.groupby("region")["session"].nunique()
    if (sessions > 1).any():
        raise Problem("region {region} has several sessions: choose one", region=str(sessions.index[sessions > 1][0]))
    frame["position"] = positions(frame)
    best = frame.pivot_table(index="shared", columns="region", values="position", aggfunc="max")
    points = best.fillna(0.0).to_numpy()
    equal = points.mean(axis=1)
    ranks = [competition_ranks(equal)]
    if points.shape[1] > 1:
        ranks += [
            competition_ranks(np.delete(points, region, axis=1).mean(axis=1)) for region in range(points.shape[1])
        ]
    members = frame.groupby("shared")
    title = "shared_title" if "shared_title" in frame.columns else "title"
    result = pd.DataFrame(
        {
            "shared": best.index,
            "title": members[title].first().reindex(best.index).to_numpy(),
            "regions": best.notna().sum(axis=1).to_numpy(),
            "raised_in": [tuple(best.columns[row]) for row in best.notna().to_numpy()],
            "needs": members["need"].agg(lambda own: tuple(sorted(own))).reindex(best.index).to_numpy(),
            "points": equal,
            "rank": ranks[0],
            "rank_low": np.min(ranks, axis=0),
            "rank_high": np.max(ranks, axis=0),
            "position_where_raised": best.mean(axis=1).to_numpy(),
        }
    )
    if population is not None:
        for region in best.columns:
            if not population.get(region, 0) > 0:
                raise Problem("region {region} has no population", region=str(region))
        people = np.array([population[region] for region in best.columns], dtype=float)
        result["points_population"] = points @ people / people.sum()
        result["rank_population"] = competition_ranks(result["points_population"].to_numpy())
    return result.sort_values(["rank", "shared"], ignore_index=True)


def _checked(needs: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in COLUMNS if column not in needs.columns]
    if missing:
        raise Problem("the needs have no column {columns}", columns=", ".join(missing))
    if needs.empty:
        raise Problem("there are no needs yet: rank a session first")
    twice = needs["need"].duplicated()
    if twice.any():
        raise Problem("need {need} appears twice", need=str(needs["need"][twice].iloc[0]))
    if needs["rank"].isna().any():
        raise Problem("need {need} has no rank", need=str(needs["need"][needs["rank"].isna()].iloc[0]))
    return needs.copy()
