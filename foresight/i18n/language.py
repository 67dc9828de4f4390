"""One reader's language: sentences, numbers, money, dates and the names of things."""

import datetime as dt
import io
import math
import re
from functools import cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from foresight.i18n.labels import LABELS, named
from foresight.problems import Problem, extracted
from foresight.regions.regions import NATION, REGIONS, region
from foresight.statistics.shipped import indicator_names

LOCALES = Path(__file__).parent / "locale"
LANGUAGES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}
DEFAULT_LANGUAGE = "ru"
NO_BREAK = "\u00a0"
TENGE = "₸"
_FORMAT_LOCALES = {"ru": "ru_KZ", "kk": "kk_KZ", "en": "en"}


#: From this probability on a thing is called likely, in words as in counts of targets.
LIKELY_FROM = 0.65
_REGION_CODE = re.compile(r"\bKZ-\d\d\b")
_CHANCES = (
    (0.01, extracted("practically excluded")),
    (0.05, extracted("very unlikely")),
    (0.35, extracted("unlikely")),
    (LIKELY_FROM, extracted("about as likely as not")),
    (0.95, extracted("likely")),
    (0.99, extracted("very likely")),
    (math.inf, extracted("practically certain")),
)


class Language:
    """Everything that depends on the reader's language, and nothing that depends on the page.

    Parameters
    ----------
    code : {"ru", "kk", "en"}

    Raises
    ------
    Problem
        If the code is none of the three.
    """

    def __init__(self, code: str) -> None:
        if code not in LANGUAGES:
            raise Problem("unknown language {code}: one of {allowed}", code=code, allowed=", ".join(LANGUAGES))
        self.code = code
        self._locale = Locale.parse(_FORMAT_LOCALES[code])

    @cached_property
    def _catalogue(self) -> NullTranslations:
        path = LOCALES / self.code / "LC_MESSAGES" / "foresight.po"
        if not path.exists():
            return NullTranslations()
        compiled = io.BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=self.code))
        compiled.seek(0)
        return GNUTranslations(compiled)

    def text(self, message: str, **values: object) -> str:
        """Translate a sentence and fill its ``{named}`` placeholders."""
        translated = self._catalogue.gettext(message) if message else ""
        return translated.format(**values) if values else translated

    def plural(self, singular: str, plural: str, count: int, **values: object) -> str:
        """Translate a sentence about ``count`` things; ``{count}`` is filled in as a formatted number."""
        return self._catalogue.ngettext(singular, plural, count).format(count=self.number(count), **values)

    def problem(self, problem: Exception) -> str:
        """Tell what was wrong in the reader's language."""
        if isinstance(problem, Problem):
            inner = {name: self._readable(name, value) for name, value in problem.values.items()}
            sentence = self.text(problem.sentence, **inner)
            # A sentence that begins with somebody's own word, such as the name of a file, leaves it as it is.
            own = problem.sentence.startswith("{") and not problem.sentence.startswith("{field}")
            if not own and not self._catalogue.gettext(problem.sentence).startswith("{file}"):
                sentence = sentence[:1].upper() + sentence[1:]
            return sentence + ("" if sentence.endswith((".", "?", "!")) else ".")
        return self.text("Something went wrong here; nothing was changed.")

    def _readable(self, name: str, value: object) -> object:
        """Name what a sentence speaks of: a field, a region, a parameter, an indicator; all else stays as it is."""
        if isinstance(value, Problem):
            return self.problem(value)
        if not isinstance(value, str):
            return value
        if name in ("field", "column"):
            return self.label("field", value)
        if name == "region" and (value in REGIONS or value == NATION):
            return self.region(value)
        if name == "regions":
            return _REGION_CODE.sub(lambda found: self.region(found[0]), value)
        if name == "name" and value in LABELS["parameter"]:
            return self.label("parameter", value)
        if name == "indicator":
            return indicator_names(self.code).get(value) or self.label("index_indicator", value)
        return value

    def label(self, kind: str, code: str, **values: object) -> str:
        """Name a code of the core (a status, a stage, a note with its values) for the reader.

        ``round_2`` and ``target_2030`` are named with their number; a code without a name stays as it is.
        """
        name, number = named(kind, str(code))
        if number:
            values = {"round": number, "year": number} | values
        return self.text(name, **values) if name else str(code)

    def labels(self, kind: str) -> dict[str, str]:
        """Return every label of a kind by code, in reading order."""
        return {code: self.text(message) for code, message in LABELS[kind].items()}

    def region(self, code: str, *, short: bool = False) -> str:
        """Name a region, or the nation for ``KZ``."""
        if code == "KZ":
            return self.text("Kazakhstan")
        found = region(code)
        return found.short_name(self.code) if short else found.name(self.code)

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number with the separators of the language; a missing value is a dash."""
        if value is None or math.isnan(value):
            return "–"
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=self._locale).replace(" ", NO_BREAK)

    def plain(self, value: float) -> str:
        """Write a number with as many decimals as it has, at most three."""
        text = f"{value:.3f}".rstrip("0")
        return self.number(value, len(text.partition(".")[2]))

    def percent(self, share: float, decimals: int = 0) -> str:
        """Write a share of one as a percentage."""
        if share is None or math.isnan(share):
            return "–"
        space = "" if self.code == "en" else NO_BREAK
        return f"{self.number(share * 100, decimals)}{space}%"

    def money(self, million_tenge: float, decimals: int | None = None) -> str:
        """Write an amount given in mln KZT in the unit a reader would use."""
        if million_tenge is None or math.isnan(million_tenge):
            return "–"
        size = abs(million_tenge)
        if size >= 999_950:
            amount, unit = million_tenge / 1e6, self.text("trn")
        elif size >= 999.95:
            amount, unit = million_tenge / 1e3, self.text("bn")
        elif size >= 0.9995 or size == 0:
            amount, unit = million_tenge, self.text("mln")
        else:
            amount, unit = million_tenge * 1e3, self.text("thousand")
        if decimals is None:
            decimals = 0 if abs(amount) >= 999.5 or amount == int(amount) else 1
        return f"{self.number(amount, decimals)}{NO_BREAK}{unit}{NO_BREAK}{TENGE}"

    def date(self, day: dt.date) -> str:
        """Write a date in full: 22 ноября 2026 г."""
        if self.code == "kk":
            return format_date(day, format="y 'ж'. d MMMM", locale=self._locale)
        return format_date(day, format="long", locale=self._locale)

    def chance(self, probability: float) -> str:
        """Say a probability in words with a count out of ten or a hundred, never as a bare decimal."""
        if probability is None or math.isnan(probability):
            return self.text("not known")
        words = next(self.text(word) for limit, word in _CHANCES if probability < limit)
        if probability < 0.005:
            return self.text("{words}, under 1 in 100", words=words)
        if probability > 0.995:
            return self.text("{words}, over 99 in 100", words=words)
        if 0.095 <= probability <= 0.905:
            return self.text("{words}, {count} in 10", words=words, count=round(probability * 10))
        return self.text("{words}, {count} in 100", words=words, count=round(probability * 100))

    def vega_locale(self) -> dict:
        """Return the number locale charts draw their axes with."""
        if self.code == "en":
            return {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", "\u00a0₸"]}
        return {"decimal": ",", "thousands": NO_BREAK, "grouping": [3], "currency": ["", "\u00a0₸"]}


@lru_cache(maxsize=len(LANGUAGES))
def language(code: str) -> Language:
    """Return the one ``Language`` of a code."""
    return Language(code)
