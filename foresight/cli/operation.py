"""``foresight serve``, ``backup`` and ``restore``."""

import os
import sys
from pathlib import Path

import click

from foresight.cli.command import answer, as_json, language_option
from foresight.i18n.language import language

ROOT = Path(__file__).parents[2]


@click.command()
@click.option("--port", type=int, default=8501, show_default=True, help="Port to listen on.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
def serve(port: int, address: str) -> None:
    """Serve the app; prepares the store with the shipped figures first."""
    click.echo(f"http://{'localhost' if address == '127.0.0.1' else address}:{port}", err=True)
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(ROOT / "streamlit_app.py"),
        f"--server.port={port}",
        f"--server.address={address}",
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
    """Put a backup in the place of the store; the store of today is kept beside it."""
    from foresight.store.backup import restore as put_back
    from foresight.store.database import DEFAULT_ADDRESS

    target = Path(os.environ.get("FORESIGHT_DATABASE") or DEFAULT_ADDRESS)
    restored = put_back(file, target)
    if as_json:
        answer({"file": str(target), "from": str(file), "rows": restored.rows})
    else:
        click.echo(language(lang).text("Restored {target} from {file}", target=target, file=file))
