"""The language in which people are spoken to: which there are, which is in force, and its texts.

It is in force for what one task does, as gettext's is for a thread; who speaks which language is for others to know.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from string import Formatter
from typing import Self, cast

from bot.language import catalogue

CODES = tuple(sorted(module.name.replace("_", "-") for module in iter_modules(catalogue.__path__)))
"""The languages that there are a catalogue of: `de`, `en`. A new one is one new file, `catalogue/pt_br.py` for `pt-br`."""

_ENGLISH = "en"


@dataclass(frozen=True, eq=False)
class Language:
    """A language with its texts by name: those that it lacks are English."""

    code: str
    """As in a locale, in lower case."""
    texts: Mapping[str, object] = field(repr=False)
    signs: Mapping[int, str] = field(repr=False)
    """What stands in its numbers for English signs, as `str.translate` takes it."""
    plural_form: Callable[[int], int] = field(repr=False)
    """Which of a text's forms goes with a count."""

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return str(self.texts["LANGUAGE"])


class _Template(str):
    """A text with blanks that writes the numbers in them as its language does."""

    __slots__ = ("_signs",)
    _signs: Mapping[int, str]

    def __new__(cls, text: str, signs: Mapping[int, str]) -> Self:
        template = super().__new__(cls, text)
        template._signs = signs
        return template

    def format(self, *args: object, **blanks: object) -> str:
        return _Filler(self._signs).vformat(self, args, blanks)


class _Filler(Formatter):
    def __init__(self, signs: Mapping[int, str]) -> None:
        self._signs = signs

    def format_field(self, value: object, format_spec: str) -> str:
        text = format(value, format_spec)
        return text.translate(self._signs) if isinstance(value, int | float) else text


@cache
def language(code: str) -> Language:
    """The language of one of `CODES`, read from its catalogue when it is first asked for."""
    module = import_module(f"{catalogue.__name__}.{code.replace('-', '_')}")
    own = {name: cast("object", value) for name, value in vars(module).items() if name.isupper()}
    signs = str.maketrans({",": str(own["THOUSANDS"]), ".": str(own["DECIMAL"])})
    if code != _ENGLISH:
        own = {**ENGLISH.texts, **{name: _speaking(value, signs) for name, value in own.items()}}
    return Language(code, own, signs, cast("Callable[[int], int]", module.plural_form))


def language_of(locale: str) -> Language:
    """The language of a locale as Slack writes it, `de-DE`: English where there is no other."""
    code = locale.strip().lower().replace("_", "-")
    return next((language(known) for known in (code, code.partition("-")[0]) if known in CODES), ENGLISH)


def languages() -> tuple[Language, ...]:
    """All of them, English first."""
    return tuple(sorted(map(language, CODES), key=lambda one: (one is not ENGLISH, one.code)))


@contextmanager
def speaking(which: Language) -> Generator[None]:
    """What is said meanwhile, by this task and those that it starts, is said in this language."""
    token = _in_force.set(which)
    try:
        yield
    finally:
        _in_force.reset(token)


def go_on_speaking(which: Language) -> None:
    """The same from here on, until the block of `speaking` ends that this stands in."""
    _in_force.set(which)


def spoken() -> Language:
    """The language in force; English where none was set."""
    return _in_force.get()


class _Phrases:
    """The texts of the language in force, under the names that they have in the English catalogue."""

    def __getattr__(self, name: str) -> object:
        try:
            return _in_force.get().texts[name]
        except KeyError:
            raise AttributeError(name) from None


def _speaking(value: object, signs: Mapping[int, str]) -> object:
    """A text, or texts by name or by form, whose blanks are filled as the language has it."""
    if isinstance(value, str):
        return _Template(value, signs) if "{" in value else value
    if isinstance(value, tuple):
        return tuple(_speaking(one, signs) for one in cast("tuple[object, ...]", value))
    if isinstance(value, dict):
        return {name: _speaking(one, signs) for name, one in cast("dict[str, object]", value).items()}
    return value


ENGLISH = language(_ENGLISH)
_in_force: ContextVar[Language] = ContextVar("language", default=ENGLISH)
phrases = _Phrases()
