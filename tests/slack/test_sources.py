"""The window behind "Sources": what an answer cites, file by file, within Slack's limits and without any markup of others."""

import json

import pytest

from bot.language import Anchor, AnchorKind, Citation, Document, FileId, KeptAnswer, Link, Page, Picture, phrases
from bot.playground.view_json import modal_of
from bot.slack.payloads import Payload, child, children, text_of
from bot.slack.sources import MOST_BLOCKS, MOST_BYTES, Looks, picturable, picture_of, sources_view, uploaded_for
from tests.slack.test_exports import kept as an_answer

PDF, SCAN = FileId("FPDF00000"), FileId("FSCAN0000")
PNG = Picture(mimetype="image/png", data=b"png", width=10, height=10)
LINK = Link(url="https://acme.slack.com/archives/C1/p2", label="Anna, 12:04")


def cited(
    anchor: str, quote: str = "", *, source: str = "Q3.pdf", file: FileId | None = PDF, link: Link | None = None
) -> Citation:
    return Citation(anchor=anchor, source=source, quote=quote, file=file, link=link)


def kept(*citations: Citation) -> KeptAnswer:
    return an_answer().model_copy(update={"citations": citations})


def shown(view: Payload) -> list[str]:
    """What stands in the window, block by block; pictures in angle brackets."""
    found: list[str] = []
    for block in children(view, "blocks"):
        texts = [text_of(child(block, "text"), "text"), *(text_of(element, "text") for element in children(block, "elements"))]
        found.append(f"<{text_of(child(block, 'slack_file'), 'id')}>" if block["type"] == "image" else "".join(texts))
    return found


def test_citations_stand_in_order_under_the_name_of_their_file() -> None:
    view = sources_view(
        kept(
            cited("p. 12", "Revenue grew.\nBy 4 %."),
            cited("Notes.docx, § Terms", "30 days.", source="Notes.docx"),
            cited("p. 3", "Costs fell."),
            cited("p. 12", "Revenue grew.\nBy 4 %."),
        ),
        Looks(),
    )
    assert shown(view) == [
        "Q3.pdf",
        "*[p. 12]*\n> Revenue grew.\n> By 4 %.",
        "*[p. 3]*\n> Costs fell.",
        "Notes.docx",
        "*[Notes.docx, § Terms]*\n> 30 days.",
    ]
    modal_of(dict(view))


def test_an_anchor_is_a_link_where_there_is_one_and_a_message_is_named_by_its_words() -> None:
    place = cited("m12", "We ship.", source="#general", file=None, link=LINK)
    page = cited("p. 12", "Revenue.", link=Link(url="https://acme.slack.com/files/U1/F1/q3.pdf", label="Q3.pdf"))
    view = sources_view(kept(place, page), Looks())
    assert shown(view)[1].startswith("*<https://acme.slack.com/archives/C1/p2|Anna, 12:04>*\n")
    assert shown(view)[3].startswith("*<https://acme.slack.com/files/U1/F1/q3.pdf|p. 12>*\n")


def test_who_is_new_here_is_shown_the_link_but_not_the_passage_of_another_place() -> None:
    answer = kept(cited("m12", "We ship.", source="#general", file=None, link=LINK), cited("p. 1", "Ours."))
    held, whole = (shown(sources_view(answer, Looks(elsewhere=elsewhere))) for elsewhere in (False, True))
    assert held[1] == f"*<{LINK.url}|{LINK.label}>*\n_{phrases.SOURCES_WITHHELD}_"
    assert "We ship." in whole[1]
    assert held[3] == whole[3] == "*[p. 1]*\n> Ours."


def test_an_image_of_a_page_with_an_endless_name_can_be_shown() -> None:
    scan = cited("§ " + "Terms " * 900, file=SCAN, source="Scan.pdf")
    view = sources_view(kept(scan), Looks(pictures=dict(zip([scan], [FileId("F9")], strict=True))))
    (image,) = [block for block in children(view, "blocks") if block["type"] == "image"]
    assert 0 < len(text_of(image, "alt_text")) <= 2_000


@pytest.mark.parametrize(
    "nasty",
    [
        "<!channel> @here",
        "[x](https://evil.org/a)",
        "https://evil.org/a",
        "![i](https://evil.org/a)",
        "```\n<!here>\n```",
        "> <@U9>",
    ],
)
def test_neither_a_page_nor_a_name_can_ping_or_lead_away(nasty: str) -> None:
    view = sources_view(
        kept(cited(nasty, nasty, source=nasty), cited("m1", nasty, link=Link(url=LINK.url, label=nasty))), Looks()
    )
    text = json.dumps(view["blocks"], ensure_ascii=False)
    assert "evil.org" not in text
    assert "<!" not in text
    assert "<@" not in text
    assert all(child(block, "text").get("verbatim", True) is True for block in children(view, "blocks"))
    modal_of(dict(view))


