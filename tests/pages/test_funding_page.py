"""A planner changes a rule, is told at once what it does, and hands the scenario on; a wrong value is told beside."""

import json
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight.funding.scenario import Change, Scenario
from foresight.funding.vocabulary import YEARS
from foresight.i18n.language import language
from foresight.problems import Problem
from foresight.screen import funding, funding_draft, funding_search, long_work, resources
from foresight.store import scenarios

PAGES = Path(__file__).parents[2] / "pages"

pytestmark = pytest.mark.usefixtures("shared_store")


def opened(script: str = "funding_scenarios.py", **address: str) -> AppTest:
    app = AppTest.from_file(str(PAGES / script), default_timeout=60)
    app.session_state["language"] = "en"
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def section(app: AppTest, name: str) -> AppTest:
    app.segmented_control(key="section").set_value(name).run()
    if any(button.label == "Stop" for button in app.button):
        long_work.wait()
        app.run()
    assert not app.exception
    return app


def lever(app: AppTest, path: str):
    return next(slider for slider in app.slider if f"-{path}-" in str(slider.key))


def carried(app: AppTest) -> str:
    """Return the changes in the address."""
    found = app.query_params["changes"]
    return found if isinstance(found, str) else found[0]


@pytest.fixture(autouse=True)
def few_futures(monkeypatch):
    """What these tests say about the page holds for few futures as for many."""
    monkeypatch.setattr(funding, "DRAWS", 300)
    monkeypatch.setattr(funding, "simulation", partial(funding.simulation, draws=300))
    monkeypatch.setattr(funding_search, "MAP_DRAWS", 20)
    monkeypatch.setattr(funding_search, "SEEK_DRAWS", 100)


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.caption, *app.subheader))


def test_a_moved_lever_is_marked_answers_and_can_be_put_back():
    app = opened()
    before = app.subheader[0].value
    lever(app, "parameters.budget_level").set_value(8.0).run()
    assert not app.exception
    assert app.subheader[0].value != before
    assert lever(app, "parameters.budget_level").label.startswith("●")
    app.button(key="take_all_back").click().run()
    assert app.subheader[0].value == before
    assert not lever(app, "parameters.budget_level").label.startswith("●")


def test_the_address_carries_the_changes_to_somebody_else():
    app = opened()
    lever(app, "parameters.budget_level").set_value(4.0).run()
    other = opened(changes=carried(app), scenario_b="concept")
    assert lever(other, "parameters.budget_level").value == 4.0
    assert other.subheader[0].value == app.subheader[0].value


def test_a_link_brings_back_every_kind_of_change():
    changes = [
        Change("rule", YEARS, {"name": "own", "instruments": {"grant": {}, "programme": {}}}),
        Change("parameters.earmark", (2027, 2028), {"value": 0.5, "low": 0.4, "high": 0.6}),
        Change("regions.KZ-75.local_budget", (2030,), 12.5),
    ]
    assert funding_draft.from_link(funding_draft.as_link(changes)) == changes


def test_a_damaged_link_is_told_and_the_page_still_opens():
    for damaged in ("x", "AAAA", "!!!", "eJw", "а" * 10, "A" * 30_000):
        with pytest.raises(Problem, match="damaged"):
            funding_draft.from_link(damaged)
    app = opened(changes="AAAA")
    assert not app.exception
    assert len(app.error) == 1
    assert app.subheader


def test_an_unknown_scenario_in_the_address_is_named():
    app = opened(scenario_b="nobody")
    assert not app.exception
    assert "nobody" in app.error[0].value


def test_every_section_opens():
    app = opened()
    for name in ("binding", "money", "difference", "assumptions", "rule", "choices", "search", "share"):
        assert not section(app, name).error, name


def test_a_control_drawn_anew_stands_where_the_scenario_does():
    """A browser that draws a control late takes its start from the control itself, not from what was set before."""
    app = opened(scenario_b="package")
    for box, scenario in zip(app.selectbox, ("baseline", "package")):
        assert box.value == scenario
        assert box.options[box.proto.default] == language("en").label("scenario", scenario)


def test_a_composed_rule_goes_into_the_scenario_without_code():
    app = section(opened(), "rule")
    app.selectbox(key="composer-concept-grant-kind").set_value("tiered").run()
    assert not app.exception
    assert not app.error
    app.button(key="composer_use").click().run()
    assert not app.exception
    assert not app.error
    change = funding_draft.from_link(carried(app))[0]
    assert change.path == "rule"
    assert [tier["share"] for tier in change.value["instruments"]["grant"]["local_share"]["tiers"]] == [0.15, 0.4, 0.6]


def test_shares_beyond_the_whole_cost_are_refused_beside_the_instrument():
    app = section(opened(), "rule")
    app.number_input(key="composer-concept-grant-private").set_value(60.0).run()
    assert not app.exception
    assert "exceed the whole cost" in app.error[0].value
    assert not [button for button in app.button if button.key == "composer_use"]


