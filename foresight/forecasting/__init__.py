"""Forecasts of short annual panels, with intervals whose coverage was measured."""
