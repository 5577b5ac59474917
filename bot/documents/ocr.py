"""The text in a picture, by RapidOCR, on this machine: an extra that need not be installed. Nothing is ever downloaded.

It is loaded only inside a worker, when the first picture without text comes; nothing else in this room knows it.
"""

import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from math import inf
from pathlib import Path
from statistics import fmean, median
from time import monotonic
from typing import NamedTuple, Protocol, cast

from PIL import Image

from bot.documents.pages import clean

LIBRARY = "rapidocr"
MODELS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
"""The models in RapidOCR's wheel, named so that it looks for no others: those it would download."""
THREADS = 1
"""As many workers as there are cores may recognise at a time; a second thread would also count twice against their CPU time."""
LONG_SIDE = 1600
"""Pixels. Half the time of 2,000, and no word less on a scanned letter page of 80 lines."""
MOST_PAGES = 10
"""Pages of one file that are recognised: each takes one to six seconds."""
PAGE_SECONDS = 4.0
"""What the first page is expected to take; it is not begun with less time left."""
LONGEST_SECONDS = 60.0
"""What a page may take however much time is left."""
PROSE_LINES, PROSE_LENGTH = 3, 24
"""Lines, and mean characters of them, from which blocks side by side are read as columns and not as cells of rows."""

GUTTER = 0.2
"""The width of the strip between columns, in heights of a line: the boxes around lines are drawn generously."""


class Box(NamedTuple):
    """One recognised line and where it stands, in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class _Corners(Protocol):
    """A numpy array of boxes with four corners each."""

    def tolist(self) -> list[list[list[float]]]: ...


class _Found(Protocol):
    txts: Sequence[str] | None
    boxes: _Corners | None


def is_installed() -> bool:
    """Whether pictures can be read here at all."""
    return find_spec(LIBRARY) is not None and find_spec("onnxruntime") is not None


class Recognition:
    """The recognition of one file's pictures, until a moment of `monotonic`."""

    def __init__(self, *, deadline: float) -> None:
        self._deadline = deadline
        self._engine: Engine | None = None
        self._longest = PAGE_SECONDS
        self._left = MOST_PAGES if is_installed() else 0

    def text(self, image: Image.Image) -> str | None:
        """The text of an upright RGB image, empty where there is none.

        Nothing where it was not looked for: it is not installed, does not work here, or there is no time for it.
        """
        started = monotonic()
        if not self._left or started + self._longest > self._deadline:
            return None
        try:
            with _interrupted(after=self._deadline - started):
                self._engine = self._engine or Engine()
                found = self._engine.text(image)
        except Exception:  # noqa: BLE001 - an extra: whatever it fails of, the picture itself is still there
            self._left = 0
            return None
        self._left -= 1
        self._longest = max(self._longest, monotonic() - started)
        return clean(found)


@contextmanager
def _interrupted(*, after: float) -> Generator[None]:
    """Ends what takes longer with a `TimeoutError`: a worker that is killed for its time would lose the picture too.

    Only in a worker's main thread: RapidOCR recognises a few lines at a time, and between them Python hears the alarm.
    """

    def expire(_signal: int, _frame: object) -> None:
        raise TimeoutError

    handler = signal.signal(signal.SIGALRM, expire)
    timer = signal.setitimer(signal.ITIMER_REAL, min(after, LONGEST_SECONDS))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


class Engine:
    """RapidOCR, loaded: half a second and 400 MB."""

    def __init__(self) -> None:
        for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            # Read once, at import: on a machine with many cores each thread takes address space, which is limited here.
            os.environ[variable] = str(THREADS)
        library = import_module(LIBRARY)
        models = Path(str(library.__file__)).parent / "models"
        engine = cast(Callable[..., object], library.RapidOCR)(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": LONG_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": THREADS,
                **{parameter: str(models / name) for parameter, name in MODELS.items()},
            }
        )
        self._recognise = cast(Callable[[Image.Image], _Found], engine)

    def text(self, image: Image.Image) -> str:
        """The text of an upright RGB image in reading order, a paragraph for each block; empty where there is none."""
        found = self._recognise(image)
        if not found.txts or found.boxes is None:
            return ""
        return in_reading_order([_box(text, corners) for text, corners in zip(found.txts, found.boxes.tolist(), strict=True)])


def in_reading_order(boxes: Sequence[Box]) -> str:
    """Columns of prose one after the other, anything else row by row; where lines stand apart, a new paragraph."""
    return "\n\n".join(_rows(block) for block in _blocks(boxes))


def _box(text: str, corners: Sequence[Sequence[float]]) -> Box:
    across, down = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Box(" ".join(text.split()), min(across), min(down), max(across), max(down))


def _blocks(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    """Columns, and what stands above, between and below them."""
    gutter = GUTTER * median(box.bottom - box.top for box in boxes)
    for area in _areas(boxes, gutter=gutter):
        columns = _columns(area, gutter=gutter)
        yield from columns if all(map(_is_prose, columns)) else [area]


def _areas(boxes: Sequence[Box], *, gutter: float) -> Iterator[list[Box]]:
    """From the top down, as many lines at a time as leave the same gutters free."""
    area: list[Box] = []
    count = 0
    for row in _lines(boxes):
        beside = len(_columns([*area, *row], gutter=gutter))
        if area and (beside != count or (count == 1 and len(row) > 1)):
            yield area
            area, beside = [], len(_columns(row, gutter=gutter))
        area.extend(row)
        count = beside
    yield area


def _columns(boxes: Sequence[Box], *, gutter: float) -> list[list[Box]]:
    """The boxes cut wherever a strip of at least that width is free from top to bottom; left to right."""
    columns: list[list[Box]] = []
    end = -inf
    for box in sorted(boxes, key=lambda box: box.left):
        if box.left - end >= gutter or not columns:
            columns.append([])
        columns[-1].append(box)
        end = max(end, box.right)
    return columns


def _lines(boxes: Sequence[Box]) -> list[list[Box]]:
    """Boxes beside each other, left to right; from the top down. A box belongs to the line that its middle lies in."""
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.top + box.bottom):
        middle = (box.top + box.bottom) / 2
        if lines and lines[-1][0].top <= middle <= lines[-1][0].bottom:
            lines[-1].append(box)
        else:
            lines.append([box])
    return [sorted(line, key=lambda box: box.left) for line in lines]


def _is_prose(column: Sequence[Box]) -> bool:
    return len(column) >= PROSE_LINES and fmean(len(box.text) for box in column) >= PROSE_LENGTH


def _rows(boxes: Sequence[Box]) -> str:
    """The lines of a block. Cells, which stand apart from each other, are parted by a bar."""
    lines = _lines(boxes)
    height = median(box.bottom - box.top for box in boxes)
    text = ""
    bottom = inf
    for line in lines:
        text += "\n\n" if line[0].top - bottom > height else "\n" if text else ""
        for before, box in zip([None, *line], line, strict=False):
            if before:
                text += " | " if box.left - before.right > 2 * height else " "
            text += box.text
        bottom = max(box.bottom for box in line)
    return text