def test_a_parameter_outside_its_range_is_refused_beside_it_and_a_good_one_is_marked():
    app = section(opened(), "assumptions")
    app.selectbox(key="parameter-to-change--").set_value("earmark").run()

    def change_to(value):
        next(field for field in app.number_input if field.label == "Value").set_value(value)
        next(button for button in app.button if button.label == "Change").click().run()

    change_to(1.4)
    assert "usable as match: 1.4 is not a share between 0 and 1" in app.error[0].value
    change_to(0.7)
    change_to(0.9)  # a value alone is meant exactly, also the second time
    long_work.wait()
    app.run()
    assert not app.exception
    assert not app.error
    table = next(frame.value for frame in app.dataframe if "Parameter" in frame.value)
    assert table.loc[table[" "] == "●", ["Value", "Range"]].to_numpy().tolist() == [["0.90", ""]]
    assert "grade C" in texts(app)


def test_a_negative_budget_of_a_region_is_refused_beside_it():
    app = section(opened(), "choices")
    app.number_input(key="regional_value").set_value(-5.0)
    next(button for button in app.button if button.label == "Put in").click().run()
    assert not app.exception
    assert "-5" in app.error[0].value


def test_a_scenario_is_saved_copied_and_deleted():
    app = section(opened(), "share")
    lever(app, "parameters.budget_level").set_value(8.0).run()
    app.text_input(key="save_name").set_value("Eight times")
    next(button for button in app.button if button.label == "Save").click().run()
    assert not app.exception
    assert not app.error
    saved = scenarios.get_scenario(resources.database(), "Eight times").content
    assert {"path": "parameters.budget_level", "years": "2025-2030", "value": 8.0} in saved["changes"]
    app.run()
    app.selectbox(key="scenario_b").set_value("Eight times").run()
    assert not app.exception
    app.button(key="delete_scenario").click().run()
    app.run()
    assert not app.exception
    assert scenarios.list_scenarios(resources.database()) == []


def test_a_name_of_a_shipped_scenario_cannot_be_taken():
    app = section(opened(), "share")
    app.text_input(key="save_name").set_value("concept")
    next(button for button in app.button if button.label == "Save").click().run()
    assert "concept" in app.error[0].value


def test_the_script_shown_repeats_the_run(capsys):
    app = section(opened(), "share")
    lever(app, "parameters.budget_level").set_value(8.0).run()
    script = app.code[0].value
    exec(compile(script, "script", "exec"), {})  # what a reader would do with it
    said = capsys.readouterr()
    assert "same figures and engine: True" in said.err
    assert json.loads(said.out)["seed"] == funding.SEED


def test_four_scenarios_stand_side_by_side():
    app = opened(scenario_more="package")
    app.multiselect(key="scenario_more").set_value(["package", "pooling"]).run()
    section(app, "difference")
    pairs = next(frame.value for frame in app.dataframe if "First scenario" in frame.value)
    assert len(pairs) == 6


def test_long_work_is_kept_and_found_again():
    database, calls = resources.database(), []

    def work(progress):
        calls.append(1)
        progress(1, 2)
        return {"found": 7}

    for _ in range(2):
        job = long_work.ask(database, "a question", work)
        job.finished.wait(20)
        assert job.answer == {"found": 7}
        long_work._jobs.clear()
    assert calls == [1]


def test_stopped_work_keeps_nothing():
    database, reached = resources.database(), []

    def work(progress):
        for step in range(1000):
            if step == 3:
                long_work.stop("stopped question")
            progress(step, 1000)
            reached.append(step)
        return {"found": 7}

    job = long_work.ask(database, "stopped question", work)
    assert job.finished.wait(20)
    assert job.answer is None
    assert len(reached) < 1000
    assert scenarios.find_result(database, "stopped question") is None


def test_robustness_names_the_rule_that_survives_and_says_when_another_fails():
    app = opened("robustness.py")
    long_work.wait()
    app.run()
    assert not app.exception
    assert not app.error
    assert "survives most futures" in app.subheader[0].value
    app.selectbox(key="robust_scenario").set_value("package").run()
    assert any(line.value.startswith("- ") for line in app.markdown)
    assert "the goal is missed in" in texts(app)


def test_one_scenario_alone_cannot_be_compared():
    app = opened("robustness.py")
    app.get("button_group")[0].set_value(["concept"]).run()
    assert not app.exception
    assert "at least two scenarios" in app.error[0].value


def test_an_uploaded_scenario_is_checked():
    good = Scenario("mine", (Change("parameters.earmark", YEARS, 0.7),))
    assert funding.read_uploaded(json.dumps(good.to_document()).encode()) == good
    for bad in (b"\xff", b"[1]", b'{"name": "x", "changes": [{"path": "rule", "value": "nobody"}]}'):
        with pytest.raises(Problem):
            funding.read_uploaded(bad)
