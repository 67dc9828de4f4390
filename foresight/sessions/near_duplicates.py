"""Needs that say nearly the same, found by spelling: for Russian and Kazakh, with slips and endings.

Term frequency times inverse document frequency of letter sequences (Salton and Buckley 1988) and the cosine
between them: sequences of letters inside words survive endings, slips and Kazakh typed without its own letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ALIKE_FROM = 0.4
MOST_PAIRS = 30

# Kazakh letters as they are typed on a Russian keyboard, and Russian pairs that are confused.
PLAIN_LETTERS = str.maketrans("әғқңөұүһіёйъ", "агкноуухиеиь")
# Latin letters that were typed inside a Cyrillic word.
LATIN_IN_CYRILLIC = str.maketrans("abcehikmoptuxy", "авсенікмортиху")
# Words that stand in every second need and tell nothing about it.
_COMMON = """
    в во и на по для с со от до из за о об у к при или не что это как а но же развитие создание внедрение обеспечение
    повышение проблема проблемы решение система системы области региона регион регионе
    және мен бен пен үшін бойынша туралы дамыту енгізу құру жасау арттыру қамтамасыз ету мәселесі мәселелері шешу жүйесі
    облысы облысында өңір өңірде өңірдің
    the a an of and for in on to with development
    """
COMMON_WORDS = frozenset(_COMMON.split())


@dataclass(frozen=True)
class Pair:
    """Two needs that may be one.

    Attributes
    ----------
    first, second : int
        Places in the list given, the first before the second.
    similarity : float
        0 to 1.
    """

    first: int
    second: int
    similarity: float


def spelling(text: str) -> str:
    """Reduce a text to what is compared: small letters, Kazakh letters as plain ones, common words left out."""
    text = unicodedata.normalize("NFC", text).lower()
    words = []
    for word in re.findall(r"[^\W_]+", text):
        if word in COMMON_WORDS:
            continue
        if re.search(r"[\u0400-\u04ff]", word):
            word = word.translate(LATIN_IN_CYRILLIC)
        words.append(word.translate(PLAIN_LETTERS))
    return " ".join(words)


def similarities(texts: Sequence[str]) -> np.ndarray:
    """Similarity of every text to every other.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    numpy.ndarray, shape (texts, texts)
        Symmetric, 0 to 1, with zeros on the diagonal.
    """
    reduced = [spelling(text) for text in texts]
    if len(reduced) < 2 or not any(reduced):
        return np.zeros((len(reduced), len(reduced)))
    # Imported here: it takes half a second and the phones never need it.
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32).fit_transform(
        reduced
    )
    cosine = np.asarray((matrix @ matrix.T).todense(), dtype=float)
    np.fill_diagonal(cosine, 0.0)
    return np.clip(cosine, 0.0, 1.0)


def near_duplicates(texts: Sequence[str], alike_from: float = ALIKE_FROM, most: int = MOST_PAIRS) -> list[Pair]:
    """List pairs that may say the same, the most alike first.

    Parameters
    ----------
    texts : sequence of str
        Titles, perhaps with reasons.
    alike_from : float
        Smallest similarity that is reported.
    most : int
        Longest list.
    """
    matrix = np.triu(similarities(texts), k=1)
    places = np.argwhere(matrix >= alike_from)
    values = matrix[places[:, 0], places[:, 1]]
    order = np.lexsort((places[:, 1], places[:, 0], -values))[:most]
    return [Pair(int(places[i, 0]), int(places[i, 1]), float(values[i])) for i in order]
