"""How a change of a scenario is worded: what it changes, and to which value."""

from foresight.i18n.language import Language


def path_label(language: Language, path: str) -> str:
    """Name what a change changes: a rule, a parameter, a choice, a mix, a region's own figure."""
    kind, _, rest = path.partition(".")
    if path in ("rule", "mix.money", "mix.specifications"):
        return language.label("path", path)
    if kind == "parameters":
        return language.label("parameter", rest)
    if kind == "choices":
        return language.label("choice_name", rest)
    parts = rest.split(".")
    if kind == "rule" and len(parts) == 2:
        return f"{language.label('instrument', parts[0])}: {language.label('rule_field', parts[1])}"
    if kind == "rule":
        return language.label("rule_field", rest)
    if kind == "regions" and len(parts) == 2:
        return f"{language.region(parts[0], short=True)}: {language.label('region_field', parts[1])}"
    return path


def value_label(language: Language, path: str, value: object) -> str:
    """Write the value of a change as a reader would."""
    if path.startswith("choices."):
        name = path.partition(".")[2]
        code = f"{name}.{value}" if name == "divisible" else str(value)
        return language.label("choice_value", code)
    if isinstance(value, dict) and {"grant", "programme"} == set(value):
        return " : ".join(language.percent(value[name]) for name in ("grant", "programme"))
    if isinstance(value, dict) and {"value", "low", "high"} == set(value):
        return (
            f"{_plain(language, value['value'])} ({_plain(language, value['low'])}–{_plain(language, value['high'])})"
        )
    if path == "rule":
        name = value if isinstance(value, str) else str(dict(value).get("name", ""))
        return language.label("rule", name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return language.percent(value) if path.endswith("_share") else _plain(language, value)
    if isinstance(value, dict):
        return _schedule(language, value)
    return str(value)


def _plain(language: Language, value: float) -> str:
    decimals = 0 if float(value).is_integer() else 1 if abs(value) >= 10 else 2
    return language.number(value, decimals)


def _schedule(language: Language, value: dict) -> str:
    if "tiers" in value:
        return " / ".join(language.percent(tier["share"]) for tier in value["tiers"])
    if "steps" in value:
        return ", ".join(f"{year}: {language.percent(share)}" for year, share in value["steps"].items())
    if "smooth" in value:
        return language.percent(value["smooth"]["mean"])
    return str(value)
