"""Scenario files that are broken, absurd or malicious: each gives clear lines, quickly, and nothing else."""

import os
import time
from itertools import pairwise
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load_scenario

GOOD = """\
name: x
fleet: {agents: [{name: agent}]}
workload: {kind: synthetic, tasks_per_wave: 5}
"""


def laughs(open_, close, separator=","):
    """Nine lists of nine aliases each: 9**9 values from nine lines."""
    lines = [f"a: &a {open_}" + separator.join(["lol"] * 9) + close]
    for before, name in pairwise("abcdefghi"):
        lines.append(f"{name}: &{name} {open_}" + separator.join([f"*{before}"] * 9) + close)
    return "\n".join(lines)


# Name of the case -> the file's content, and a part of what the user must be told.
CORPUS: dict[str, tuple[str | bytes, str]] = {
    # Not YAML, or not text.
    "empty": ("", "the file is empty"),
    "only a comment": ("# hello\n", "the file is empty"),
    "only a document marker": ("---\n", "nothing is given; expected a mapping"),
    "NUL bytes": (b"\x00" * 1000, "#x0000 is not allowed"),
    "a binary file": (bytes(range(256)) * 20, "is not UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "is not UTF-8"),
    "a zip archive": (b"PK\x03\x04\xff\xfe" * 20, "is not UTF-8"),
    "JSON with a stray comma": ('{"name": "x",,}', "not valid YAML"),
    "tabs": ("name: x\n\tfleet: 3\n", "use spaces"),
    "an unclosed bracket": (GOOD + "gates: {approve: [", "not valid YAML"),
    "an unclosed quote": (GOOD + 'description: "x', "not valid YAML"),
    "two documents": (GOOD + "---\n" + GOOD, "a second document"),
    "a list": ("- a\n- b\n", "a list is given; expected a mapping"),
    "a text": ("hello", "expected a mapping"),
    "a number": ("42", "expected a mapping"),
    "a bad escape": (GOOD + 'description: "\\UFFFFFFFF"', "not valid YAML"),
    "half a surrogate pair": (GOOD + 'description: "\\uD800"', "surrogate"),
    "a YAML directive of absurd version": ("%YAML " + "9" * 5000 + ".1\n---\n" + GOOD, "not valid YAML"),
    "an unknown tag handle": (GOOD + "seed: !x!y 3", "not valid YAML"),
    "conflict markers": ("<<<<<<< HEAD\n" + GOOD + "=======\n", "not valid YAML"),
    # Code and references.
    "a Python object": (GOOD + "description: !!python/object/apply:os.system ['echo x']\n", "the tag"),
    "a Python name": (GOOD + "description: !!python/name:os.system\n", "the tag"),
    "a binary tag": (GOOD + "description: !!binary aGVsbG8=\n", "the tag"),
    "a merge key": ("base: &b {seed: 1}\n<<: *b\n" + GOOD, "merge keys (<<) are not supported"),
    "an alias of nothing": (GOOD + "seed: *s\n", "refers to nothing"),
    "an alias inside of itself": (GOOD + "truth: &t {bias: *t}\n", "inside of what it refers to"),
    "an alias as a key": ("a: &x name\n*x : y\n", "a key must be a plain text"),
    "a list as a key": ("? [a, b]\n: c\n", "a key must be a plain text"),
    "a mapping as a key": ("{a: b}: c\n", "a key must be a plain text"),
    "a billion laughs in lists": (laughs("[", "]"), "aliases expand to more than"),
    "a billion laughs in mappings": (laughs("{x: [", "]}"), "aliases expand to more than"),
    "a quadratic blow-up": ("a: &a [" + "x," * 1000 + "]\nb: [" + "*a," * 1000 + "]\n", "aliases expand"),
    "deep lists": ("a: " + "[" * 100_000, "nested more than 50 levels"),
    "deep mappings": ("a: " + "{a: " * 100_000, "nested more than 50 levels"),
    "deep blocks": ("\n".join("  " * depth + "a:" for depth in range(500)), "nested more than 50 levels"),
    "deep dashes": ("- " * 100_000, "nested more than 50 levels"),
    "deep question marks": ("? " * 10_000, "a key must be a plain text"),
    # Size.
    "a file of more than 5 MB": (b"#" * 6_000_000, "larger than 5 MB"),
    "a long text": (GOOD + "description: " + "x" * 200_000, "a text of 200000 characters"),
    "a long key": (GOOD + "k" * 900 + ": 1\n", "unknown key"),
    "a long line of garbage": (GOOD + "seed: " + "ab " * 50_000, "is text; expected a whole number"),
    "ten thousand unknown keys": (GOOD + "\n".join(f"k{n}: 1" for n in range(10_000)), "more problems"),
    "ten thousand wrong values": (
        GOOD + "gates: {approve: [" + "1," * 10_000 + "]}",
        "more problems",
    ),
    # Numbers.
    "an int of thousands of digits": (GOOD + "seed: " + "9" * 100_000, "is absurd"),
    "a float of thousands of digits": (GOOD + "horizon: 0." + "1" * 100_000, "is absurd"),
    "a hexadecimal monster": (GOOD + "seed: 0x" + "f" * 100_000, "is absurd"),
    "a float beyond range": (GOOD + "horizon: 1e999", "is not a finite number"),
    "a duration beyond range": (GOOD + "horizon: " + "9" * 60 + "w", "is more than 10000000000"),
    "not a number": (GOOD + "truth: {bias: .nan}", "is not a finite number"),
    "infinity": (GOOD + "monitor: {interval: .inf}", "is not a finite number"),
    "minus infinity": (GOOD + "truth: {drift: -.inf}", "is not a finite number"),
    "a seed beyond 63 bits": (GOOD + "seed: 9223372036854775808", "is more than 9223372036854775807"),
    "a billion agents": (GOOD.replace("name: agent", "name: agent, count: 1000000000"), "is more than 10000"),
    "a billion slots": (
        GOOD.replace("name: agent", "name: agent, count: 10000, capacity: 10000"),
        "slots in total",
    ),
    "a billion tasks": (GOOD.replace("wave: 5", "wave: 1000000000"), "is more than 5000000"),
    "a billion waves": (GOOD.replace("wave: 5", "wave: 1, waves: 1000000000"), "is more than 5000000"),
    "many waves of many tasks": (GOOD.replace("wave: 5", "wave: 5000000, waves: 5000000"), "tasks in total"),
    "a nanosecond between breakdowns": (
        GOOD.replace("agent}]}", "agent}], breakdowns: {mtbf: 1e-9, mttr: 1e-9}}"),
        "it must be at least 0.001 s",
    ),
    "a nanosecond between samples": (GOOD + "monitor: {interval: 1e-9}", "is less than 0.001"),
    "a speed of almost nothing": (GOOD.replace("name: agent", "name: agent, speed: 1e-300"), "is less than"),
    # Names that leave the folder or the line.
    "a name that climbs": (GOOD.replace("name: x", "name: ../../etc"), "is not a name"),
    "a name with a line break": (GOOD.replace("name: x", 'name: "x\\n"'), "is not a name"),
    "an agent named like a path": (GOOD.replace("name: agent", "name: a/b"), "is not a name"),
    "an agent named with a NUL": (GOOD.replace("name: agent", 'name: "a\\0b"'), "is not a name"),
    "terminal control in a key": (GOOD + '"\\e[31mred": 1\n', r"\x1b[31mred: unknown key"),
    "line breaks in a key": (GOOD + '"a\\nb": 1\n', r"a\nb: unknown key"),
    "a key twice": (GOOD + "name: y\n", "the key stands twice, in line 1 and in line 4"),
    "a Norwegian truth value": (GOOD + "dry_run: no\n", "is text; expected true or false"),
    "keys of the object model": (GOOD + "__class__: 1\nmodel_config: 2\n", "unknown key"),
}


MOST_S = 2.0  # the slowest case takes 0.9 s on a machine of 2023


def error_of(path: Path, **options) -> str:
    # Of the processor, not of the clock: a machine may be busy with other things.
    began = time.process_time()
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, **options)
    took = time.process_time() - began
    assert took < MOST_S, f"took {took:.1f} s"
    return str(caught.value)


