"""Plain data -> YAML text that this package reads back as the same data."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from sim.scenario.reading.yaml_scalars import plain_scalar

_WIDTH = 120
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_./*+ -]*(?<! )")


class _Writer(yaml.SafeDumper):
    """Writes texts so that both YAML 1.1 and 1.2 read them as texts, and short mappings on one line."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # yaml's signature
        """Write everything out: a scenario is read by people."""
        return True


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    bare = _BARE.fullmatch(text) is not None and plain_scalar(text) == text
    # Where the text would be something else without quotes, the dumper sees it; here is what only this reader sees.
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if bare else '"')


_Writer.add_representer(str, _text)


def to_yaml(data: Mapping[str, Any]) -> str:
    """The YAML text of a mapping of plain data.

    >>> print(to_yaml({"name": "x", "workload": {"kind": "synthetic", "size": {"kind": "exponential", "mean": 30.0}}}))
    name: x
    workload:
      kind: synthetic
      size: {kind: exponential, mean: 30.0}
    <BLANKLINE>
    """
    return str(
        yaml.dump(
            dict(data), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=None
        )
    )
