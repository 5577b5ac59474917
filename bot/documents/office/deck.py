"""How a PowerPoint package hangs together: the order of its slides, what lies behind each, the comments beside each."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from bot.documents.office.package import Package
from bot.documents.office.pages import comment
from bot.documents.office.slides import is_plain, is_white_theme
from bot.documents.xml_stream import utf8, visit

PRESENTATION = "ppt/presentation.xml"
WIDTH, HEIGHT = 12_192_000, 6_858_000
"""The size of a slide in EMU where a deck does not say: 13.33 x 7.5 inches."""

_COMMENTS = frozenset({"comment", "comments"})


@dataclass
class Relation:
    """What a part refers to: the last word of its type, and the path in the package."""

    kind: str
    target: str


class Deck:
    """The slides' parts in the order in which they are shown, and what belongs to each. Sizes in EMU."""

    def __init__(self, package: Package) -> None:
        """Reads the presentation part alone. Raises `BadXml` and `BadZipFile`, as all its methods do."""
        order = _Order()
        visit(utf8(package.read(PRESENTATION)), order)
        relations = _relations(package, PRESENTATION)
        self.width, self.height = order.width, order.height
        self.slides = tuple(relations[identifier].target for identifier in order.slides if identifier in relations)
        self._package = package
        self._has_comments = any("omment" in name for name in package.names)
        self._authors: Mapping[str, str] = _authors(package) if self._has_comments else {}
        self._plain_layouts: dict[str, bool] = {}

    def is_plain(self, slide: str) -> bool:
        """Whether nothing but white lies behind the slide, by its layout, its master and their theme."""
        layout = self._related(slide, "slideLayout")
        if layout not in self._plain_layouts:
            master = self._related(layout, "slideMaster")
            theme = utf8(self._package.read(self._related(master, "theme")))
            parts = utf8(self._package.read(layout)), utf8(self._package.read(master))
            self._plain_layouts[layout] = is_plain(*parts) and is_white_theme(parts[1], theme)
        return self._plain_layouts[layout]

    def comments(self, slide: str) -> tuple[str, ...]:
        """The comments beside a slide as Markdown, each with its author."""
        if not self._has_comments:
            return ()
        parts = [relation.target for relation in _relations(self._package, slide).values() if relation.kind in _COMMENTS]
        return tuple(line for part in parts for line in _comments(self._package, part, self._authors))

    def _related(self, part: str, kind: str) -> str:
        return next((relation.target for relation in _relations(self._package, part).values() if relation.kind == kind), "")


def _relations(package: Package, part: str) -> Mapping[str, Relation]:
    """Id → relation of a part, by the last word of its type; targets are paths in the package."""
    folder, name = posixpath.split(part)
    reader = _Relations(folder)
    if found := package.read(f"{folder}/_rels/{name}.rels"):
        visit(utf8(found), reader)
    return reader.found


def _authors(package: Package) -> Mapping[str, str]:
    reader = _Authors()
    for name in ("ppt/commentAuthors.xml", "ppt/authors.xml"):
        if part := package.read(name):
            visit(utf8(part), reader)
    return reader.names


def _comments(package: Package, name: str, authors: Mapping[str, str]) -> list[str]:
    reader = _Comments()
    if part := package.read(name):
        visit(utf8(part), reader)
    return [line for author, text in reader.found for line in comment(authors.get(author, ""), text)]


class _Reader:
    """A visitor that looks at start tags alone."""

    def end(self, name: str, until: int) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Order(_Reader):
    def __init__(self) -> None:
        self.width, self.height = WIDTH, HEIGHT
        self.slides: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:  # noqa: ARG002
        if name == "sldId":
            # `id` and `r:id` have the same local name; the relation's comes later (ECMA-376-1, 19.2.1.33).
            self.slides.append(attributes.get("id", ""))
        elif name == "sldSz" and attributes.get("cx", "").isdecimal() and attributes.get("cy", "").isdecimal():
            self.width, self.height = int(attributes["cx"]), int(attributes["cy"])


class _Relations(_Reader):
    def __init__(self, folder: str) -> None:
        self.found: dict[str, Relation] = {}
        self._folder = folder

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:  # noqa: ARG002
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{self._folder}/{target}")
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = Relation(kind, path)


class _Authors(_Reader):
    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:  # noqa: ARG002
        if name in {"cmAuthor", "author"}:
            self.names[attributes.get("id", "")] = attributes.get("name", "")


class _Comments:
    """Comments of both generations: `p:text`, and paragraphs of `a:t` in the newer one, replies included."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._in_text = False

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:  # noqa: ARG002
        if name in {"cm", "reply"}:
            self.found.append((attributes.get("authorId", ""), ""))
        self._in_text = name in {"text", "t"}

    def end(self, name: str, until: int) -> None:  # noqa: ARG002
        self._in_text = False

    def text(self, data: str) -> None:
        if self._in_text and self.found:
            author, so_far = self.found[-1]
            self.found[-1] = (author, so_far + data)
