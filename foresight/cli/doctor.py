"""``foresight doctor``: whether this machine is fit to run the workbench, one line a check."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from foresight.cli.command import answer, as_json
from foresight.problems import Problem
from foresight.store.failures import InUse

ROOT = Path(__file__).parents[2]
PACKAGES = ("streamlit", "starlette", "duckdb", "pandas", "numpy", "statsmodels", "altair", "typst", "psycopg")
# The nine Kazakh letters that Russian fonts may lack, capital and small, and the sign of the tenge.
LETTERS = (
    "\u04d8\u04d9\u0492\u0493\u049a\u049b\u04a2\u04a3\u04e8\u04e9\u04b0\u04b1\u04ae\u04af\u04ba\u04bb\u0406\u0456\u20b8"
)
FREE_GB = 2.0
# Measured in the evidence of design decision 9: the defaults collapse at fifty to a hundred sessions.
SETTINGS = {
    ("runner", "postScriptGC"): False,
    ("server", "fileWatcherType"): "none",
    ("server", "enableXsrfProtection"): True,
    ("server", "enableAgentApi"): False,
    ("client", "showErrorDetails"): "none",
    ("client", "disableDataExport"): True,
    ("browser", "gatherUsageStats"): False,
}


@dataclass(frozen=True)
class Check:
    """What one check found: ``good``, ``warning`` or ``fault``."""

    name: str
    verdict: str
    found: str


def _versions() -> list[Check]:
    checks = [
        Check(
            "Python", "good" if sys.version_info[:2] == (3, 11) else "fault", ".".join(map(str, sys.version_info[:3]))
        )
    ]
    for name in PACKAGES:
        try:
            checks.append(Check(name, "good", version(name)))
        except PackageNotFoundError:
            checks.append(Check(name, "warning" if name == "psycopg" else "fault", "not installed"))
    return checks


def _disk() -> list[Check]:
    from foresight.store.database import DEFAULT_ADDRESS, is_server

    address = os.environ.get("FORESIGHT_DATABASE") or DEFAULT_ADDRESS
    folder = Path(DEFAULT_ADDRESS if is_server(address) else address).absolute().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 2**30
    checks = [Check("Disk", "good" if free >= FREE_GB else "warning", f"{free:.1f} GiB free in {folder}")]
    try:
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"x")
            os.fsync(file.fileno())
        checks.append(Check("Writable", "good", str(folder)))
    except OSError as error:
        checks.append(Check("Writable", "fault", f"{folder}: {error.strerror}"))
    return checks


def _database() -> list[Check]:
    from foresight.cli.stored import store
    from foresight.store import clock, journal, staff
    from foresight.store.backup import list_backups

    with store() as database:
        kind = "PostgreSQL" if database.engine.__class__.__name__.startswith("Postgre") else "DuckDB"
        checks = [Check("Database", "good", f"{kind}, {database.label}")]
        verdict = journal.verify(database)
        checks.append(Check("Journal", "good" if verdict.intact else "fault", f"{verdict.entries} entries"))
        last = journal.entries(database, limit=1)["happened"]
        checks.append(_clock(last.iloc[0].to_pydatetime() if len(last) else None, clock.now()))
        copies = list_backups(database.engine.backups)
        if copies:
            hours = (clock.now() - copies[0].made_on).total_seconds() / 3600
            checks.append(Check("Backup", "good" if hours < 48 else "warning", f"{hours:.0f} hours old"))
        else:
            checks.append(Check("Backup", "warning", f"none in {database.engine.backups}"))
        people = staff.people(database)
        checks.append(
            Check(
                "Sign-in",
                "good" if people else "warning",
                f"{len(people)} people" if people else "nobody: this machine only",
            )
        )
    return checks


def _clock(newest: datetime | None, now: datetime) -> Check:
    built = datetime(2026, 1, 1, tzinfo=UTC)
    if now < built:
        return Check("Clock", "fault", f"{now:%Y-%m-%d %H:%M} UTC is before this version was made")
    if newest is not None and newest > now:
        return Check(
            "Clock", "fault", f"{now:%Y-%m-%d %H:%M} UTC is before the journal's last entry {newest:%Y-%m-%d %H:%M}"
        )
    return Check("Clock", "good", f"{now:%Y-%m-%d %H:%M} UTC")


def _fonts() -> list[Check]:
    """Draw all Kazakh letters and the tenge sign as a document does, and see whether a font was missing one."""
    import typst

    try:
        fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)
        families = sorted(fonts.families()) if hasattr(fonts, "families") else []
        typst.compile(f"#set page(width: 10cm, height: 3cm)\n{LETTERS}".encode(), format="svg", font_paths=[])
    except Exception as error:
        return [Check("Fonts", "fault", str(error).partition("\n")[0])]
    dejavu = any("DejaVu" in name for name in families)
    if dejavu:
        return [Check("Fonts", "good", "DejaVu has all Kazakh letters and ₸")]
    return [
        Check(
            "Fonts",
            "warning",
            "DejaVu is not installed: ₸ in charts may be an empty box (apt-get install fonts-dejavu)",
        )
    ]


def _settings() -> list[Check]:
    import tomllib

    file = ROOT / ".streamlit" / "config.toml"
    try:
        kept = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return [Check("Settings", "fault", ".streamlit/config.toml cannot be read")]
    checks = []
    for (section, name), wanted in SETTINGS.items():
        found = kept.get(section, {}).get(name)
        text = str(found).lower() if isinstance(found, bool) else str(found)
        checks.append(Check(f"{section}.{name}", "good" if found == wanted else "fault", text))
    return checks


def examine() -> list[Check]:
    """Run every check; one that fails says so and stops no other."""
    checks: list[Check] = []
    parts: dict[str, Callable[[], list[Check]]] = {
        "Versions": _versions,
        "Disk": _disk,
        "Database": _database,
        "Fonts": _fonts,
        "Settings": _settings,
    }
    for name, part in parts.items():
        try:
            checks += part()
        except InUse as problem:
            # While the app runs on a file, its own /ready and the page of settings say how the store is.
            checks.append(Check(name, "warning", str(problem)))
        except Problem as problem:
            checks.append(Check(name, "fault", str(problem)))
    return checks


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Check versions, disk, clock, database, journal, backups, fonts and the settings that matter for load."""
    checks = examine()
    if as_json:
        answer([asdict(check) for check in checks])
    else:
        width = max(len(check.name) for check in checks)
        for check in checks:
            click.echo(
                f"{ {'good': '✓', 'warning': '!', 'fault': '✗'}[check.verdict] } {check.name:<{width}}  {check.found}"
            )
    if any(check.verdict == "fault" for check in checks):
        sys.exit(1)
