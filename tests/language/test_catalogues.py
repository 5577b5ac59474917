"""The catalogues of texts: every language says the same things, all of them, with the same blanks and within Slack's limits."""

import ast
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import cast, get_args

import pytest

from bot.language import marks
from bot.language.catalogue import en
from bot.language.speech import CODES, language_of, languages, speaking
from bot.language.units import Unit

BOT = Path(__file__).parents[2] / "bot"
CATALOGUE = BOT / "language" / "catalogue"
READ_BY_SPEECH = frozenset({"LANGUAGE", "THOUSANDS", "DECIMAL"})
OTHERS = [code for code in CODES if code != "en"]

Text = str | tuple[str, ...] | dict[str, object]

# Characters (docs.slack.dev/reference/block-kit, docs.slack.dev/reference/views/modal-views).
MODAL_TITLE, MODAL_BUTTON, BUTTON, OPTION, SPOKEN, PLACEHOLDER = 24, 24, 75, 75, 75, 150
FILE_TITLES = frozenset({"WHOLE_ANSWER_TITLE"})
BUTTONS = frozenset({"SHARE", "STOP", "ANSWER_AGAIN", "OFFERS", "THUMBS"})
LISTS = frozenset({"LANGUAGES", "FAULTS"})


def texts(code: str) -> dict[str, Text]:
    """The texts of one language as they stand in its file."""
    return {name: cast("Text", value) for name, value in vars(module(code)).items() if name.isupper()}


def module(code: str) -> ModuleType:
    return import_module(f"bot.language.catalogue.{code.replace('-', '_')}")


def forms(code: str) -> int:
    """How many forms the language has of a text that depends on a count."""
    plural_form = module(code).plural_form
    return len({plural_form(count) for count in range(1000)})


def blanks(text: str) -> set[str]:
    return {f"{{{name}:{spec}}}" if spec else f"{{{name}}}" for _, name, spec, _ in Formatter().parse(text) if name is not None}


def single(value: object) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from chain.from_iterable(map(single, cast("tuple[object, ...]", value)))
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(single, cast("dict[str, object]", value).values()))


def shape(value: object, *, plurals: int) -> object:
    """What has to be the same in every language: kinds, keys, and blanks. Of forms, what blanks they have together."""
    if isinstance(value, str):
        return blanks(value)
    if isinstance(value, tuple):
        parts = [blanks(part) for part in cast("tuple[str, ...]", value)]
        depends = any(parts)
        assert not depends or len(parts) == plurals, f"as many forms as `plural_form` tells: {value}"
        return ("forms", set[str]().union(*parts)) if depends else ("list", len(parts))
    assert isinstance(value, dict), value
    return {key: shape(one, plurals=plurals) for key, one in cast("dict[str, object]", value).items()}


def sources() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in BOT.rglob("*.py") if path.parent != CATALOGUE}


def reads(node: ast.AST) -> Iterator[ast.Attribute]:
    """Every `phrases.NAME` in it."""
    for found in ast.walk(node):
        if isinstance(found, ast.Attribute) and isinstance(found.value, ast.Name) and found.value.id == "phrases":
            yield found


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What is run once, when a module is imported: all but the bodies of functions, whose defaults and decorators are."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
        parts = [*node.args.defaults, *filter(None, node.args.kw_defaults), *decorators]
    else:
        yield node
        parts = list(ast.iter_child_nodes(node))
    for part in parts:
        yield from run_at_import(part)


def test_english_and_german_are_there() -> None:
    assert {"en", "de"} <= set(CODES)
    assert [one.name for one in languages()][:1] == ["English"]


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_every_text(code: str) -> None:
    missing = {name: value for name, value in texts("en").items() if name not in texts(code)}
    to_add = "\n".join(f"{name} = {value!r}" for name, value in missing.items())
    assert not missing, f"to be said in bot/language/catalogue/{code.replace('-', '_')}.py:\n\n{to_add}\n"


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_no_text_that_english_lacks(code: str) -> None:
    assert sorted(texts(code).keys() - texts("en").keys()) == []


