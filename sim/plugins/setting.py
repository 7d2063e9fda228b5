"""Settings that a member declares: what a scenario may write beside its name, and what is wrong with what it wrote."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.scenario.reading.messages import choices, described, nearest
from sim.scenario.reading.problems import Problem

Given = float | str | bool


@dataclass(frozen=True)
class Setting:
    """One key that may stand beside the name of a member in a scenario."""

    name: str
    default: float | str
    description: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()  # texts; a strategy sees the index of the one chosen
    whole: bool = False  # only whole numbers are allowed


def setting_problems(
    declared: Sequence[Setting], given: Mapping[str, Given], section: str, owner: str, keys: Sequence[str]
) -> Iterator[Problem]:
    """Yield everything that is wrong with the settings given to a member, in the order given.

    Args:
        declared: by the member.
        given: what the scenario says, by name.
        section: of the scenario in which they stand.
        owner: the member's name.
        keys: that the section has anyway.

    >>> declared = [Setting("most", 1.0, "No more than that.", low=0.0)]
    >>> for problem in setting_problems(declared, {"most": -1.0, "mots": 2.0}, "assignment", "few", ["strategy"]):
    ...     print(problem)
    assignment.most: -1 is less than 0
    assignment.mots: unknown key; did you mean 'most'?
    """
    by_name = {setting.name: setting for setting in declared}
    for name, value in given.items():
        setting = by_name.get(name)
        message = _unknown(name, owner, [*keys, *by_name]) if setting is None else _wrong(setting, value)
        if message is not None:
            yield Problem(None, None, f"{section}.{name}", message)


def _unknown(name: str, owner: str, keys: Sequence[str]) -> str:
    near = nearest(name, keys)
    if near is not None:
        return f"unknown key; did you mean {near!r}?"
    return f"unknown key; allowed with {owner}: {', '.join(keys)}"


def _wrong(setting: Setting, value: Given) -> str | None:
    if setting.choices:
        return None if value in setting.choices else choices(value, setting.choices)
    if isinstance(value, bool | str):
        return f"{described(value)}; expected a number"
    # NaN fails every comparison, so it must be the comparison that accepts.
    if setting.low is not None and not value >= setting.low:
        return f"{value:.12g} is less than {setting.low:.12g}"
    if setting.high is not None and not value <= setting.high:
        return f"{value:.12g} is more than {setting.high:.12g}"
    if setting.whole and not float(value).is_integer():
        return f"{value:.12g} is not a whole number"
    return None


def declaration_problems(declared: object) -> Iterator[str]:
    """Yield what is wrong with the settings that a member declares, in words.

    Args:
        declared: what should be a tuple of `Setting`.

    >>> list(declaration_problems((Setting("order", "up", "Order.", choices=("down",)),)))
    ["the setting order has the default 'up', which it does not allow itself"]
    """
    if not isinstance(declared, tuple | list) or not all(isinstance(setting, Setting) for setting in declared):
        yield "settings is no tuple of Setting(...)"
        return
    names = [setting.name for setting in declared]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"the setting {name} stands twice"
    for setting in declared:
        if not isinstance(setting.name, str) or not setting.name.isidentifier() or setting.name != setting.name.lower():
            yield f"the setting {setting.name!r} has no name of small letters, digits and _"
        elif isinstance(setting.default, bool) or _wrong(setting, setting.default) is not None:
            yield f"the setting {setting.name} has the default {setting.default!r}, which it does not allow itself"
