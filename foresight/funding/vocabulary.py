"""The words of the funding model: instruments, payers, constraints, years."""

from __future__ import annotations

ENGINE_VERSION = "1.0.0"

INSTRUMENTS: tuple[str, ...] = ("grant", "programme")
PAYERS: tuple[str, ...] = ("local", "central", "private")
YEARS: tuple[int, ...] = (2025, 2026, 2027, 2028, 2029, 2030)
BASE_YEAR = 2024
"""Year of the prices in which costs and first budgets are stated."""

BINDING: tuple[str, ...] = ("none", "budget", "indivisibility", "pipeline", "capacity", "envelope", "payment")
"""What stopped one more project from starting; the position is the code stored in arrays."""

RATIONING: tuple[str, ...] = ("random", "equity", "merit", "largest_remainder")
UNLIMITED = 1.0e6
"""Stands for "no limit" in counts; whole numbers up to here are exact in single precision."""
