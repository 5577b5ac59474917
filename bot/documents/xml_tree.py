"""A small XML part as a tree of elements by their local names. Built on the streaming reader, with its guards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.documents.xml_stream import BadXml, visit

ELEMENTS = 500_000
"""So many at most; a part that holds more is not small, and is refused."""


@dataclass(slots=True)
class Node:
    """An element, its attributes by local name, its text in pieces, and what is inside."""

    name: str
    attributes: Mapping[str, str]
    children: list["Node"] = field(default_factory=list["Node"])
    texts: list[str] = field(default_factory=list[str])

    def get(self, attribute: str, default: str = "") -> str:
        """An attribute's value."""
        return self.attributes.get(attribute, default)

    def child(self, name: str) -> "Node | None":
        """The first element of that name directly inside."""
        return next((node for node in self.children if node.name == name), None)

    def all(self, name: str) -> list["Node"]:
        """All elements of that name directly inside."""
        return [node for node in self.children if node.name == name]

    def walk(self) -> Iterator["Node"]:
        """This element and all inside, in their order, however deep."""
        ahead: list[Node] = [self]
        while ahead:
            node = ahead.pop()
            yield node
            ahead.extend(reversed(node.children))

    @property
    def text(self) -> str:
        """The text directly inside."""
        return "".join(self.texts)


def tree(part: bytes) -> Node:
    """The part's outermost element; one without a name for an empty part. Raises `BadXml`."""
    builder = _Builder()
    if part:
        visit(part, builder)
    return builder.root.children[0] if builder.root.children else builder.root


class _Builder:
    def __init__(self) -> None:
        self.root = Node("", {})
        self._open = [self.root]
        self._count = 0

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:  # noqa: ARG002 - a visitor's
        self._count += 1
        if self._count > ELEMENTS:
            raise BadXml("too many elements")
        node = Node(name, attributes)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, name: str, until: int) -> None:  # noqa: ARG002 - a visitor's
        self._open.pop()

    def text(self, data: str) -> None:
        self._open[-1].texts.append(data)
