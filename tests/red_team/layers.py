"""The layers that stand between an attack and what it is after, by the names under which docs/security.md counts them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """What stopped an attack. The model is none of them."""

    READER = "left out by the reader, and named"
    TEMPLATE = "marker broken"
    FENCE = "kept inside its line"
    SAFETY = "made safe on the way out"
    PLAIN = "shown as plain text"
    EXPORT = "no formula in the export"
    NAME = "not suggested, or tidied"
    ROUTING = "not answered"
    RIGHTS = "refused: no right"
    ADDRESS = "not an address of Slack's"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One attack: `name` tells it from the others of its family, `text` is what is said or written."""

    family: str
    name: str
    text: str
    stopped_by: Layer
    """What the case's own test finds out, too."""

    def __str__(self) -> str:
        return f"{self.family}: {self.name}"


class GotThrough(AssertionError):
    """No layer stopped the attack."""


def first_that_stops(text: str, stages: list[tuple[Layer, Callable[[str], str], Callable[[str], set[str]]]]) -> Layer:
    """The first stage behind whose output nothing dangerous is left; raises `GotThrough` where there is none."""
    left: set[str] = set()
    for layer, stage, judged in stages:
        text = stage(text)
        if not (left := judged(text)):
            return layer
    raise GotThrough(f"{sorted(left)} in {text!r}")
