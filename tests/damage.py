"""What tests do to sound things to break them, as hypothesis strategies: wounds in JSON and in bytes, and bytes in any pieces.

How many examples a test takes is `FOOTNOTE_FUZZ_EXAMPLES` for all of them; `make fuzz` sets it.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import cast

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

_LONGER = int(os.environ.get("FOOTNOTE_FUZZ_EXAMPLES", "0"))


def bounded(examples: int) -> settings:
    """So many examples in the ordinary run. Fixtures live as long as the test: what one example leaves, the next one meets."""
    suppressed = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    # What of an example matters is seen once it is small; finding out by more examples takes minutes where each is a call.
    phases = [phase for phase in Phase if phase is not Phase.explain]
    return settings(max_examples=_LONGER or examples, deadline=None, suppress_health_check=suppressed, phases=phases)


_ODD_WORDS = [
    "",
    " ",
    "\ud800",
    "\0",
    "é" * 40,
    "[" * 2_000,
    "C1",
    "U1",
    "T1",
    "2.0",
    "-1",
    "1e400",
    "{}",
    "[",
    "null",
    "<@U1>",
    "😀",
]
_TEXT = st.text(st.characters(), max_size=12) | st.sampled_from(_ODD_WORDS)
_NUMBER = st.sampled_from([0, -1, 2**31, 2**64, 10**40]) | st.integers() | st.floats()

JSON: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | _NUMBER | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
"""Any JSON, with what programs trip over: lone surrogates, numbers that no float holds, NUL, what should be an object as text."""

Path = tuple[str | int, ...]


@st.composite
def wounded(draw: st.DrawFn, wholes: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """One of these objects with up to four of its values replaced, moved to another's place, left out or added to."""
    made = deepcopy(dict(draw(st.sampled_from(wholes))))
    for _ in range(draw(st.integers(0, 4))):
        places = list(_paths(made))
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        holder = _at(made, tuple(way))
        match draw(st.sampled_from(["replace", "replace", "move", "leave out", "add"])):
            case "replace":
                _put(holder, last, draw(JSON))
            case "move":
                _put(holder, last, deepcopy(_at(made, draw(st.sampled_from(places)))))
            case "leave out":
                _drop(holder, last)
            case _:
                _add(holder, draw(_TEXT), draw(JSON))
    return made


def _paths(value: object, way: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield (*way, key)
            yield from _paths(inner, (*way, key))
    elif isinstance(value, list):
        for index, inner in enumerate(cast("list[object]", value)):
            yield (*way, index)
            yield from _paths(inner, (*way, index))


def _at(value: object, way: Path) -> object:
    for step in way:
        value = cast("dict[str | int, object]", value)[step]
    return value


def _put(holder: object, key: str | int, value: object) -> None:
    cast("dict[str | int, object]", holder)[key] = value


def _drop(holder: object, key: str | int) -> None:
    del cast("dict[str | int, object]", holder)[key]


def _add(holder: object, key: str, value: object) -> None:
    if isinstance(holder, dict):
        holder[key] = value
    else:
        cast("list[object]", holder).append(value)


_SIZES = [1, 2, 4, 16, 64, 256]
_NUMBERS = [0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF]


@st.composite
def damaged(draw: st.DrawFn, data: bytes, words: Sequence[bytes] = (b"\0",), others: Sequence[bytes] = (b"",)) -> bytes:
    """The bytes with one to six wounds: flipped, overwritten, cut out, doubled, cut off, and with one of `words` or a piece
    of `others` put in.
    """
    made = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(made)))
        size = draw(st.sampled_from(_SIZES))
        match draw(st.integers(0, 7)):
            case 0:
                made[at : at + 1] = bytes(byte ^ 1 << draw(st.integers(0, 7)) for byte in made[at : at + 1])
            case 1:
                made[at : at + size] = draw(st.binary(min_size=1, max_size=size))
            case 2:
                del made[at : at + size]
            case 3:
                made[at:at] = made[at : at + size] * draw(st.sampled_from([1, 2, 20, 200]))
            case 4:
                del made[at:]
            case 5:
                made[at:at] = draw(st.sampled_from(words))
            case 6:
                made[at : at + 4] = draw(st.sampled_from(_NUMBERS)).to_bytes(4, draw(st.sampled_from(["little", "big"])))
            case _:
                other = draw(st.sampled_from(others))
                start = draw(st.integers(0, len(other)))
                made[at : at + size] = other[start : start + size]
    return bytes(made)


@st.composite
def cut(draw: st.DrawFn, data: bytes) -> list[bytes]:
    """The bytes in any pieces, empty ones too."""
    ends = sorted(draw(st.lists(st.integers(0, len(data)), max_size=12)))
    return [data[start:end] for start, end in zip([0, *ends], [*ends, len(data)], strict=True)]
