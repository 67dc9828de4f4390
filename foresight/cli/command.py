"""The ``foresight`` command: answers on standard output, messages on standard error, exit code 2 on bad input."""

from __future__ import annotations

import ast
import importlib
import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.utils import make_default_short_help

from foresight.problems import Problem

if TYPE_CHECKING:
    from foresight.i18n.language import Language

# A command's module is imported when it is called, so that `foresight --help` answers at once.
COMMANDS = {
    "data": "foresight.cli.data",
    "forecast": "foresight.cli.forecasting",
    "backtest": "foresight.cli.forecasting",
    "reckon": "foresight.cli.forecasting",
    "simulate": "foresight.cli.funding",
    "compare": "foresight.cli.funding",
    "sweep": "foresight.cli.funding_search",
    "solve": "foresight.cli.funding_search",
    "feasibility": "foresight.cli.targets",
    "rank": "foresight.cli.priorities",
    "consensus": "foresight.cli.priorities",
    "document": "foresight.cli.documents",
    "backup": "foresight.cli.operation",
    "restore": "foresight.cli.operation",
    "serve": "foresight.cli.operation",
    "user": "foresight.cli.people",
    "audit": "foresight.cli.operation",
    "doctor": "foresight.cli.doctor",
    "purge": "foresight.cli.operation",
    "migrate-store": "foresight.cli.operation",
}


class LazyGroup(click.Group):
    """A group whose commands are imported on their first use; a ``Problem`` becomes one sentence and exit code 2."""

    def list_commands(self, context: click.Context) -> list[str]:
        """List the commands in reading order."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import the module of a command and return the command."""
        if name not in COMMANDS:
            return None
        return getattr(importlib.import_module(COMMANDS[name]), name.replace("-", "_"))

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with what each does, read from their sources: importing all of them takes a second."""
        widest = formatter.width - 6 - max(map(len, COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, make_default_short_help(_documentation(name), max(widest, 40))) for name in COMMANDS]
            )

    def invoke(self, context: click.Context) -> Any:
        """Run a command and tell a problem in the language asked for."""
        try:
            return super().invoke(context)
        except Problem as problem:
            click.echo(language(context.params.get("lang") or "en").problem(problem), err=True)
            context.exit(2)


def _documentation(command: str) -> str:
    """Return what a command says of itself, without importing its module."""
    source = Path(find_spec(COMMANDS[command]).origin).read_text(encoding="utf-8")
    defined = {one.name: one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)}
    return ast.get_docstring(defined[command.replace("-", "_")]) or ""


@click.group(cls=LazyGroup)
@click.option(
    "--lang",
    type=click.Choice(["en", "ru", "kk"]),
    default="en",
    show_default=True,
    help="Language of messages and names.",
)
@click.version_option(package_name="foresight")
@click.pass_context
def main(context: click.Context, lang: str) -> None:
    """Foresight Workbench: from a vote in a room to a target in 2030.

    FORESIGHT_DATABASE names the DuckDB file (default var/foresight.duckdb); one that does not exist is created
    with the shipped figures.
    """
    context.obj = lang


as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")


def language_option(command):
    """Add ``--lang`` to a command, so that it may stand after the command's name too."""

    def remember(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
        root = context.find_root()
        if value:
            root.params["lang"] = value
        return value or root.params.get("lang") or "en"

    return click.option(
        "--lang", type=click.Choice(["en", "ru", "kk"]), callback=remember, help="Language of messages and names."
    )(command)


def language(code: str) -> Language:
    """Return a language of the workbench; its names are read only now, so that ``--help`` does not wait for them."""
    from foresight.i18n import language as languages

    return languages.language(code)


@contextmanager
def progress_line() -> Iterator[Callable[[int, int], None]]:
    """Tell how far long work is, on a line that is wiped out in the end; nothing where nobody looks on."""
    watched = sys.stderr.isatty()

    def tell(done: int, most: int) -> None:
        if watched and most:
            click.echo(f"\r{done / most:4.0%}", nl=False, err=True)

    yield tell
    if watched:
        click.echo("\r    \r", nl=False, err=True)


def _plain(value: Any) -> Any:
    """Turn numpy and pandas values into JSON's own; a missing number is null, never NaN."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str | int | bool) or value is None:
        return value
    if type(value).__name__ in {"NAType", "NaTType"}:
        return None
    return str(value)


def answer(result: Any) -> None:
    """Write a result as JSON on standard output."""
    json.dump(_plain(result), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def rows(frame) -> list[dict]:
    """Turn a table into JSON rows."""
    return _plain(frame.astype(object).where(frame.notna(), None).to_dict("records"))
