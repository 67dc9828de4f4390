"""The reader's names for the codes of rankings: weights, notes, moves between sessions, sections of the pages."""

from foresight.i18n.follow_up_labels import KINDS as FOLLOW_UP
from foresight.i18n.follow_up_labels import follow_up_label
from foresight.i18n.language import Language
from foresight.problems import extracted

WEIGHTS = {
    "room": extracted("As the room weighed them"),
    "method": extracted("As the method was set"),
    "direct": extracted("Points distributed by the groups"),
    "swing": extracted("Swing points of the groups"),
    "pairwise": extracted("Pairwise judgements of the groups (AHP)"),
    "entropy": extracted("From the answers: entropy"),
    "critic": extracted("From the answers: CRITIC"),
}
NOTES = {
    "criterion_with_few_answers": extracted(
        "Fewer than {least} people answered “{criterion}” on any need: it counts for nothing."
    ),
    "need_with_few_answers": extracted("“{need}” was rated by {people} people, fewer than {least}: it is not ranked."),
    "panel_too_small_for_top_k": extracted(
        "The panel is small for choosing {k} needs: another panel of this size would share only {overlap} of them."
    ),
    "panel_needed": extracted("About {people_needed} people would make the choice firm."),
    "panel_needed_unknown": extracted("Even eight times as many people would not make the choice firm."),
    "not_connected": extracted("{people} people gave no usable importance to the criteria and are left out."),
}
SECTIONS = {
    "ranking": extracted("Ranking"),
    "agreement": extracted("Agreement"),
    "stability": extracted("Stability"),
    "groups": extracted("Groups"),
    "certainty": extracted("How sure"),
    "methods": extracted("Methods"),
    "what_if": extracted("What if"),
    "dissent": extracted("Dissent"),
}
KAPPA = {
    "poor": extracted("poor"),
    "fair": extracted("fair"),
    "moderate": extracted("moderate"),
    "substantial": extracted("substantial"),
    "almost_perfect": extracted("almost perfect"),
}
CONCORDANCE_REASONS = {
    "too_few_complete": extracted("too few rated every need"),
    "too_few_needs": extracted("fewer than two needs"),
    "no_order": extracted("everybody tied all needs"),
}
MULTIPLICITY = {
    "holm": extracted("Holm’s correction"),
    "benjamini_hochberg": extracted("Benjamini and Hochberg’s correction"),
}
WILCOXON = {
    "exact": extracted("exact"),
    "normal": extracted("normal approximation"),
    "no_change": extracted("nobody moved"),
}
RULE = {
    "measure": extracted("What decides"),
    "zone_from": extracted("The zone of acceptance starts at"),
    "decline_to": extracted("The zone of refusal ends at"),
    "zone_share": extracted("Share in the zone asked for"),
    "iqr_at_most": extracted("Widest interquartile range"),
    "unchanged_at_least": extracted("Stable from this share of people who kept their answer"),
    "concordance_at_least": extracted("No further round from a Kendall’s W of"),
    "confidence": extracted("Confidence of intervals and bands"),
    "significance": extracted("Significance after the correction"),
    "contested_effect": extracted("Contested from a Cliff’s delta of"),
    "multiplicity": extracted("Correction for many comparisons"),
    "statistics_from": extracted("Statistics from this many people, dots below"),
    "shown_from": extracted("Nothing shown about fewer people than"),
    "top_k": extracted("How many needs are to be chosen"),
    "top_overlap_at_least": extracted("The panel is large enough from this overlap of the choice"),
}
CAMPS = {
    "low": extracted("against; the answers stand in two camps"),
    "high": extracted("for; the answers stand in two camps"),
}
MOVES = {
    "moved_up": extracted("moved up"),
    "moved_down": extracted("moved down"),
    "within_uncertainty": extracted("within the uncertainty"),
    "new": extracted("raised for the first time"),
    "dropped": extracted("no longer raised"),
}
ACROSS = {
    "shared": extracted("Shared needs"),
    "national": extracted("National picture"),
    "moves": extracted("Since last time"),
    "speciality": extracted("Specialities"),
}
RANDOM_INDEX = {
    "saaty_2005": extracted("Saaty (2005)"),
    "saaty_1980": extracted("Saaty (1980)"),
    "donegan_dodd_1991": extracted("Donegan and Dodd (1991)"),
    "alonso_lamata_2006": extracted("Alonso and Lamata (2006)"),
}
KINDS = {
    "weights": WEIGHTS,
    "note": NOTES,
    "section": SECTIONS,
    "kappa": KAPPA,
    "concordance_reason": CONCORDANCE_REASONS,
    "multiplicity": MULTIPLICITY,
    "wilcoxon": WILCOXON,
    "rule": RULE,
    "camp": CAMPS,
    "move": MOVES,
    "across": ACROSS,
    "random_index": RANDOM_INDEX,
}


def priority_label(language: Language, kind: str, code: str, **values: object) -> str:
    """Name a code for the reader; notes that other pages know too are named as there."""
    known = KINDS[kind]
    if code not in known and kind in FOLLOW_UP:
        return follow_up_label(language, kind, code, **values)
    return language.text(known[code], **values) if code in known else str(code)


def priority_labels(language: Language, kind: str) -> dict[str, str]:
    """Return every name of a kind by code, in reading order."""
    return {code: language.text(message) for code, message in KINDS[kind].items()}
