"""Collects the sentences of the project into the Russian and Kazakh catalogues.

Run ``make messages`` after changing a text; the tests fail while a sentence has no translation.
"""

import ast
import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from foresight.i18n.language import LOCALES

ROOT = Path(__file__).parents[2]
SOURCES = ("foresight", "pages", "streamlit_app.py")
CALLS = {"text", "_", "extracted", "Problem", "TooFew", "plural"}
PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _messages_of(source: str) -> list[str | tuple[str, str]]:
    found: list[str | tuple[str, str]] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in CALLS:
            continue
        first = _constant(node.args[0])
        if not first:
            continue
        second = _constant(node.args[1]) if name == "plural" and len(node.args) > 1 else None
        found.append((first, second) if second else first)
    return found


def _label_messages(source: str) -> list[str]:
    """Every value of the dictionaries of ``labels.py`` is a sentence of its own."""
    return [
        value.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Dict)
        for value in node.values
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    ]


def _template_messages(source: str) -> list[str]:
    """Phone and report templates call ``text("...")`` inside ``{{ }}``."""
    return [match[1] for match in re.findall(r"""\b(?:text|_)\((["'])((?:(?!\1).)+)\1""", source)]


def extract(root: Path = ROOT) -> Catalog:
    """Return every sentence of the project with the files it stands in."""
    catalogue = Catalog(fuzzy=False)
    paths = [
        path
        for place in SOURCES
        for path in ([root / place] if place.endswith(".py") else sorted((root / place).rglob("*")))
    ]
    for path in paths:
        if path.suffix not in {".py", ".html", ".jinja", ".js"} or "__pycache__" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        messages: list[str | tuple[str, str]] = list(
            _messages_of(source) if path.suffix == ".py" else _template_messages(source)
        )
        if path.name.endswith("labels.py"):
            messages += _label_messages(source)
        for message in messages:
            catalogue.add(message, locations=[(str(path.relative_to(root)), 0)])
    return catalogue


def read(language: str) -> Catalog:
    """Read the catalogue of a language, empty where there is none yet."""
    path = LOCALES / language / "LC_MESSAGES" / "foresight.po"
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(catalogue: Catalog, language: str) -> None:
    """Write a catalogue in the one form that keeps differences small."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, no_location=True, omit_header=False, width=0, ignore_obsolete=True)
    path = LOCALES / language / "LC_MESSAGES" / "foresight.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(re.sub(rb'"(POT-Creation-Date|PO-Revision-Date)[^\n]*\n', b"", buffer.getvalue()))


def defects(language: str, wanted: Catalog) -> list[str]:
    """List what is missing, empty, left over or has other placeholders than the sentences ``wanted``."""
    have = read(language)
    found = []
    for message in wanted:
        if not message.id:
            continue
        translated = have.get(message.id)
        if translated is None:
            found.append(f"missing: {message.id}")
            continue
        strings = translated.string if isinstance(translated.string, tuple) else (translated.string,)
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        if not all(strings) or len(strings) != (have.num_plurals if isinstance(message.id, tuple) else 1):
            found.append(f"empty: {message.id}")
        allowed = set(PLACEHOLDER.findall(" ".join(sources)))
        for string in strings:
            if string and set(PLACEHOLDER.findall(string)) - allowed:
                found.append(f"unknown placeholder: {message.id} -> {string}")
            if string and len(strings) == 1 and set(PLACEHOLDER.findall(string)) != allowed:
                found.append(f"placeholder lost: {message.id} -> {string}")
    found += [f"left over: {message.id}" for message in have if message.id and wanted.get(message.id) is None]
    return found


def main() -> None:
    """Bring both catalogues up to date and print what is still to be translated."""
    template = extract()
    for language in ("ru", "kk"):
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        write(catalogue, language)
        left = defects(language, template)
        print(f"{language}: {len(template)} sentences, {len(left)} to be done")
        for line in left[:400]:
            print("  ", line)


if __name__ == "__main__":
    main()
