"""The operator's commands: people, journal, purge, carrying a store over, and what may be served to whom."""

import json

import pytest
from click.testing import CliRunner, Result

from foresight.cli.command import main
from foresight.problems import Problem
from foresight.store import backup, failures, journal, settings
from foresight.store.backup import back_up
from foresight.store.database import Database


def run(*words: str, code: int = 0) -> Result:
    """Run a command in this process, which is faster than in one of its own."""
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == code, done.output
    return done


def refused(*words: str) -> str:
    """Run a command that must be refused, and return its one sentence."""
    done = run(*words, code=2)
    assert done.stdout == ""
    assert "\n" not in done.stderr.strip()
    return done.stderr.strip()


def test_the_first_administrator_gets_a_one_time_password_and_there_is_no_other(own_store):
    made = json.loads(run("user", "add", "aliya", "--json").stdout)
    again = json.loads(run("user", "password", "aliya", "--json").stdout)
    assert len(made["one_time_password"]) == 19
    assert made["one_time_password"] != again["one_time_password"]
    (listed,) = json.loads(run("user", "list", "--json").stdout)
    assert (listed["login"], listed["role"], listed["state"]) == ("aliya", "administrator", "active")
    assert "last administrator" in refused("user", "disable", "aliya")
    with Database.open(own_store) as database:
        assert made["one_time_password"] not in str(database.read("select * from staff"))
        assert list(journal.entries(database, limit=2)["action"]) == ["password_reset", "person_added"]


def test_other_machines_are_not_served_while_nobody_has_to_sign_in():
    sentence = refused("serve", "--address", "0.0.0.0", "--port", "1")
    assert "foresight user add" in sentence


def test_a_journal_that_was_rewritten_after_a_backup_is_found_out(own_store):
    with Database.open(own_store) as database:
        settings.change(database, "a", 1)
        settings.change(database, "b", 2)
        back_up(database)
        number, seal = settings.change(database, "c", 3) or journal.head(database)
    found = json.loads(run("audit", "verify", "--json").stdout)
    assert (found["intact"], found["seals_compared"]) == (True, 1)
    assert "agree: 2" in run("audit", "verify", "--seal", str(number), seal, "--lang", "en").stdout
    assert "entry 3 was rewritten" in run("audit", "verify", "--seal", "3", "0" * 64, "--lang", "en", code=1).stderr
    with Database.open(own_store) as database:

        def forge(transaction):
            rows = transaction.read("select number, happened, action, subject, detail from journal order by number")
            transaction.execute("delete from journal", [])
            previous = journal.START
            for number, happened, action, subject, detail in rows:
                digest = journal.entry_hash(number, happened, "somebody else", action, subject, detail, previous)
                transaction.execute(
                    "insert into journal values ($1, $2, 'somebody else', $3, $4, $5, $6, $7)",
                    [number, happened, action, subject, detail, previous, digest],
                )
                previous = digest

        database.write(forge)
    done = run("audit", "verify", code=1)
    assert "rewritten" in done.stderr


def test_a_store_is_carried_over_row_by_row(tmp_path, own_store):
    rows = json.loads(run("purge", "--json").stdout)
    assert rows["days"] == 365
    target = tmp_path / "target.duckdb"
    carried = json.loads(run("migrate-store", str(own_store), str(target), "--json").stdout)
    assert carried["rows"]["observation"] > 100
    assert "not empty" in refused("migrate-store", str(own_store), str(target))
    assert "nowhere.duckdb" in refused("migrate-store", "nowhere.duckdb", str(target))


def test_restoring_takes_a_servers_address_as_it_was_given(monkeypatch):
    address = "postgresql://nobody@127.0.0.1:1/none"
    given = []

    def note(file, target):
        given.append(target)
        raise Problem("the backup {file} does not exist", file=str(file))

    monkeypatch.setattr(backup, "restore", note)
    monkeypatch.setenv("FORESIGHT_DATABASE", address)
    refused("restore", "copy.duckdb")
    assert given == [address]


def test_the_doctor_looks_at_everything_that_matters():
    found = {one["name"]: one for one in json.loads(run("doctor", "--json").stdout)}
    assert {"Python", "duckdb", "Disk", "Clock", "Database", "Journal", "Fonts", "runner.postScriptGC"} <= set(found)
    assert found["runner.postScriptGC"]["verdict"] == "good"
    assert all(one["verdict"] != "fault" for one in found.values())


def test_the_doctor_finds_no_fault_with_an_app_that_runs(monkeypatch):
    def in_use(*arguments, **options):
        raise failures.locked("store.duckdb")

    monkeypatch.setattr("foresight.cli.stored.Database.open", in_use)
    found = {one["name"]: one for one in json.loads(run("doctor", "--json").stdout)}
    assert found["Database"]["verdict"] == "warning"
    assert "in use" in found["Database"]["found"]


@pytest.mark.parametrize("words", [["user", "role", "nobody", "leader"], ["user", "disable", "nobody"]])
def test_somebody_who_is_not_there_is_named(words):
    assert "nobody" in refused(*words)
