"""The reader's names for the codes of a live session: stages, blanks, areas, modes and steps."""

from foresight.i18n.language import Language, extracted

STAGES = {
    "draft": extracted("Draft"),
    "lobby": extracted("Gathering"),
    "collect": extracted("Collecting needs"),
    "merge": extracted("Merging"),
    "weights": extracted("Weighing the criteria"),
    "round": extracted("Round {round}"),
    "feedback": extracted("Discussion of round {round}"),
    "results": extracted("Results"),
    "closed": extracted("Closed"),
}
BLANKS = {
    "dont_know": extracted("Don’t know"),
    "not_informed": extracted("Not informed"),
}
CHNRI_VALUES = {
    "0": extracted("No"),
    "0.5": extracted("Partly"),
    "1": extracted("Yes"),
}
AREAS = {
    "ecology": extracted("Environment and water"),
    "energy": extracted("Energy"),
    "agriculture": extracted("Agriculture"),
    "health": extracted("Health"),
    "digital": extracted("Digital technology"),
    "industry": extracted("Industry and materials"),
    "society": extracted("Education and society"),
    "other": extracted("Another area"),
}
MODES = {
    "open": extracted("Open: anybody with the code, once per browser"),
    "tokens": extracted("Strict: one-time codes on printed slips, one person one ballot"),
}
SCALES = {
    "one_to_nine": extracted("1 to 9"),
    "chnri": extracted("No, partly, yes (CHNRI)"),
    "points": extracted("Points to distribute"),
}
STEPS = {
    "stage_moved": extracted("change of stage"),
    "method_changed": extracted("change of method"),
    "timer_set": extracted("timer"),
    "settings_changed": extracted("change of settings"),
    "cards_sent": extracted("evidence sent"),
    "need_added": extracted("need added"),
    "need_edited": extracted("need edited"),
    "need_hidden": extracted("need hidden"),
    "need_accepted": extracted("need shown"),
    "needs_merged": extracted("needs merged"),
    "need_split": extracted("need split"),
}
NEED_STATES = {
    "proposed": extracted("waiting"),
    "accepted": extracted("shown"),
    "hidden": extracted("hidden"),
    "merged": extracted("lives on in another"),
}
GROUPS_SHORT = {
    "government": extracted("Authorities"),
    "business": extracted("Business"),
    "public": extracted("Public"),
    "science": extracted("Science"),
    "combined": extracted("Small groups together"),
}
EVENTS = {
    "session_created": extracted("session started"),
    "session_live": extracted("session made live"),
    "session_imported": extracted("session brought in from a file"),
    "demonstration_loaded": extracted("demonstration loaded"),
    "timer_set": extracted("timer"),
    "method_changed": extracted("method changed"),
    "method_locked": extracted("method locked by the first ballot"),
    "settings_changed": extracted("settings changed"),
    "cards_sent": extracted("evidence sent"),
    "code_renewed": extracted("new code"),
    "tokens_made": extracted("slips made"),
    "token_released": extracted("slip may be used again"),
    "need_added": extracted("need added"),
    "need_edited": extracted("need edited"),
    "need_state": extracted("need shown or hidden"),
    "needs_merged": extracted("needs merged"),
    "need_split": extracted("need split"),
    "paper_counted": extracted("paper ballot counted"),
    "undone": extracted("step taken back"),
    "weights_judged": extracted("a group’s weights of the criteria"),
}
KINDS = {
    "event": EVENTS,
    "stage": STAGES,
    "blank": BLANKS,
    "chnri": CHNRI_VALUES,
    "area": AREAS,
    "mode": MODES,
    "scale": SCALES,
    "step": STEPS,
    "need_state": NEED_STATES,
    "group": GROUPS_SHORT,
}


def live_label(language: Language, kind: str, code: str) -> str:
    """Name a code of a live session for the reader; ``round_2`` and ``feedback_2`` carry their number."""
    if kind == "stage":
        stage, _, number = code.partition("_")
        return language.text(STAGES[stage], round=number) if number else language.text(STAGES[stage])
    return language.text(KINDS[kind].get(code, code))
