"""A session out to one file and back: tidy, explained, whole, and harmless in a spreadsheet."""

import io
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.problems import Problem
from foresight.sessions import session_file
from foresight.sessions.demonstration import GROUP_SIZES, demonstration, renamed
from foresight.sessions.session_file import active, inert

CONTENT = demonstration(np.random.default_rng(7), "KZ-75", "2026-05-14", "kk", rounds=2)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_what_goes_out_comes_back():
    data = session_file.write(CONTENT)
    back = session_file.read(data)
    assert (back.settings, back.life, back.method, back.needs) == (
        CONTENT.settings,
        CONTENT.life,
        CONTENT.method,
        CONTENT.needs,
    )
    for table in ("ratings", "weights", "rationales", "attendance", "journal", "receipts"):
        pd.testing.assert_frame_equal(
            getattr(back, table), getattr(CONTENT, table).reset_index(drop=True), check_dtype=False
        )
    assert session_file.write(back) == data


def test_the_same_content_gives_the_same_bytes():
    assert session_file.write(CONTENT) == session_file.write(CONTENT)


def test_one_row_of_the_tidy_table_says_everything_about_an_answer():
    row = session_file.tidy_ratings(CONTENT).iloc[0]
    assert row["region"] == "KZ-75"
    assert row["need_title"] == CONTENT.needs[0].title("ru")
    assert {"round", "criterion", "stakeholder_group", "value", "state", "source"} <= set(row.index)
    assert not {"time", "happened", "address"} & set(row.index)


def test_every_column_of_every_table_is_explained():
    files = members(session_file.write(CONTENT))
    explained = pd.read_csv(io.BytesIO(files["dictionary.csv"]), encoding="utf-8-sig")
    for name, data in files.items():
        if name.endswith(".csv") and name != "dictionary.csv":
            columns = pd.read_csv(io.BytesIO(data), nrows=0, encoding="utf-8-sig").columns
            assert list(columns) == explained.loc[explained["table"] == name, "column"].tolist()
    assert explained["meaning"].str.len().min() > 5


def test_no_cell_is_a_formula_and_numbers_stay_numbers():
    spiked = replace(
        CONTENT, needs=(replace(CONTENT.needs[0], titles={"ru": '=HYPERLINK("http://x")'}), *CONTENT.needs[1:])
    )
    files = members(session_file.write(spiked))
    for name, data in files.items():
        if name.endswith(".csv"):
            for line in data.decode("utf-8-sig").splitlines():
                assert not any(cell.lstrip('"').startswith(("=", "@")) for cell in line.split(","))
    assert session_file.read(session_file.write(spiked)).needs[0].titles["ru"].startswith("=HYPERLINK")


@given(st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_making_a_text_harmless_can_be_taken_back(text):
    assert active(inert(text)) == text
    assert not str(inert(text)).lstrip(" ").startswith(session_file.FORMULA_SIGNS)


def test_a_demonstration_says_that_it_is_one_and_repeats_with_its_seed():
    again = demonstration(np.random.default_rng(7), "KZ-75", "2026-05-14", "kk", rounds=2)
    assert again.settings["demonstration"] is True
    assert session_file.write(again) == session_file.write(CONTENT)
    assert CONTENT.ratings["rater"].nunique() == sum(GROUP_SIZES.values())
    first, second = (CONTENT.ratings[CONTENT.ratings["round"] == number] for number in (1, 2))
    # The second round is a revision of the first, not another room.
    assert np.corrcoef(first["value"].fillna(5), second["value"].fillna(5))[0, 1] > 0.8


def test_a_copy_under_another_name_keeps_what_belongs_together():
    other = renamed(CONTENT, "other", [f"x{place}" for place in range(len(CONTENT.needs))])
    assert set(other.ratings["need"]) == {need.id for need in other.needs}
    assert len(other.ratings) == len(CONTENT.ratings)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"not a zip", packed({}), packed({"session.json": b"{}"}), packed({"evil.exe": b"x"})]
)
def test_what_is_no_session_file_is_refused_in_a_sentence(data):
    with pytest.raises(Problem):
        session_file.read(data)


def test_a_bomb_is_refused_before_it_is_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("ratings.csv", "needs.csv"):
            with archive.open(name, "w") as member:
                for _ in range(160):
                    member.write(b"\0" * 1_000_000)
    assert len(buffer.getvalue()) < 1_000_000
    with pytest.raises(Problem, match="larger"):
        session_file.read(buffer.getvalue())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("need", "elsewhere"),
        ("criterion", "elsewhere"),
        ("stakeholder_group", "martians"),
        ("source", "fax"),
        ("state", "shrug"),
        ("value", 10.0),
        ("round", 7),
    ],
)
def test_tables_that_do_not_fit_together_are_refused(column, value):
    ratings = CONTENT.ratings.copy()
    ratings.loc[0, column] = value
    with pytest.raises(Problem):
        session_file.read(session_file.write(replace(CONTENT, ratings=ratings)))


def test_a_doubled_answer_a_newer_format_and_a_missing_column_are_refused():
    doubled = pd.concat([CONTENT.ratings, CONTENT.ratings.head(1)])
    with pytest.raises(Problem, match="two answers"):
        session_file.read(session_file.write(replace(CONTENT, ratings=doubled)))
    files = members(session_file.write(CONTENT))
    with pytest.raises(Problem, match="99"):
        session_file.read(
            packed(files | {"session.json": files["session.json"].replace(b'"format": 1', b'"format": 99')})
        )
    with pytest.raises(Problem, match="why"):
        session_file.read(packed(files | {"needs.csv": files["needs.csv"].replace(b"why", b"how", 1)}))


JUDGEMENTS = pd.DataFrame(
    [
        ("direct", "business", "relevance", "", 60.0),
        ("direct", "business", "science", "", 0.0),
        ("pairwise", "public", "relevance", "science", 1 / 3),
    ],
    columns=list(session_file.TABLES["judgements"]),
)
MATCHES = pd.DataFrame(
    [(CONTENT.needs[0].id, "elsewhere1", "yes"), (CONTENT.needs[1].id, "elsewhere2", "no")],
    columns=list(session_file.TABLES["matches"]),
)


def test_sheets_of_weights_and_needs_of_other_sessions_travel_along_and_older_files_have_none():
    content = replace(CONTENT, judgements=JUDGEMENTS, matches=MATCHES)
    data = session_file.write(content)
    back = session_file.read(data)
    pd.testing.assert_frame_equal(back.judgements, JUDGEMENTS, check_dtype=False)
    pd.testing.assert_frame_equal(back.matches, MATCHES, check_dtype=False)
    older = {name: part for name, part in members(data).items() if name not in ("judgements.csv", "matches.csv")}
    assert session_file.read(packed(older)).judgements.empty


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("judgements", "way", "by_heart"),
        ("judgements", "stakeholder_group", "combined"),
        ("judgements", "criterion", "beauty"),
        ("judgements", "other", "science"),
        ("judgements", "value", -1.0),
        ("judgements", "value", float("nan")),
        ("matches", "need", "elsewhere"),
        ("matches", "other", CONTENT.needs[2].id),
        ("matches", "other", "no identifier"),
        ("matches", "same", "perhaps"),
    ],
)
def test_a_sheet_or_a_match_that_cannot_be_used_is_refused(table, column, value):
    frame = {"judgements": JUDGEMENTS, "matches": MATCHES}[table].copy()
    frame.loc[0, column] = value
    with pytest.raises(Problem):
        session_file.read(session_file.write(replace(CONTENT, **{table: frame})))
