"""The reader's names for the codes of a live session: stages, blanks, areas, modes and steps."""

STAGES = {
    "draft": "Draft",
    "lobby": "Gathering",
    "collect": "Collecting needs",
    "merge": "Merging",
    "weights": "Weighing the criteria",
    "round": "Round {round}",
    "feedback": "Discussion of round {round}",
    "results": "Results",
    "closed": "Closed",
}
BLANKS = {
    "dont_know": "Don’t know",
    "not_informed": "Not informed",
}
CHNRI_VALUES = {
    "0": "No",
    "0.5": "Partly",
    "1": "Yes",
}
AREAS = {
    "ecology": "Environment and water",
    "energy": "Energy",
    "agriculture": "Agriculture",
    "health": "Health",
    "digital": "Digital technology",
    "industry": "Industry and materials",
    "society": "Education and society",
    "other": "Another area",
}
MODES = {
    "open": "Open: anybody with the code, once per browser",
    "tokens": "Strict: one-time codes on printed slips, one person one ballot",
}
SCALES = {
    "one_to_nine": "1 to 9",
    "chnri": "No, partly, yes (CHNRI)",
    "points": "Points to distribute",
}
STEPS = {
    "stage_moved": "change of stage",
    "method_changed": "change of method",
    "timer_set": "timer",
    "settings_changed": "change of settings",
    "cards_sent": "evidence sent",
    "need_added": "need added",
    "need_edited": "need edited",
    "need_hidden": "need hidden",
    "need_accepted": "need shown",
    "needs_merged": "needs merged",
    "need_split": "need split",
    "code_renewed": "new code",
    "tokens_made": "slips made",
    "token_released": "slip may be used again",
    "spotlight_moved": "need on the wall",
    "paper_typed": "paper ballot typed in",
    "paper_counted": "paper ballot counted",
}
NEED_STATES = {
    "proposed": "waiting",
    "accepted": "shown",
    "hidden": "hidden",
    "merged": "lives on in another",
}
GROUPS_SHORT = {
    "government": "Authorities",
    "business": "Business",
    "public": "Public",
    "science": "Science",
    "combined": "Small groups together",
}
EVENTS = {
    "session_created": "session started",
    "session_live": "session made live",
    "session_imported": "session brought in from a file",
    "demonstration_loaded": "demonstration loaded",
    "timer_set": "timer",
    "method_changed": "method changed",
    "method_locked": "method locked by the first ballot",
    "settings_changed": "settings changed",
    "cards_sent": "evidence sent",
    "code_renewed": "new code",
    "tokens_made": "slips made",
    "token_released": "slip may be used again",
    "need_added": "need added",
    "need_edited": "need edited",
    "need_state": "need shown or hidden",
    "needs_merged": "needs merged",
    "need_split": "need split",
    "paper_counted": "paper ballot counted",
    "undone": "step taken back",
    "weights_judged": "a group’s weights of the criteria",
}
LIVE_LABELS: dict[str, dict[str, str]] = {
    "session_event": EVENTS,
    "stage": STAGES,
    "blank": BLANKS,
    "chnri": CHNRI_VALUES,
    "area": AREAS,
    "session_mode": MODES,
    "scale": SCALES,
    "session_step": STEPS,
    "need_state": NEED_STATES,
    "group_short": GROUPS_SHORT,
}
