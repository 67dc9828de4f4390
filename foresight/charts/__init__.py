"""Data frame in, Altair chart out."""
