"""The sections of the page of results, in reading order: each draws what was read and, of many needs, the first."""

from foresight.screen.results import agreement, certainty, dissent, groups, methods, ranking, stability, what_if

SECTIONS = {
    "ranking": ranking.draw,
    "agreement": agreement.draw,
    "stability": stability.draw,
    "groups": groups.draw,
    "certainty": certainty.draw,
    "methods": methods.draw,
    "what_if": what_if.draw,
    "dissent": dissent.draw,
}
