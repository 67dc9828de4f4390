"""What a file must be before it is opened as a table: small, of the kind its name says, and nothing hidden inside."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

from foresight.problems import Problem

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 100 * MEGABYTE
LARGEST_RATIO = 150
MOST_MEMBERS = 500
PROLOG = 64 * 1024
TEXT_ENDINGS = (".csv", ".tsv", ".txt")
ALLOWED = ".csv, .tsv, .txt, .xlsx"

_FOREIGN = {
    b"PK\x03\x04": "ZIP",
    b"\xd0\xcf\x11\xe0": "XLS/DOC",
    b"%PDF": "PDF",
    b"MZ": "EXE",
    b"\x7fELF": "ELF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "GZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7Z",
}
_REFUSED_PARTS = re.compile(
    r"vbaProject|macrosheets/|dialogsheets/|embeddings/|activeX/|ctrlProps/|customUI|oleObject"
    r"|\.(zip|xlsx|xlsm|xls|docx?|exe|dll|js|vbs|jar|bin)$",
    re.IGNORECASE,
)
# Links to other workbooks are common in bulletins and are never followed, so they may stay.
_HARMLESS_PARTS = re.compile(r"printerSettings\d*\.bin$")
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT = re.compile(rb"<[A-Za-z_]")


def check_file(data: bytes, name: str) -> str:
    """Tell whether bytes may be opened as a table.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name; only the ending is trusted to say what it claims to be.

    Returns
    -------
    str
        ``text`` or ``xlsx``.

    Raises
    ------
    Problem
        Naming the file and what is wrong with it; nothing has been unpacked beyond the first bytes of each part.
    """
    if not name or re.search(r"[\x00-\x1f/\\:]", name) or name in {".", ".."}:
        raise Problem("the name of the file holds characters that are not allowed: {file}", file=repr(name)[:80])
    ending = PurePosixPath(name).suffix.lower()
    if ending == ".xls":
        raise Problem("file {file} is of the old Excel format: save it as .xlsx", file=name)
    if ending not in (*TEXT_ENDINGS, ".xlsx"):
        raise Problem("file {file} cannot be read as a table: allowed are {allowed}", file=name, allowed=ALLOWED)
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Problem("file {file} is empty", file=name)
    check_size(len(data), name)
    if ending == ".xlsx":
        _check_workbook(data, name)
        return "xlsx"
    _check_text(data, name)
    return "text"


def check_size(size: int, name: str, limit: int = LARGEST_FILE) -> None:
    """Refuse a file of more bytes than allowed; can be asked before anything is read."""
    if size > limit:
        raise Problem(
            "file {file} has {size} MB: at most {limit} MB are allowed",
            file=name,
            size=round(size / MEGABYTE, 1),
            limit=limit // MEGABYTE,
        )


def _check_text(data: bytes, name: str) -> None:
    for signature, kind in _FOREIGN.items():
        if data.startswith(signature):
            raise Problem("file {file} is called a text table but is {kind}", file=name, kind=kind)
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Problem("file {file} is not text: it holds zero bytes", file=name)


def _check_workbook(data: bytes, name: str) -> None:
    if not data.startswith(b"PK\x03\x04"):
        raise Problem("file {file} is called .xlsx but is not a workbook", file=name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        raise Problem("file {file} is damaged: the workbook cannot be opened", file=name) from None
    with archive:
        _check_sizes(data, members, name)
        names = {member.filename for member in members}
        if len(names) < len(members) or not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
            raise Problem("file {file} is called .xlsx but is not a workbook", file=name)
        for member in members:
            _check_member(archive, member, name)


def _check_sizes(data: bytes, members: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS:
        raise Problem(
            "file {file} holds {count} parts: at most {limit}", file=name, count=len(members), limit=MOST_MEMBERS
        )
    heavy = unpacked > MEGABYTE and unpacked / len(data) > LARGEST_RATIO
    if unpacked > LARGEST_UNPACKED or heavy:
        raise Problem(
            "file {file} unpacks to {size} MB: at most {limit} MB and {ratio} times its own size are allowed",
            file=name,
            size=round(unpacked / MEGABYTE),
            limit=LARGEST_UNPACKED // MEGABYTE,
            ratio=LARGEST_RATIO,
        )


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    path = member.filename
    outside = path.startswith(("/", "\\")) or ".." in path.split("/") or "\\" in path or "\x00" in member.orig_filename
    if outside or member.flag_bits & 0x1 or (_REFUSED_PARTS.search(path) and not _HARMLESS_PARTS.search(path)):
        raise Problem(
            "file {file} holds {part}: macros, embedded files and passwords are not allowed",
            file=name,
            part=path,
        )
    if not path.endswith((".xml", ".rels", ".vml")):
        return
    try:
        with archive.open(member) as part:
            start = part.read(PROLOG)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise Problem("file {file} is damaged: part {part} cannot be read", file=name, part=path) from None
    # A declaration of entities must stand before the root element, which must itself be in reach and readable.
    root = _ROOT.search(start)
    if not root or b"\x00" in start or _DECLARATION.search(start[: root.start()]):
        raise Problem(
            "file {file} is refused: part {part} declares entities or hides its beginning", file=name, part=path
        )
