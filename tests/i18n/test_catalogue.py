"""Every sentence exists in Russian and in Kazakh, with the same placeholders."""

import re

import pytest

from foresight.i18n.catalogue import ROOT, defects, extract, read


@pytest.fixture(scope="module")
def sentences():
    """Collect the sentences of the project once."""
    return extract()


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_sentence_is_translated(sentences, language):
    assert defects(language, sentences) == []


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_plural_forms_are_those_of_the_language(language):
    assert read(language).num_plurals == {"ru": 3, "kk": 2}[language]


def test_kazakh_sentences_are_kazakh():
    texts = " ".join(str(message.string) for message in read("kk") if message.id)
    assert all(letter in texts.lower() for letter in "әғқңөұүі")


def test_sentences_are_constants():
    """A sentence built from parts cannot be found by a translator."""
    built = re.compile(r"""(?<!st\.)\b(?:_|text|Problem)\(\s*(?:f["']|["'][^"'\n]*["']\s*(?:%|\+))""")
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for place in ("foresight", "pages")
        for path in (ROOT / place).rglob("*.py")
        for match in built.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_catalogue_sees_pages_labels_and_problems(sentences):
    for sentence in ("Statistics", "Local government", "unknown language {code}: one of {allowed}"):
        assert sentences.get(sentence) is not None
