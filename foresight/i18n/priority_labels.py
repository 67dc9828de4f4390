"""The reader's names for the codes of rankings: weights, notes, moves between sessions, sections of the pages."""

WEIGHTS = {
    "room": "As the room weighed them",
    "method": "As the method was set",
    "direct": "Points distributed by the groups",
    "swing": "Swing points of the groups",
    "pairwise": "Pairwise judgements of the groups (AHP)",
    "entropy": "From the answers: entropy",
    "critic": "From the answers: CRITIC",
    "given": "As you gave them",
    "equal": "Every criterion the same",
}
NOTES = {
    "panel_too_small": "{people} people answered: fewer than {least}, so ranks have no interval.",
    "group_too_small": "{group}: {people} people answered, fewer than {least}; its mean is unsure.",
    "groups_combined": "Groups of fewer than {least} people are shown together: {groups}.",
    "constant_criterion": "All needs were rated the same by “{criterion}”: it does not tell them apart.",
    "equal_weights": "No criterion tells the needs apart: all of them weigh the same.",
    "all_needs_equal": "All needs have the same score: there is no ranking.",
    "methods_disagree": "The ranking methods put {winners} different needs first.",
    "no_condorcet_winner": "No need wins against every other one by a majority.",
    "kemeny_not_proven": "The Kemeny order is the best one found, but not proven to be the best.",
    "kemeny_ties": "{orders} orders are equally good by Kemeny.",
    "group_decides_first": "Without the group “{group}” another need would be first.",
    "fragile_weight": "A change of the weight of “{criterion}” by {change} would put another need first.",
    "need_not_rated": "Nobody rated “{need}”.",
    "criterion_with_few_answers": (
        "Fewer than {least} people answered “{criterion}” on any need: it counts for nothing."
    ),
    "need_with_few_answers": "“{need}” was rated by {people} people, fewer than {least}: it is not ranked.",
    "panel_too_small_for_top_k": (
        "The panel is small for choosing the first {k}: another panel of this size would share only {overlap} of them."
    ),
    "panel_needed": "About {people_needed} people would make the choice firm.",
    "panel_needed_unknown": "Even eight times as many people would not make the choice firm.",
    "not_connected": "{people} people gave no usable importance to the criteria and are left out.",
}
SECTIONS = {
    "ranking": "Ranking",
    "agreement": "Agreement",
    "stability": "Stability",
    "groups": "Groups",
    "certainty": "How sure",
    "methods": "Methods",
    "what_if": "What if",
    "dissent": "Dissent",
}
KAPPA = {
    "poor": "poor",
    "fair": "fair",
    "moderate": "moderate",
    "substantial": "substantial",
    "almost_perfect": "almost perfect",
}
CONCORDANCE_REASONS = {
    "too_few_complete": "too few rated every need",
    "too_few_needs": "fewer than two needs",
    "no_order": "everybody tied all needs",
}
MULTIPLICITY = {
    "holm": "Holm’s correction",
    "benjamini_hochberg": "Benjamini and Hochberg’s correction",
}
WILCOXON = {
    "exact": "exact",
    "normal": "normal approximation",
    "no_change": "nobody moved",
}
RULE = {
    "measure": "What decides",
    "zone_from": "The zone of acceptance starts at",
    "decline_to": "The zone of refusal ends at",
    "zone_share": "Share in the zone asked for",
    "iqr_at_most": "Widest interquartile range",
    "unchanged_at_least": "Stable from this share of people who kept their answer",
    "concordance_at_least": "No further round from a Kendall’s W of",
    "confidence": "Confidence of intervals and bands",
    "significance": "Significance after the correction",
    "contested_effect": "Contested from a Cliff’s delta of",
    "multiplicity": "Correction for many comparisons",
    "statistics_from": "Statistics from this many people, dots below",
    "shown_from": "Nothing shown about fewer people than",
    "top_k": "How many needs are to be chosen",
    "top_overlap_at_least": "The panel is large enough from this overlap of the choice",
}
CAMPS = {
    "low": "against; the answers stand in two camps",
    "high": "for; the answers stand in two camps",
}
MOVES = {
    "moved_up": "moved up",
    "moved_down": "moved down",
    "within_uncertainty": "within the uncertainty",
    "new": "raised for the first time",
    "dropped": "no longer raised",
}
ACROSS = {
    "shared": "Shared needs",
    "national": "National picture",
    "moves": "Since last time",
    "speciality": "Specialities",
}
RANDOM_INDEX = {
    "saaty_2005": "Saaty (2005)",
    "saaty_1980": "Saaty (1980)",
    "donegan_dodd_1991": "Donegan and Dodd (1991)",
    "alonso_lamata_2006": "Alonso and Lamata (2006)",
}
PRIORITY_LABELS: dict[str, dict[str, str]] = {
    "weights_source": WEIGHTS,
    "ranking_note": NOTES,
    "result_section": SECTIONS,
    "kappa": KAPPA,
    "concordance_reason": CONCORDANCE_REASONS,
    "multiplicity": MULTIPLICITY,
    "wilcoxon": WILCOXON,
    "agreement_rule": RULE,
    "camp": CAMPS,
    "move": MOVES,
    "across": ACROSS,
    "random_index": RANDOM_INDEX,
}
