"""What the `extract` command prints."""

import json

from bot.language import Anchor, AnchorKind, Document, Page, Picture, Unread
from bot.operations.report import as_json, as_markdown

PICTURE = Picture(mimetype="image/jpeg", data=b"\xff\xd8", width=64, height=32)
DOCUMENT = Document(
    name="Q3\nreport.pdf",
    kind="pdf",
    pages=(
        Page(anchor=Anchor(kind=AnchorKind.PAGE), markdown="# Sales"),
        Page(anchor=Anchor(kind=AnchorKind.PAGE, first=2, last=2), warnings=("no text layer",)),
    ),
    total_pages=212,
    warnings=("reading stopped after 12 seconds",),
    seconds=0.5,
)


def test_json_has_the_shape_that_programs_rely_on() -> None:
    assert json.loads(as_json(DOCUMENT)) == {
        "name": "Q3\nreport.pdf",
        "kind": "pdf",
        "pages": [
            {"anchor": "p. 1", "markdown": "# Sales", "warnings": []},
            {"anchor": "p. 2", "markdown": "", "warnings": ["no text layer"]},
        ],
        "warnings": ["reading stopped after 12 seconds"],
        "seconds": 0.5,
        "children": [],
    }


def test_what_a_file_carries_follows_it_at_every_depth() -> None:
    page = Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown="words")
    inner = Document(name="a.zip/b.zip", kind="archive", children=(Unread(name="a.zip/b.zip/c.key", reason="unsupported"),))
    outer = Document(name="a.zip", kind="archive", pages=(page,), total_pages=1, children=(inner,))
    (child,) = json.loads(as_json(outer))["children"]
    assert (child["name"], child["children"]) == ("a.zip/b.zip", [{"name": "a.zip/b.zip/c.key", "error": "unsupported"}])
    shown = as_markdown(outer)
    assert shown.index("# a.zip (archive, 1 page)") < shown.index("\n\n# a.zip/b.zip (")
    assert shown.endswith("\n# a.zip/b.zip/c.key\n> not read: unsupported\n")


def test_markdown_shows_anchors_and_warnings_where_they_belong() -> None:
    assert as_markdown(DOCUMENT) == (
        "# Q3 report.pdf (pdf, 2 of 212 pages)\n> reading stopped after 12 seconds\n\n"
        "## [p. 1]\n\n# Sales\n\n## [p. 2]\n> no text layer\n"
    )


def test_a_picture_is_named_by_its_size() -> None:
    page = Page(anchor=Anchor(kind=AnchorKind.IMAGE), picture=PICTURE)
    shown = as_markdown(Document(name="a.png", kind="image", pages=(page,), total_pages=1))
    assert shown == "# a.png (image, 1 page)\n\n## [image]\n\n(image/jpeg, 64 x 32 pixels)\n"


def test_a_file_can_not_take_over_the_terminal() -> None:
    page = Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown="a\x1b[2Jb\x9bc\x07\td")
    shown = as_markdown(Document(name="\x1b]0;title\x07.txt", kind="text", pages=(page,), total_pages=1))
    assert not set(shown) & {"\x1b", "\x9b", "\x07"}
    assert "\td" in shown
