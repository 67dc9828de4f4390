"""The reader's names for the codes of figures brought in, of their quality, and of the regional index."""

from foresight.i18n.language import Language
from foresight.problems import extracted

COLUMNS = {
    "indicator": extracted("indicator"),
    "region": extracted("region"),
    "year": extracted("year"),
    "value": extracted("value"),
    "unit": extracted("unit"),
    "status": extracted("status"),
    "source": extracted("source"),
    "note": extracted("note"),
}
SEVERITIES = {
    "error": extracted("error"),
    "warning": extracted("look again"),
}
LAYOUTS = {
    "tidy": extracted("one row a figure"),
    "regions_by_years": extracted("regions in rows, years in columns"),
    "years_by_regions": extracted("years in rows, regions in columns"),
    "regions_of_one_year": extracted("regions of one year, its kinds in columns"),
}
CHANGES = {
    "added": extracted("new"),
    "revised": extracted("revised"),
    "status_changed": extracted("status changed"),
    "absent": extracted("no longer there"),
}
LEVELS = {
    "official": extracted("official"),
    "derived": extracted("derived"),
    "unsure": extracted("estimate or not verified"),
    "not_published": extracted("not published: zero or confidential"),
    "missing": extracted("missing"),
    "not_yet": extracted("the region did not exist yet"),
}
USES = {
    "spending_forecast": extracted("Forecast of R&D expenditure"),
    "budget_forecast": extracted("Forecast of local R&D budgets"),
    "simulated_budgets": extracted("Simulation: what regions can pay"),
    "simulated_capacity": extracted("Simulation: how many projects researchers can carry"),
    "fiscal_capacity": extracted("Simulation: rules by fiscal capacity"),
    "index": extracted("Index of scientific potential"),
    "index_capacity": extracted("Index: people who do research"),
    "index_results": extracted("Index: results of research"),
    "index_organisations": extracted("Index: organisations that do research"),
    "constant_prices": extracted("Comparison in constant prices"),
    "central_envelope": extracted("Simulation: the central envelope"),
}
CONSEQUENCES = {
    "spending_forecast": extracted("These regions have no forecast of their own."),
    "budget_forecast": extracted("A dash may be zero or hidden money, so a region is funded with a probability only."),
    "simulated_budgets": extracted("A dash counts as zero: what these regions could pay is not in the simulation."),
    "simulated_capacity": extracted("The rest of the nation is shared out by R&D expenditure."),
    "fiscal_capacity": extracted("Tiers by fiscal capacity rest on estimates."),
    "index": extracted("These regions are ranked on fewer indicators, and their rank is less firm."),
    "index_capacity": extracted("The index says nothing of researchers; doctoral students stand in for people."),
    "index_results": extracted("The index says nothing of publications."),
    "index_organisations": extracted("The index says nothing of organisations: too few regions are known."),
    "constant_prices": extracted("The last year rests on a price index that is not verified."),
    "central_envelope": extracted("The central envelope is an assumption."),
    "estimates": extracted("It rests on estimates, and so does what is computed from it."),
}
SUMS = {
    "adds_up": extracted("adds up"),
    "hidden": extracted("the rest lies behind dashes"),
    "incomplete": extracted("regions are missing"),
    "too_much": extracted("regions add up to more than the nation"),
    "unexplained": extracted("does not add up, without a reason"),
}
MAP_LAYERS = {
    "spending": extracted("R&D"),
    "capacity": extracted("Capacities"),
    "economy": extracted("Economy and people"),
    "needs": extracted("Sessions and needs"),
    "initiatives": extracted("Initiatives"),
    "index": extracted("Index"),
}
RECORDS = {
    "foresight_sessions": extracted("Foresight sessions held"),
    "needs": extracted("Needs accepted in sessions"),
    "specifications_begun": extracted("Technical specifications begun"),
    "technical_specifications": extracted("Technical specifications included in calls"),
    "active_projects": extracted("Projects and programmes under way"),
    "cofinancing_share": extracted("Co-financing share from local and private sources"),
    "recommendations": extracted("Recommendations on regional scientific potential"),
    "potential_index": extracted("Index of scientific potential"),
}
MAP_VIEWS = {
    "tiles": extracted("Tiles"),
    "circles": extracted("Circles"),
    "areas": extracted("Boundaries"),
}
REGION_VIEWS = {
    "map": extracted("Map and card"),
    "comparison": extracted("Comparison"),
    "index": extracted("Index of potential"),
}
MEASURES = {
    "nominal": extracted("as printed"),
    "real": extracted("in constant prices"),
    "per_head": extracted("per 100,000 people"),
    "per_grp": extracted("per gross regional product"),
}
UNITS = {
    "mln KZT, prices of {year}": extracted("mln KZT, prices of {year}"),
    "per 100,000 people": extracted("per 100,000 people"),
    "recorded": extracted("recorded in the workbench"),
}
NORMALISATIONS = {
    "min_max": extracted("From smallest to largest, 0 to 1"),
    "z_score": extracted("Deviations from the mean"),
    "rank": extracted("Ranks"),
}
WEIGHTINGS = {
    "equal": extracted("Equal"),
    "expert": extracted("Points of experts"),
    "entropy": extracted("By how much they differ (entropy)"),
    "principal_components": extracted("By what they share (principal components)"),
}
AGGREGATIONS = {
    "arithmetic": extracted("Sum: strength in one makes up for weakness in another"),
    "geometric": extracted("Product: weakness in one cannot be made up for"),
}
TRANSFORMATIONS = {
    "none": extracted("as it is"),
    "log": extracted("logarithm"),
}
DIRECTIONS = {
    "1": extracted("more is better"),
    "-1": extracted("less is better"),
}
INDEX_CHOICES = {
    "normalisation": extracted("How indicators are scaled"),
    "aggregation": extracted("How they are added up"),
    "weighting": extracted("How they are weighed"),
    "left_out": extracted("Which one is left out"),
}
EMPHASES = {
    "spending": extracted("Emphasis on spending"),
    "people": extracted("Emphasis on people"),
}
INDEX_INDICATORS = {
    "rd_expenditure/population": extracted("R&D spending a head"),
    "rd_expenditure/grp": extracted("R&D spending per GRP"),
    "doctoral_students/population": extracted("Doctoral students a head"),
    "doctoral_graduates/population": extracted("Doctoral graduates a head"),
    "local_budget_rd/population": extracted("Local R&D budget a head"),
    "local_budget_rd/grp": extracted("Local R&D budget per GRP"),
    "rd_personnel/population": extracted("R&D personnel a head"),
    "researchers/population": extracted("Researchers a head"),
    "publications/population": extracted("Publications a head"),
    "share_of_enterprises_doing_rd": extracted("Organisations doing R&D"),
    "grp/population": extracted("GRP a head"),
}
WRITTEN_UNITS = {
    "KZT": extracted("tenge"),
    "thousand KZT": extracted("thousand tenge"),
    "mln KZT": extracted("mln tenge"),
    "bn KZT": extracted("bn tenge"),
    "persons": extracted("people"),
    "thousand persons": extracted("thousand people"),
}
OUR_COLUMNS = {
    "region": extracted("Column with the regions"),
    "year": extracted("Column with the years"),
    "value": extracted("Column with the values"),
}
KINDS = {
    "column": COLUMNS,
    "severity": SEVERITIES,
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
    "measure": MEASURES,
    "unit": UNITS,
    "normalisation": NORMALISATIONS,
    "weighting": WEIGHTINGS,
    "aggregation": AGGREGATIONS,
    "transformation": TRANSFORMATIONS,
    "direction": DIRECTIONS,
    "index_choice": INDEX_CHOICES,
    "emphasis": EMPHASES,
    "index_indicator": INDEX_INDICATORS,
    "written_unit": WRITTEN_UNITS,
    "our_column": OUR_COLUMNS,
}


def region_label(language: Language, kind: str, code: str, **values: object) -> str:
    """Name a code for the reader; a code without a name stays as it is."""
    known = KINDS[kind]
    return language.text(known[code], **values) if code in known else str(code)


def region_labels(language: Language, kind: str) -> dict[str, str]:
    """Return every name of a kind by code, in reading order."""
    return {code: language.text(message) for code, message in KINDS[kind].items()}


def unit_label(language: Language, unit: str, year: int = 0) -> str:
    """Name a unit of the catalogue or of a measure."""
    return region_label(language, "unit", unit, year=year) if unit in UNITS else language.label("unit", unit)
