"""Every name that a code of the core has for the reader, by kind: the one register behind ``Language.label``.

A name stands in the dictionary of its room (``*_labels.py``); a kind belongs to one room only.
"""

from foresight.i18n.follow_up_labels import FOLLOW_UP_LABELS
from foresight.i18n.forecast_labels import FORECAST_LABELS
from foresight.i18n.funding_labels import FUNDING_LABELS
from foresight.i18n.general_labels import GENERAL_LABELS
from foresight.i18n.live_labels import LIVE_LABELS
from foresight.i18n.people_labels import PEOPLE_LABELS
from foresight.i18n.priority_labels import PRIORITY_LABELS
from foresight.i18n.region_labels import REGION_LABELS
from foresight.i18n.target_labels import TARGET_LABELS

ROOMS = (
    GENERAL_LABELS,
    FORECAST_LABELS,
    FUNDING_LABELS,
    FOLLOW_UP_LABELS,
    LIVE_LABELS,
    PEOPLE_LABELS,
    PRIORITY_LABELS,
    REGION_LABELS,
    TARGET_LABELS,
)
LABELS: dict[str, dict[str, str]] = {kind: names for room in ROOMS for kind, names in room.items()}


def named(kind: str, code: str) -> tuple[str, str]:
    """Return the English name of a code and the number it carries: ``round_2``, ``target_2030``; else no number.

    A code without a name is its own name, so a word from outside never becomes an error.
    """
    names = LABELS[kind]
    stem, _, number = code.rpartition("_")
    if code not in names and number.isdecimal() and stem in names:
        return names[stem], number
    return names.get(code, ""), ""