@pytest.mark.parametrize("code", OTHERS)
def test_each_text_has_the_kind_the_keys_and_the_blanks_of_the_english_one(code: str) -> None:
    english, own = texts("en"), texts(code)
    for name in sorted(english.keys() & own.keys()):
        expected = shape(english[name], plurals=forms("en"))
        assert shape(own[name], plurals=forms(code)) == expected, f"{name} in {code}"


@pytest.mark.parametrize("code", CODES)
def test_forms_are_counted_from_0(code: str) -> None:
    plural_form = module(code).plural_form
    assert {plural_form(count) for count in range(1000)} == set(range(forms(code)))


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_written_out_is_translated(code: str) -> None:
    english = {name: value for name, value in texts("en").items() if isinstance(value, str) and value.count(" ") > 3}
    assert [name for name, value in english.items() if texts(code).get(name) == value] == []


def test_every_unit_can_be_counted() -> None:
    counted = {*en.COUNTED, *en.READ_IN_PART, *en.SOME_OF}
    assert counted == set(get_args(Unit))


def test_every_text_is_said_somewhere() -> None:
    said = {read.attr for tree in sources().values() for read in reads(tree)}
    # A text may be part of another one.
    inner = {
        node.id
        for node in ast.walk(ast.parse((CATALOGUE / "en.py").read_text()))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    assert sorted(texts("en").keys() - said - inner - READ_BY_SPEECH) == []


def test_every_text_that_is_said_is_there() -> None:
    missing = {f"{path.relative_to(BOT)}: {read.attr}" for path, tree in sources().items() for read in reads(tree)}
    assert sorted(one for one in missing if one.rpartition(": ")[2] not in texts("en")) == []


def test_no_text_is_read_at_import_when_nobodys_language_is_known() -> None:
    found = [
        f"{path.relative_to(BOT)}:{node.lineno}"
        for path, tree in sources().items()
        for node in run_at_import(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "phrases"
    ]
    assert found == []


def test_a_text_is_read_from_phrases_by_its_name_and_in_no_other_way() -> None:
    """Else the tests above would not see it."""
    found: list[str] = []
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot.language"):
                found += [f"{path.relative_to(BOT)}: {one.name}" for one in node.names if one.name == "phrases" and one.asname]
                is_door = path.name in {"__init__.py", "speech.py"} and path.parent.name == "language"
                in_catalogue = (node.module or "").startswith("bot.language.catalogue")
                found += [f"{path.relative_to(BOT)}: {node.module}"] if in_catalogue and not is_door else []
    assert found == []


def test_marks_are_the_same_in_every_language() -> None:
    names = {name for name in vars(marks) if name.isupper()}
    assert names
    for code in CODES:
        assert names.isdisjoint(texts(code))


@pytest.mark.parametrize("code", CODES)
def test_labels_fit_what_slack_takes(code: str) -> None:
    too_long: list[str] = []

    def check(name: str, value: object, most: int) -> None:
        too_long.extend(f"{name}: {text}" for text in single(value) if len(text) > most)

    for name, value in texts(code).items():
        if name.endswith("_TITLE") and name not in FILE_TITLES:
            check(name, value, MODAL_TITLE)
        elif name.endswith(("_SUBMIT", "_CLOSE")) or name in {"CANCEL", "CLOSE"}:
            check(name, value, MODAL_BUTTON)
        elif name in BUTTONS:
            check(name, value, BUTTON)
        elif name.endswith("_SPOKEN"):
            check(name, value, SPOKEN)
        elif name in LISTS:
            check(name, value, OPTION)
        elif name.endswith("_PLACEHOLDER"):
            check(name, value, PLACEHOLDER)
    assert too_long == []


@pytest.mark.parametrize("code", CODES)
def test_no_text_begins_or_ends_with_a_space_that_english_lacks(code: str) -> None:
    for name, value in texts(code).items():
        for text, english in zip(single(value), single(texts("en")[name]), strict=False):
            assert (text[:1] == " ", text[-1:] == " ") == (english[:1] == " ", english[-1:] == " "), f"{name}: {text!r}"


def test_every_language_can_be_spoken() -> None:
    for one in languages():
        with speaking(one):
            assert language_of(one.code) is one
