"""The same chain without a browser: the ``foresight`` command."""

from foresight.cli.command import main

__all__ = ["main"]
