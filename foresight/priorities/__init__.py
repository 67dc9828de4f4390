"""Criteria, weights, rankings and how sure a ranking is."""
