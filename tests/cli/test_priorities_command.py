"""``foresight rank`` and ``foresight consensus`` on a stored session: the figures of the page and of the protocol."""

import datetime as dt
import json

import numpy as np
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from foresight.cli.command import main
from foresight.reports.session_votes import voting
from foresight.store import sessions
from foresight.store.database import Database
from foresight.store.figures import load_shipped_figures
from foresight.store.live_files import load_demonstration
from foresight.store.live_session import live_session
from tests.pages.frame import FRAME
from tests.pages.sight import tables
from tests.priorities.ballots import ballots


def asked(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, words)
    assert done.exit_code == code, done.output
    return done.output


def answered(*words: str) -> dict:
    return json.loads(asked(*words, "--json"))


@pytest.fixture(scope="module")
def stored(shared_store):
    """Store a session whose room weighed the criteria, and what its protocol says of it."""
    with Database.open(shared_store) as database:
        load_shipped_figures(database)
        live = load_demonstration(database, region="KZ-61", held_on=dt.date(2026, 5, 14), language="en", seed=4)
        session = sessions.get_session(database, live.id)
        protocol = voting(database, session, live.method, live_session(database, live.id))
    return live, protocol


def test_command_page_and_protocol_give_one_ranking(stored):
    live, protocol = stored
    needs = protocol.results.needs
    found = answered("rank", live.id)
    assert (found["weights"]["source"], found["weights"]["people"] > 0) == ("room", True)
    assert [one["weight"] for one in found["criteria"]] == pytest.approx([one.weight for one in protocol.criteria])
    for column in ("need", "rank", "rank_low", "rank_high", "band", "label"):
        assert [row[column] for row in found["needs"]] == needs[column].tolist()
    assert [row["score"] for row in found["needs"]] == pytest.approx(needs["score"].tolist())

    page = AppTest.from_file(FRAME, default_timeout=60).switch_page("results.py")
    page.query_params.update({"lang": "en", "session": live.id})
    told = tables(page.run())[0]
    titles = {need.id: need.title("en") for need in live.needs}
    assert told["Need"].tolist() == [titles[need] for need in needs["need"]]
    assert told["Rank"].tolist() == needs["rank"].tolist()
    assert told["Score: each group"].tolist() == [f"{score:.1f}" for score in needs["score"]]
    intervals = [
        f"{low}–{high}" if low != high else str(low) for low, high in zip(needs["rank_low"], needs["rank_high"])
    ]
    assert told["Ranks in other panels"].tolist() == intervals


def test_the_weights_of_the_method_or_ones_own_can_be_asked_for(stored):
    live, protocol = stored
    own = {question.code: question.weight for question in live.method.questions}
    by_method = answered("rank", live.id, "--weights", "method")
    assert by_method["weights"] == {"source": "method", "people": 0}
    assert [one["weight"] for one in by_method["criteria"]] == [value / sum(own.values()) for value in own.values()]
    code = live.method.questions[0].code
    alone = answered("rank", live.id, "--weights", f"{code}=2")
    assert alone["weights"]["source"] == "given"
    assert {one["code"]: one["weight"] for one in alone["criteria"]}[code] == 1
    assert [row["score"] for row in alone["needs"]] != [row["score"] for row in by_method["needs"]]


def test_consensus_stands_on_the_same_weights(stored):
    live, protocol = stored
    found = answered("consensus", live.id)
    assert found["weights"]["source"] == "room"
    labels = protocol.results.needs.set_index("need")["label"].to_dict()
    assert {row["need"]: row["label"] for row in found["needs"]} == labels


def test_the_weights_are_named_above_the_ranking(stored):
    live, _ = stored
    first = asked("rank", live.id, "--lang", "ru").splitlines()[0]
    assert first.startswith("Как взвесил зал: ")
    assert first.count("%") == len(live.method.questions)


def test_a_file_with_titles_is_ranked_with_what_must_be_known_of_the_ranking(tmp_path):
    values = np.full((20, 2, 2), 5.0)
    values[:10, 0, 0], values[10:, 0, 0] = 9, 1
    frame = ballots(values, ["business"] * 10 + ["science"] * 10)
    frame["need_title"] = frame["need"].map({"need 1": "Clean water", "need 2": "Warm houses"})
    file = tmp_path / "ratings.csv"
    frame.to_csv(file, index=False, encoding="utf-8-sig")
    told = asked("rank", str(file))
    assert "Rank [ranks in 95% of panels like this one], score of 0 to 100, need (agreement)" in told
    assert "Clean water  (contested between groups: Scientific community / Business and industry)" in told
    assert "- All needs have the same score: there is no ranking." in told
    assert "- All needs were rated the same by “c2”: it does not tell them apart." in told
    assert "Clean water: contested between groups: Scientific community / Business and industry" in asked(
        "consensus", str(file)
    )
