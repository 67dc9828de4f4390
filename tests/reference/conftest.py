"""``pytest tests/reference --cases DIR`` replays the cases of another folder of the same format."""

from pathlib import Path

SHIPPED = Path(__file__).parent / "cases"


def pytest_addoption(parser):
    parser.addoption("--cases", metavar="DIR", help="folder of reference cases to replay instead of the shipped ones")


def pytest_generate_tests(metafunc):
    if "case_file" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("--cases", default=None)
    folder = Path(chosen) if chosen else SHIPPED
    # An empty folder is one failing case, not a silent success.
    files = sorted(folder.glob("*.json")) or [folder]
    metafunc.parametrize("case_file", files, ids=[file.stem for file in files])
