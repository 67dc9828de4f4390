"""Priorities across regions, section by section: shared needs, the country, moves since last time, specialities."""
