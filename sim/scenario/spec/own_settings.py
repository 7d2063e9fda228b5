"""A section with keys of its own: settings that the member declares which it chooses."""

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, WithJsonSchema, model_validator

from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import check_unicode, shown

Setting = float | str | bool
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def _a_setting(value: object) -> Setting:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= 1000:
        check_unicode(value)
        return value
    # One type for all numbers, so that `d: 2` and `d: 2.0` are the same scenario.
    if isinstance(value, int | float) and abs(value) <= 1e15:
        return float(value)
    raise ValueError(f"{shown(value)} is not a setting; expected a number, a text or true/false")


_Setting = Annotated[object, AfterValidator(_a_setting), WithJsonSchema({"type": ["number", "string", "boolean"]})]


class OwnSettings(Spec):
    """Any key that the spec does not know is a setting.

    >>> OwnSettings(d=2).settings
    {'d': 2.0}
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, _Setting]

    @model_validator(mode="after")
    def _names_are_plain(self) -> Self:
        for name in self.model_extra or {}:
            if not _NAME.fullmatch(name):
                raise ValueError(f"{shown(name)} cannot be a setting; expected small letters, digits and _")
        return self

    def written(self) -> dict[str, Any]:
        """The keys that were given, the settings behind the others."""
        return {**super().written(), **self.settings}

    @property
    def settings(self) -> dict[str, float | str | bool]:
        """The settings by name, in order of name: numbers, texts and truth values."""
        extra = self.model_extra or {}
        return {name: extra[name] for name in sorted(extra)}
