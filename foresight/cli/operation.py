"""``foresight serve``, ``backup``, ``restore``, ``purge``, ``migrate-store`` and ``audit``."""

import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from foresight.cli.command import answer, as_json, language, language_option
from foresight.problems import Problem

ROOT = Path(__file__).parents[2]


def _require_sign_in(address: str) -> None:
    """Refuse to serve other machines while nobody has to sign in."""
    from foresight.access.identity import is_loopback

    if is_loopback(address) or _has_provider():
        return
    from foresight.cli.stored import store
    from foresight.store import staff

    with store() as database:
        if not staff.people(database):
            raise Problem(
                "{address} can be reached by others and nobody has to sign in: "
                "add an administrator with foresight user add LOGIN, or serve on 127.0.0.1",
                address=address,
            )


def _has_provider() -> bool:
    """Tell whether ``[auth]`` stands in Streamlit's secrets; the file is read without starting Streamlit."""
    import tomllib

    for file in (ROOT / ".streamlit" / "secrets.toml", Path.home() / ".streamlit" / "secrets.toml"):
        try:
            if tomllib.loads(file.read_text(encoding="utf-8")).get("auth"):
                return True
        except OSError:
            continue
        except tomllib.TOMLDecodeError:
            raise Problem("the file {file} cannot be read: it is no TOML", file=file.name) from None
    return False


@click.command()
@click.option("--port", type=int, default=8501, show_default=True, help="Port to listen on.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--host", "hosts", multiple=True, help="A name under which browsers reach the app; all others are refused."
)
def serve(port: int, address: str, hosts: tuple[str, ...]) -> None:
    """Serve the app; prepares the store with the shipped figures first.

    On any other address than this machine's own it is refused until somebody must sign in.
    """
    _require_sign_in(address)
    click.echo(f"http://{'localhost' if address == '127.0.0.1' else address}:{port}", err=True)
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(ROOT / "streamlit_app.py"),
        f"--server.port={port}",
        f"--server.address={address}",
        # Otherwise Streamlit asks a machine on the internet for its own address.
        f"--browser.serverAddress={next(iter(hosts), 'localhost' if address == '0.0.0.0' else address)}",
        # The loopback stays reachable, for checks of health and for the administrator at the machine.
        *(f"--server.allowedHosts={host}" for host in ((*hosts, "localhost", "127.0.0.1") if hosts else ())),
    ]
    os.chdir(ROOT)
    os.execv(sys.executable, command)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@as_json
@language_option
def backup(folder: Path | None, as_json: bool, lang: str) -> None:
    """Write a backup of the store while it is in use; FOLDER defaults to `backups` beside the file."""
    from foresight.cli.stored import store
    from foresight.store.backup import back_up

    with store(backups=folder) as database:
        made = back_up(database)
    result = {"file": str(made.file), "sha256": made.sha256, "rows": made.rows}
    if as_json:
        answer(result)
    else:
        click.echo(language(lang).text("Backup written: {file}", file=made.file))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@as_json
@language_option
def restore(file: Path, as_json: bool, lang: str) -> None:
    """Put a backup in the place of the store; the store of today is kept beside it.

    What the term of retention has overtaken since is purged again, and everybody signs in anew.
    """
    from foresight.store.backup import restore as put_back
    from foresight.store.database import DEFAULT_ADDRESS, Database
    from foresight.store.retention import purge as take_away

    # The address as it was given: a path made of a server's address would lose a slash.
    target = os.environ.get("FORESIGHT_DATABASE") or DEFAULT_ADDRESS
    restored = put_back(file, target)
    with Database.open(target) as database:
        purged = take_away(database, restored=True)
        shown = database.label
    if as_json:
        answer({"file": shown, "from": str(file), "rows": restored.rows, "purged": asdict(purged)})
    else:
        click.echo(language(lang).text("Restored {target} from {file}", target=shown, file=file))


