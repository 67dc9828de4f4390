"""Translations, numbers, dates, money."""
