"""What the first console or projector of a process would otherwise load while a room is already answering."""

from __future__ import annotations

import importlib
import threading

from foresight.i18n.language import LANGUAGES, language

SCREENS = ("answers", "choice", "evidence", "method_form", "moderation", "paper", "people", "pictures", "printing")


def get_ready() -> threading.Thread:
    """Load the screens of a room and the words of all languages, in a thread of its own.

    Measured: loaded by the first projector, they held up the phones of a full room for two seconds.
    """
    loading = threading.Thread(target=_load, name="room screens", daemon=True)
    loading.start()
    return loading


def _load() -> None:
    for code in LANGUAGES:
        language(code).text("Projector")
    for name in SCREENS:
        importlib.import_module(f"foresight.screen.room.{name}")
