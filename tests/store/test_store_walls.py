"""Rules read off the source and the schema: no SQL made from strings, none outside the store, no trace on a ballot."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from foresight.store import tables
from foresight.store.database import Database
from foresight.store.migrate import shipped_migrations

PACKAGE = Path(__file__).parents[2] / "foresight"
STORE = PACKAGE / "store"
ASKING = {"execute", "read", "records", "value", "frame", "rows", "run_script"}
#: Puts statements together from the names of the catalogue, and says so.
FROM_NAMES = {"tables.py", "moving.py"}
#: Run statements that others have spelled out.
PASSING_ON = {"engine.py", "database.py", "duckdb_engine.py", "postgresql_engine.py", "migrate.py"}
SQL = re.compile(
    r"\b(select\b.+\bfrom|insert\s+into|delete\s+from|update\s+\w+\s+set|(create|drop|alter)\s+table)\b", re.I | re.S
)
FORBIDDEN_COLUMNS = {"at", "user", "order", "desc", "end", "group", "offset", "window"}
TRACE = re.compile(
    r"(time|date|_on$|happened|created|changed|moment|minute|sequence|serial|position|^ip$|_ip$|address|user|actor"
    r"|device|cookie|agent)"
)
BALLOTS = re.compile(r"rating|ballot|vote|weight|rationale")
ATTENDANCE = ("attendance", "live_attendee", "live_token")


def sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def docstrings(tree: ast.AST) -> set[int]:
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            found.add(id(body[0].value))
    return found


def is_constant(node: ast.expr, constants: set[str]) -> bool:
    """Tell whether a statement is spelled out in the source, possibly in named parts."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in constants
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return is_constant(node.left, constants) and is_constant(node.right, constants)
    if isinstance(node, ast.IfExp):
        return is_constant(node.body, constants) and is_constant(node.orelse, constants)
    return False


def named_constants(tree: ast.AST) -> set[str]:
    """Return names that are only ever given constant text, and those imported in capitals from a sibling."""
    given: dict[str, list[ast.expr]] = {}
    known = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            given.setdefault(node.targets[0].id, []).append(node.value)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("foresight.store"):
            known |= {alias.name for alias in node.names if alias.name.isupper()}
    for _ in range(3):
        known |= {name for name, values in given.items() if all(is_constant(value, known) for value in values)}
    return known


def statements(tree: ast.AST) -> Iterator[ast.Call]:
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules = {alias.asname or alias.name for node in imports for alias in node.names}
    for node in ast.walk(tree):
        asks = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKING
        if asks and node.args and not (isinstance(node.func.value, ast.Name) and node.func.value.id in modules):
            yield node


@pytest.mark.parametrize("source", sources(STORE), ids=lambda source: source.name)
def test_every_statement_is_spelled_out(source: Path) -> None:
    if source.name in FROM_NAMES | PASSING_ON:
        return
    tree = ast.parse(source.read_text(encoding="utf-8"))
    constants = named_constants(tree)
    # `statement` may be a parameter of a private function whose callers are looked at instead.
    wrong = [
        call.lineno
        for call in statements(tree)
        if not is_constant(call.args[0], constants)
        and not (isinstance(call.args[0], ast.Name) and call.args[0].id == "statement")
    ]
    assert wrong == []


@pytest.mark.parametrize("source", sources(STORE), ids=lambda source: source.name)
def test_no_sql_is_formatted(source: Path) -> None:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    wrong = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
            if SQL.search(text):
                wrong.append(node.lineno)
        is_format = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
        operand = node.func.value if is_format else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            operand = node.left
        if isinstance(operand, ast.Constant) and isinstance(operand.value, str) and SQL.search(operand.value):
            wrong.append(node.lineno)
    assert wrong == []


def test_sql_and_engines_are_found_only_in_the_store() -> None:
    wrong = []
    for source in sources(PACKAGE) + sources(PACKAGE.parent / "pages"):
        # The check of an import may use an in-memory DuckDB as a calculator.
        if STORE in source.parents or source.parent == PACKAGE / "statistics":
            continue
        tree = ast.parse(source.read_text(encoding="utf-8"))
        skipped = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
                if SQL.search(node.value) and node.value == node.value.lower():
                    wrong.append((source.name, node.lineno))
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names = (
                    [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
                )
                if any(name.split(".")[0] in {"duckdb", "psycopg", "psycopg_pool"} for name in names):
                    wrong.append((source.name, node.lineno))
    assert wrong == []


def test_the_clock_is_read_in_one_place_of_the_store() -> None:
    reading = re.compile(r"datetime\.now|date\.today|time\.time\(|utcnow")
    found = [source.name for source in sources(STORE) if reading.search(source.read_text(encoding="utf-8"))]
    assert found == ["clock.py"]


def test_migrations_keep_to_the_portable_subset() -> None:
    allowed = set(tables.ARRAY_TYPES)
    for migration in shipped_migrations():
        script = re.sub(r"--.*", "", migration.script.lower())
        for line in re.findall(r"^    (\w+) (varchar|integer|bigint|double precision|boolean|\w+)", script, re.M):
            name, kind = line
            if name in {"primary", "check", "select", "from", "where", "foreign", "unique", "set", "values"}:
                continue
            assert kind in allowed, (migration.name, name, kind)
            assert name not in FORBIDDEN_COLUMNS, (migration.name, name)


def test_no_ballot_carries_a_time_a_sequence_an_address_or_a_user(database: Database) -> None:
    ballots = [table for table in tables.table_names(database) if BALLOTS.search(table)]
    assert "rating" in ballots
    for table in ballots:
        columns = tables.column_types(database, table)
        assert [column for column in columns if TRACE.search(column)] == [], table
        assert set(columns.values()) <= set(tables.ARRAY_TYPES), table


def test_ballots_and_attendance_share_no_key(database: Database) -> None:
    names = tables.table_names(database)
    present = set().union(*(tables.column_types(database, table) for table in ATTENDANCE if table in names))
    for table in (table for table in names if BALLOTS.search(table)):
        shared = present & set(tables.column_types(database, table))
        # A receipt's or reason's place in the published list is no key of a token.
        assert shared <= {"session", "stakeholder_group", "number"}, table
