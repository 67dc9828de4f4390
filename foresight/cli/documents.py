"""``foresight document``: protocol, specification, recommendation, comparison and brief as files, and their check."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from foresight.cli.command import answer, as_json, language, language_option
from foresight.problems import Problem


@click.group()
def document() -> None:
    """Make a document in Russian, Kazakh or English, or check one against the store."""


def _written(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_bytes(content)
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise Problem("cannot write {file}: {reason}", file=str(path), reason=error.strerror or str(error)) from None


def _make(kind: str, reference: str | None, output: Path, as_json: bool, lang: str) -> None:
    from foresight.cli.stored import store
    from foresight.reports.making import ENDINGS, make, note_issue, render

    # Ending and folder are looked at first: a wrong one must not cost a simulation.
    if not output.parent.is_dir():
        raise Problem("there is no folder {folder} to write into", folder=str(output.parent))
    if output.suffix.lower().lstrip(".") not in ENDINGS:
        raise Problem(
            "the ending {ending} is not known: one of {allowed}",
            ending=output.suffix or "–",
            allowed=", ".join(ENDINGS),
        )
    with store() as database:
        made = make(database, kind, reference or "", lang, dt.date.today())
        file = render(made, output.suffix)
        _written(output, file.content)
        note_issue(database, made.mark, file)
    if as_json:
        answer(
            {
                "file": str(output),
                "document": kind,
                "reference": made.mark.reference,
                "language": lang,
                "hash": made.mark.sha256,
                "sections": dict(made.mark.sections),
                "pages": file.pages,
                "bytes": len(file.content),
            }
        )
        return
    said = language(lang)
    click.echo(said.text("Written: {file}", file=output))
    click.echo(said.text("Hash {hash}", hash=made.mark.sha256))
    if file.pages:
        click.echo(said.plural("{count} page", "{count} pages", file.pages))


def _command(kind: str, summary: str, about: str) -> None:
    @document.command(kind, help=summary)
    @click.argument("reference", required=False, metavar=about)
    @click.option(
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        required=True,
        help="File to write; its ending chooses PDF, DOCX or XLSX.",
    )
    @as_json
    @language_option
    def command(reference: str | None, output: Path, as_json: bool, lang: str) -> None:
        _make(kind, reference, output, as_json, lang)


_command("brief", "One page for leaders: the five targets, what binds, what it would take.", "[SCENARIO]")
_command("protocol", "Protocol of a session with all annexes.", "[SESSION]")
_command("specification", "Technical specification with its budget and its trace.", "[SPECIFICATION]")
_command("recommendation", "Recommendation on the scientific potential of a region.", "[RECOMMENDATION]")
_command("comparison", "Two to four scenarios side by side, with commas between.", "[SCENARIO,SCENARIO]")


@document.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@as_json
@language_option
@click.pass_context
def verify(context: click.Context, file: Path, as_json: bool, lang: str) -> None:
    """Check a document against the store: is its data still what the store says? Exit code 1 when it is not."""
    from foresight.cli.stored import store
    from foresight.reports.making import verify as compare
    from foresight.reports.verification_words import verification_sentences

    if not file.is_file():
        raise Problem("there is no file {file}", file=str(file))
    with store() as database:
        found = compare(database, file.read_bytes())
    said = language(lang)
    if as_json:
        answer(
            {
                "file": str(file),
                "matches": found.matches,
                "document": found.mark.kind,
                "reference": found.mark.reference,
                "language": found.mark.language,
                "made": found.mark.made,
                "hash": found.mark.sha256,
                "hash_now": found.sha256,
                "changed": list(found.changed),
                "issued": [{"when": when, "by": actor} for when, actor in found.issued],
                "problem": None if found.problem is None else said.problem(found.problem),
            }
        )
    else:
        for sentence in verification_sentences(found, said):
            click.echo(sentence)
    context.exit(0 if found.matches else 1)