@pytest.mark.parametrize("case", CORPUS)
def test_a_hostile_file_gives_clear_lines_quickly(tmp_path, case):
    content, expected = CORPUS[case]
    path = tmp_path / "x.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    text = error_of(path)
    assert expected in text
    lines = text.split("\n")
    assert len(lines) <= 201
    for line in lines:
        assert line.startswith(os.fspath(path))
        assert line.isprintable()
        assert len(line) < 500 + len(os.fspath(path))


def test_the_file_that_the_cases_spoil_is_good(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(GOOD)
    assert load_scenario(path).name == "x"


def test_what_is_large_but_not_absurd_is_read(tmp_path):
    path = tmp_path / "x.yaml"
    values = ",".join(["30"] * 40_000)
    path.write_text(GOOD.replace("wave: 5", f"wave: 5, duration: {{kind: empirical, values: [{values}]}}"))
    assert load_scenario(path).workload.kind == "synthetic"


def test_more_values_than_any_scenario_has_are_refused(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("a: [" + "1," * 1_000_000 + "]")
    assert error_of(path).endswith("more than 50000 values in one file")


@pytest.mark.parametrize(
    "override",
    [
        "",
        "=",
        "seed",
        "seed=" + "9" * 5000,
        "seed=[" * 1000,
        "a." * 5000 + "b=1",
        "fleet.agents.99999999999999.count=1",
        "fleet.agents.-1.count=1",
        "..=1",
        "seed=&a [*a]",
        "seed=*a",
        "seed=!!python/name:os.system",
        "\0=\0",
        "seed=\0",
        "seed='",
        "__class__=1",
        "x" * 200_000 + "=1",
        "seed=" + "1" * 200_000,
        "assignment." + "a" * 150 + "=[1]",
        "seed={a: " * 60,
        "0=1",
        "fleet.0=1",
        "seed=---\n---",
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_hostile_override_gives_clear_lines(tmp_path, override):
    path = tmp_path / "x.yaml"
    path.write_text(GOOD)
    for line in error_of(path, overrides=[override]).split("\n"):
        assert line.startswith(("--set", os.fspath(path)))
        assert line.isprintable()
        assert len(line) < 500
