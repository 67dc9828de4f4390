"""The walls of the house: who may import whom, and what may not stand anywhere."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [path for place in ("foresight", "pages") for path in (ROOT / place).rglob("*.py")] + [
    ROOT / "streamlit_app.py"
]


def test_the_import_contracts_hold():
    """The same contracts as in ``make lint``, so that a broken wall fails the tests too."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_pages_never_import_pages():
    assert [
        path.name
        for path in (ROOT / "pages").glob("*.py")
        if re.search(r"^\s*(from|import) pages\b", path.read_text(), re.M)
    ] == []


def test_no_page_hides_a_module_of_python():
    """The server puts the folder of the pages first where modules are looked for."""
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} & sys.stdlib_module_names == set()


def test_user_text_is_never_markup():
    pattern = re.compile(
        r"unsafe_allow_html\s*=\s*True|\bst\.html\(|components\.v[12]|st\.iframe\(|declare_component|allow_dangerous|unsafe_allow_javascript"
    )
    assert [path.name for path in SOURCES if pattern.search(path.read_text(encoding="utf-8"))] == []


def spoken(source: str) -> list[str]:
    """Return the strings of a module that are not docstrings."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


def test_interface_texts_are_not_written_in_the_code():
    """Russian and Kazakh live in the catalogues and data files, not in the interface's code."""
    # Names of the languages, signs a spreadsheet runs, where a word may be broken, letters a font must have.
    allowed = {"language.py", "elements.py", "maps.py", "doctor.py"}
    places = ("pages", "foresight/screen", "foresight/charts", "foresight/phone", "foresight/cli", "foresight/reports")
    cyrillic = re.compile(r"[\u0400-\u04FF]")
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for place in places
        for path in (ROOT / place).rglob("*.py")
        if path.name not in allowed
        for text in spoken(path.read_text(encoding="utf-8"))
        if cyrillic.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("pattern", ["*.txt", "*.toml", "*.in", "Makefile", ".ci/run"])
def test_no_lock_or_setting_names_an_index_or_a_machine(pattern):
    host = re.compile(
        r"--(?:extra-)?index-url|--find-links|--trusted-host|https?://|file://|(?<![\w.])/(?:home|root|work|opt)/"
    )
    for path in ROOT.glob(pattern):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        assert [line for line in lines if host.search(line)] == [], path.name
