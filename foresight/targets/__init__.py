"""The five targets for 2026-2030: feasibility and consistency."""
