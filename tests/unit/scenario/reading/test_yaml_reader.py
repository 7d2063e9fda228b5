from itertools import pairwise

import pytest

from sim.scenario.reading.yaml_reader import read_yaml


def faults(text):
    return [(fault.line, ".".join(map(str, fault.path)), fault.message) for fault in read_yaml(text)[1]]


def test_values_and_their_lines():
    root, found = read_yaml("a: 1\nb:\n  - x\n  - {c: on,\n     d: '5'}\n")
    assert root is not None
    assert found == ()
    assert root.value == {"a": 1, "b": ["x", {"c": True, "d": "5"}]}
    # A path that does not exist in full is placed at its last part that does.
    assert root.locate(("b",)) == 2
    assert root.locate(("b", 0)) == 3
    assert root.locate(("b", 1, "d")) == 5
    assert root.locate(("b", 1, "e")) == 4
    assert root.locate(("z", "y")) == 1


def test_keys_are_text_whatever_they_look_like():
    root, _ = read_yaml("on: 1\n1: 2\nnull: 3\n2.5: 4\n")
    assert root is not None
    assert root.value == {"on": 1, "1": 2, "null": 3, "2.5": 4}


def test_quoted_and_block_texts_stay_texts():
    root, _ = read_yaml("a: \"1\"\nb: 'on'\nc: |\n  12\nd: >\n  x\n  y\n")
    assert root is not None
    assert root.value == {"a": "1", "b": "on", "c": "12\n", "d": "x y\n"}


def test_an_alias_stands_for_what_it_names():
    root, found = read_yaml("a: &x {b: 1}\nc: *x\nd: [*x]\n")
    assert root is not None
    assert found == ()
    assert root.value == {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}]}
    # The key of the alias, but inside of it the line that says the value.
    assert root.locate(("c",)) == 2
    assert root.locate(("c", "b")) == 1


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\n\n"])
def test_nothing_is_nothing(text):
    assert read_yaml(text) == (None, ())


@pytest.mark.parametrize(
    ("text", "line", "path", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "a", "the key stands twice, in line 1 and in line 3; keep one"),
        ("x: {a: 1, a: 2}\n", 1, "x.a", "the key stands twice, both times in line 1; keep one"),
        (
            "a: !!python/object:os.system x\n",
            1,
            "a",
            "the tag 'tag:yaml.org,2002:python/object:os.system' is not allowed; write the plain value",
        ),
        ("- 1\n- !foo 2\n", 2, "1", "the tag '!foo' is not allowed; write the plain value"),
        ("a: &x {b: 1}\nc: {<<: *x}\n", 2, "c.<<", "merge keys (<<) are not supported; write the keys out"),
        ("a: &x [*x]\n", 1, "", "the alias *x stands inside of what it refers to"),
        ("a: *x\n", 1, "", "the alias *x refers to nothing; no &x stands before it"),
        ("? [a]\n: 1\n", 1, "", "a key must be a plain text, not a list, a mapping or an alias"),
        ("a: &x b\n*x : 1\n", 2, "", "a key must be a plain text, not a list, a mapping or an alias"),
        ("a: 1\n---\nb: 2\n", 2, "", "a second document begins here; expected one document in the file"),
        ("a: " + "9" * 5000, 1, "a", "a number of 5000 characters is absurd; expected at most 64"),
        (
            "a:\n\tb: 1\n",
            2,
            "",
            (
                "not valid YAML: found character '\\t' that cannot start any token (column 1); a tab "
                "cannot indent: use spaces"
            ),
        ),
        (
            "a: b: c\n",
            1,
            "",
            (
                "not valid YAML: mapping values are not allowed here (column 5); check the "
                "indentation, and quote a text that contains ': '"
            ),
        ),
        (
            "a: [1, 2\n",
            2,
            "",
            ("not valid YAML: expected ',' or ']', but got '<stream end>' (column 1), while parsing a flow sequence"),
        ),
        ("a: 1\nb: \x00\n", 2, "", "the character #x0000 is not allowed in YAML"),
        ("- " * 51 + "x", 1, "", "nested more than 50 levels deep"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_with_a_text(text, line, path, message):
    assert faults(text)[0] == (line, path, message)


def test_faults_are_collected_not_only_the_first():
    assert [line for line, _, _ in faults("a: !x 1\nb: 2\nb: 3\nc: !y 1\n")] == [1, 3, 4]


def test_fifty_levels_are_allowed():
    assert read_yaml("[" * 50 + "]" * 50)[1] == ()


def test_what_aliases_expand_to_is_limited():
    # 9 lists of 9: 9**9 = 387 million values from 9 lines.
    names = "abcdefghi"
    lines = ["a: &a [1,1,1,1,1,1,1,1,1]"]
    lines += [f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]" for before, name in pairwise(names)]
    assert faults("\n".join(lines))[-1][2] == "aliases expand to more than 100000 values"
