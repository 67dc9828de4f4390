"""The reader's names for the codes of figures brought in, of their quality, and of the regional index."""

from foresight.i18n.language import Language
from foresight.problems import extracted

COLUMNS = {
    "indicator": extracted("indicator"),
    "region": extracted("region"),
    "year": extracted("year"),
    "value": extracted("value"),
    "unit": extracted("unit"),
    "status": extracted("status"),
    "source": extracted("source"),
    "note": extracted("note"),
}
SEVERITIES = {
    "error": extracted("error"),
    "warning": extracted("look again"),
}
LAYOUTS = {
    "tidy": extracted("one row a figure"),
    "regions_by_years": extracted("regions in rows, years in columns"),
    "years_by_regions": extracted("years in rows, regions in columns"),
    "regions_of_one_year": extracted("regions of one year, its kinds in columns"),
}
CHANGES = {
    "added": extracted("new"),
    "revised": extracted("revised"),
    "status_changed": extracted("status changed"),
    "absent": extracted("no longer there"),
}
KINDS = {
    "column": COLUMNS,
    "severity": SEVERITIES,
    "layout": LAYOUTS,
    "change": CHANGES,
}


def region_label(language: Language, kind: str, code: str, **values: object) -> str:
    """Name a code for the reader; a code without a name stays as it is."""
    known = KINDS[kind]
    return language.text(known[code], **values) if code in known else str(code)


def region_labels(language: Language, kind: str) -> dict[str, str]:
    """Return every name of a kind by code, in reading order."""
    return {code: language.text(message) for code, message in KINDS[kind].items()}