@click.command()
@click.option("--days", type=int, help="Change the term: days after a session's day.")
@as_json
@language_option
def purge(days: int | None, as_json: bool, lang: str) -> None:
    """Take away keys, tokens and participants' own words that are older than the term; what was agreed stays."""
    from foresight.cli.stored import store
    from foresight.store import retention

    with store() as database:
        if days is not None:
            retention.set_term(database, days, actor="command")
        purged = retention.purge(database, actor="command")
        term = retention.term_days(database)
    if as_json:
        answer({"days": term} | asdict(purged))
        return
    click.echo(
        language(lang).text(
            "Older than {days} days: {sessions} sessions closed, {reasons} reasons, {drafts} traces of people, "
            "{sign_ins} sign-ins taken away",
            days=term,
            sessions=purged.sessions_closed,
            reasons=purged.reasons,
            drafts=purged.drafts,
            sign_ins=purged.sign_ins,
        )
    )


@click.command("migrate-store")
@click.argument("source")
@click.argument("target")
@as_json
@language_option
def migrate_store(source: str, target: str, as_json: bool, lang: str) -> None:
    """Carry everything from the store SOURCE into the empty store TARGET and compare every row.

    Each is a DuckDB file or postgresql://user@host:port/database.
    """
    from foresight.store.database import Database, is_server
    from foresight.store.moving import move_store

    if not is_server(source) and not Path(source).exists():
        raise Problem("there is no database file {file}", file=source)
    with Database.open(source) as origin, Database.open(target) as destination:
        rows = move_store(origin, destination)
        shown = destination.label
    if as_json:
        answer({"target": shown, "rows": rows})
    else:
        total = language(lang).number(sum(rows.values()))
        click.echo(language(lang).text("{rows} rows carried to {target}, each compared", rows=total, target=shown))


@click.group()
def audit() -> None:
    """Check the journal: who changed what."""


@audit.command()
@click.option(
    "--manifest",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="Manifest of a backup, whose noted seal is compared too; those of the store's own backups always are.",
)
@click.option(
    "--seal",
    type=(int, str),
    multiple=True,
    help="Number and seal of an entry, as the app writes them into its log every hour.",
)
@as_json
@language_option
def verify(manifest: tuple[Path, ...], seal: tuple[tuple[int, str], ...], as_json: bool, lang: str) -> None:
    """Check every entry against the one before it, and the seals noted elsewhere; exit code 1 when broken."""
    from foresight.cli.stored import store
    from foresight.store import journal
    from foresight.store.backup import list_backups

    with store() as database:
        known = {(0, journal.START)}
        noted = [made for folder in {file.parent for file in manifest} for made in list_backups(folder)]
        noted = [made for made in noted if made.manifest in set(manifest)] + list_backups(database.engine.backups)
        known |= {(made.journal_number, made.journal_head) for made in noted} | set(seal)
        verdicts = [journal.verify(database, known_number=number, known_head=head) for number, head in sorted(known)]
    found = next((verdict for verdict in verdicts if not verdict.intact), verdicts[-1])
    if as_json:
        answer(asdict(found) | {"intact": found.intact, "seals_compared": len(known) - 1})
    elif found.intact:
        click.echo(
            language(lang).text(
                "Entries intact: {count}; seals of backups that agree: {seals}; the last seal is {seal}",
                count=found.entries,
                seals=len(known) - 1,
                seal=found.head,
            )
        )
    else:
        reasons = {
            "edited": language(lang).text("was changed"),
            "missing": language(lang).text("is missing"),
            "truncated": language(lang).text("was cut off"),
            "rewritten": language(lang).text("was rewritten after a backup noted its seal"),
        }
        click.echo(
            language(lang).text(
                "The journal is broken: entry {number} {reason}",
                number=found.broken_at,
                reason=reasons.get(found.reason, found.reason),
            ),
            err=True,
        )
    if not found.intact:
        sys.exit(1)