def test_a_scan_says_what_it_is_until_its_image_is_there() -> None:
    scan = cited("p. 2", source="scan.pdf", file=SCAN)
    answer = kept(scan, cited("p. 1", "Words."))
    assert shown(sources_view(answer, Looks(awaited=True)))[1] == f"*[p. 2]*\n_{phrases.SOURCES_FOLLOW}_"
    assert shown(sources_view(answer, Looks()))[1] == f"*[p. 2]*\n_{phrases.SOURCES_IMAGE_ONLY}_"
    view = sources_view(answer, Looks(pictures=dict(zip([scan], [FileId("FPICTURE01")], strict=True))))
    assert shown(view)[:3] == ["scan.pdf", "*[p. 2]*", "<FPICTURE01>"]
    assert children(view, "blocks")[2]["alt_text"] == "Image of p. 2 of scan.pdf"
    assert view["notify_on_close"] is True
    assert uploaded_for(view) == ["FPICTURE01"]
    modal_of(dict(view))


def test_a_window_without_pictures_is_closed_without_a_word() -> None:
    view = sources_view(kept(cited("p. 1", "x")), Looks())
    assert view["notify_on_close"] is False
    assert uploaded_for(view) == uploaded_for({"private_metadata": "{"}) == uploaded_for({}) == []


def test_an_answer_without_citations_says_so() -> None:
    assert shown(sources_view(kept(), Looks())) == [phrases.SOURCES_NONE]


@pytest.mark.parametrize(
    ("count", "quote"),
    [(MOST_BLOCKS - 2, "short"), (MOST_BLOCKS, "short"), (500, "short"), (95, "語" * 3_000), (95, "<" * 3_000)],
)
def test_more_than_a_window_holds_is_counted(count: int, quote: str) -> None:
    view = sources_view(kept(*(cited(f"p. {number}", quote) for number in range(count))), Looks())
    modal_of(dict(view))
    assert len(json.dumps(view["blocks"], ensure_ascii=False).encode()) < MOST_BYTES + 10_000
    listed = shown(view)
    left = count - sum("[p. " in text for text in listed)
    assert (listed[-1] == phrases.SOURCES_MORE.format(count=left)) is (left > 0)


def test_a_table_in_a_passage_is_drawn_and_a_long_passage_is_cut() -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |"
    one, two = shown(sources_view(kept(cited("p. 1", table), cited("p. 2", "word " * 2_000)), Looks()))[1:]
    assert "a  b" in one
    assert two.endswith("…")
    assert len(two) <= 3_000


def page(number: int, *, picture: Picture | None = PNG, kind: AnchorKind = AnchorKind.PAGE) -> Page:
    return Page(anchor=Anchor(kind=kind, first=number, last=number), picture=picture)


SCANNED = Document(
    name="scans.zip",
    kind="archive",
    pages=(page(1, picture=None),),
    children=(
        Document(name="scans.zip/a.pdf", kind="pdf", pages=(page(1), page(2, picture=PNG.model_copy(update={"data": b"2"})))),
        Document(
            name="scans.zip/b.tiff", kind="image", pages=(page(3, picture=PNG.model_copy(update={"mimetype": "image/tiff"})),)
        ),
    ),
)


@pytest.mark.parametrize(
    ("citation", "data"),
    [
        (cited("p. 1", source="scans.zip/a.pdf"), b"png"),
        (cited("a.pdf, p. 2", source="scans.zip/a.pdf"), b"2"),
        (cited("p. 1", source="scans.zip"), None),
        (cited("p. 3", source="scans.zip/b.tiff"), None),
        (cited("p. 9", source="scans.zip/a.pdf"), None),
    ],
)
def test_the_image_of_a_page_is_found_wherever_in_a_file_it_stands(citation: Citation, data: bytes | None) -> None:
    found = picture_of(SCANNED, citation)
    assert (found and found.data) == data


def test_pages_of_which_nothing_else_is_to_be_seen_come_first() -> None:
    words, scan, place = cited("p. 1", "Words."), cited("p. 2", file=SCAN), cited("m1", "Said.", file=None)
    assert picturable(kept(words, place, scan, words)) == [scan, words]
