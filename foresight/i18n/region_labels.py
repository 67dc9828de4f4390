"""The reader's names for the codes of figures brought in, of their quality, and of the regional index."""

COLUMNS = {
    "indicator": "indicator",
    "region": "region",
    "year": "year",
    "value": "value",
    "unit": "unit",
    "status": "status",
    "source": "source",
    "note": "note",
}
SEVERITIES = {
    "error": "error",
    "warning": "look again",
}
LAYOUTS = {
    "tidy": "one row a figure",
    "regions_by_years": "regions in rows, years in columns",
    "years_by_regions": "years in rows, regions in columns",
    "regions_of_one_year": "regions of one year, its kinds in columns",
}
CHANGES = {
    "added": "new",
    "revised": "revised",
    "status_changed": "status changed",
    "absent": "no longer there",
}
LEVELS = {
    "official": "official",
    "derived": "derived",
    "unsure": "estimate or not verified",
    "not_published": "not published: zero or confidential",
    "missing": "missing",
    "not_yet": "the region did not exist yet",
}
USES = {
    "spending_forecast": "Forecast of R&D expenditure",
    "budget_forecast": "Forecast of local R&D budgets",
    "simulated_budgets": "Simulation: what regions can pay",
    "simulated_capacity": "Simulation: how many projects researchers can carry",
    "fiscal_capacity": "Simulation: rules by fiscal capacity",
    "index": "Index of scientific potential",
    "index_capacity": "Index: people who do research",
    "index_results": "Index: results of research",
    "index_organisations": "Index: organisations that do research",
    "constant_prices": "Comparison in constant prices",
    "central_envelope": "Simulation: the central envelope",
}
CONSEQUENCES = {
    "spending_forecast": "These regions have no forecast of their own.",
    "budget_forecast": "A dash may be zero or hidden money, so a region is funded with a probability only.",
    "simulated_budgets": "A dash counts as zero: what these regions could pay is not in the simulation.",
    "simulated_capacity": "The rest of the nation is shared out by R&D expenditure.",
    "fiscal_capacity": "Tiers by fiscal capacity rest on estimates.",
    "no_year": "There is no figure of this year yet: what rests on it stays at the last year that has one.",
    "index": "These regions are ranked on fewer indicators, and their rank is less firm.",
    "index_capacity": "The index says nothing of researchers; doctoral students stand in for people.",
    "index_results": "The index says nothing of publications.",
    "index_organisations": "The index says nothing of organisations: too few regions are known.",
    "constant_prices": "The last year rests on a price index that is not verified.",
    "central_envelope": "The central envelope is an assumption.",
    "estimates": "It rests on estimates, and so does what is computed from it.",
}
SUMS = {
    "adds_up": "adds up",
    "hidden": "the rest lies behind dashes",
    "incomplete": "regions are missing",
    "too_much": "regions add up to more than the nation",
    "unexplained": "does not add up, without a reason",
}
MAP_LAYERS = {
    "spending": "R&D",
    "capacity": "Capacities",
    "economy": "Economy and people",
    "needs": "Sessions and needs",
    "initiatives": "Initiatives",
    "index": "Index",
}
RECORDS = {
    "foresight_sessions": "Foresight sessions held",
    "needs": "Needs accepted in sessions",
    "specifications_begun": "Technical specifications begun",
    "technical_specifications": "Technical specifications included in calls",
    "active_projects": "Projects and programmes under way",
    "cofinancing_share": "Co-financing share from local and private sources",
    "recommendations": "Recommendations on regional scientific potential",
    "potential_index": "Index of scientific potential",
}
MAP_VIEWS = {
    "tiles": "Tiles",
    "circles": "Circles",
    "areas": "Boundaries",
}
REGION_VIEWS = {
    "map": "Map and card",
    "comparison": "Comparison",
    "index": "Index of potential",
}
MEASURES = {
    "nominal": "as printed",
    "real": "in constant prices",
    "per_head": "per 100,000 people",
    "per_grp": "per gross regional product",
}
NORMALISATIONS = {
    "min_max": "From smallest to largest, 0 to 1",
    "z_score": "Deviations from the mean",
    "rank": "Ranks",
}
WEIGHTINGS = {
    "equal": "Equal",
    "expert": "Points of experts",
    "entropy": "By how much they differ (entropy)",
    "principal_components": "By what they share (principal components)",
}
AGGREGATIONS = {
    "arithmetic": "Sum: strength in one makes up for weakness in another",
    "geometric": "Product: weakness in one cannot be made up for",
}
TRANSFORMATIONS = {
    "none": "as it is",
    "log": "logarithm",
}
DIRECTIONS = {
    "1": "more is better",
    "-1": "less is better",
}
MISSING_TREATMENTS = {
    "available": "Counted on what the region has",
    "mean": "As the mean of the regions",
    "nearest": "As in the most similar region",
    "lowest": "As the lowest value of all",
}
INDEX_CHOICES = {
    "transformation": "Whether logarithms are taken",
    "direction": "Which way a disputed one counts",
    "missing": "What stands in for a missing value",
    "normalisation": "How indicators are scaled",
    "aggregation": "How they are added up",
    "weighting": "How they are weighed",
    "left_out": "Which one is left out",
}
EMPHASES = {
    "spending": "Emphasis on spending",
    "people": "Emphasis on people",
}
INDEX_INDICATORS = {
    "rd_expenditure/population": "R&D spending a head",
    "rd_expenditure/grp": "R&D spending per GRP",
    "doctoral_students/population": "Doctoral students a head",
    "doctoral_graduates/population": "Doctoral graduates a head",
    "local_budget_rd/population": "Local R&D budget a head",
    "local_budget_rd/grp": "Local R&D budget per GRP",
    "rd_personnel/population": "R&D personnel a head",
    "researchers/population": "Researchers a head",
    "publications/population": "Publications a head",
    "share_of_enterprises_doing_rd": "Organisations doing R&D",
    "grp/population": "GRP a head",
}
WRITTEN_UNITS = {
    "KZT": "tenge",
    "thousand KZT": "thousand tenge",
    "mln KZT": "mln tenge",
    "bn KZT": "bn tenge",
    "persons": "people",
    "thousand persons": "thousand people",
}
OUR_COLUMNS = {
    "region": "Column with the regions",
    "year": "Column with the years",
    "value": "Column with the values",
}
REGION_LABELS: dict[str, dict[str, str]] = {
    "column": COLUMNS,
    "import_severity": SEVERITIES,
    "layout": LAYOUTS,
    "change": CHANGES,
    "level": LEVELS,
    "use": USES,
    "consequence": CONSEQUENCES,
    "sum": SUMS,
    "map_layer": MAP_LAYERS,
    "record": RECORDS,
    "map_view": MAP_VIEWS,
    "region_view": REGION_VIEWS,
    "region_measure": MEASURES,
    "normalisation": NORMALISATIONS,
    "weighting": WEIGHTINGS,
    "index_aggregation": AGGREGATIONS,
    "transformation": TRANSFORMATIONS,
    "direction": DIRECTIONS,
    "missing_treatment": MISSING_TREATMENTS,
    "index_choice": INDEX_CHOICES,
    "emphasis": EMPHASES,
    "index_indicator": INDEX_INDICATORS,
    "written_unit": WRITTEN_UNITS,
    "our_column": OUR_COLUMNS,
}
