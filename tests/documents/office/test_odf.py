"""OpenDocument texts and presentations."""

from pathlib import Path

import pytest

from bot.documents.office.odf import extract
from bot.language import Document, FileUnreadable, phrases
from tests.documents.files import job, refusal
from tests.documents.office_files import odf, zipped


def _read(tmp_path: Path, data: bytes) -> Document:
    path = tmp_path / "file"
    path.write_bytes(data)
    return extract(job(path))


def _framed(text: str) -> str:
    return f"<draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"


def _text(tmp_path: Path, body: str, styles: str = "") -> str:
    return "\n".join(page.markdown for page in _read(tmp_path, odf("text", body, styles=styles)).pages)


def test_a_text_is_cited_by_its_headings(tmp_path: Path) -> None:
    body = '<text:p>Before</text:p><text:h text:outline-level="2">Terms</text:h><text:p>Thirty<text:s text:c="2"/>days.</text:p>'
    document = _read(tmp_path, odf("text", body))
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [
        ("§ beginning", "Before"),
        ("§ Terms", "## Terms\n\nThirty days."),
    ]
    assert (document.kind, document.warnings) == ("odt", ())


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        (
            (
                "<text:list><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item></text:list>"
                "</text:list-item><text:list-item><text:p>c</text:p></text:list-item></text:list>"
            ),
            "- a\n  - b\n- c",
        ),
        (
            (
                "<table:table><table:table-row><table:table-cell><text:p>a|b</text:p></table:table-cell><table:table-cell"
                ' table:number-columns-spanned="2"><text:p>c</text:p><text:p>d</text:p></table:table-cell>'
                "<table:covered-table-cell/>"
                '</table:table-row><table:table-row table:number-rows-repeated="1000000"/></table:table>'
            ),
            "| a\\|b | c<br>d |  |\n| --- | --- | --- |",
        ),
        (
            (
                "<text:p>Words<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>"
                "</text:note-body></text:note> go on.</text:p>"
            ),
            "Words[^1] go on.\n\n[^1]: A note.",
        ),
        (
            (
                "<text:p>Words<office:annotation><dc:creator>Reviewer</dc:creator><dc:date>2026-01-01</dc:date><text:p>Really?</text:p>"
                "</office:annotation></text:p>"
            ),
            "Words\n\n> **Comment (Reviewer):** Really?",
        ),
        ("<text:p>One<text:line-break/>two<text:tab/>three</text:p>", "One\ntwo three"),
        ("<text:p><draw:frame><draw:text-box><text:p>Boxed</text:p></draw:text-box></draw:frame></text:p>", "Boxed"),
    ],
    ids=["list", "table", "footnote", "comment", "breaks", "text box"],
)
def test_its_structure_becomes_markdown(tmp_path: Path, body: str, markdown: str) -> None:
    assert _text(tmp_path, body) == markdown


STYLES = (
    '<style:style style:name="Ghost"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="White"><style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="Child" style:parent-style-name="White"/>'
    '<style:style style:name="Tiny"><style:text-properties fo:font-size="1pt"/></style:style>'
    '<style:style style:name="Dark"><style:table-cell-properties fo:background-color="#1f3864"/></style:style>'
    '<style:style style:name="Loop" style:parent-style-name="Loop"/>'
)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<text:p text:style-name="Ghost">unseen</text:p>', "1 hidden run"),
        ('<text:p><text:span text:style-name="Child">unseen</text:span></text:p>', "1 hidden run"),
        ('<text:p text:style-name="Tiny">unseen</text:p>', "1 hidden run"),
        ("<text:p><text:hidden-text>unseen</text:hidden-text></text:p>", "1 hidden run"),
        ('<text:section text:display="none"><text:p>unseen</text:p></text:section>', "1 hidden section"),
        (
            (
                "<text:tracked-changes><text:changed-region><text:deletion><text:p>unseen</text:p></text:deletion></text:changed-region>"
                "</text:tracked-changes>"
            ),
            "1 tracked deletion",
        ),
    ],
)
def test_what_a_reader_does_not_see_is_left_out_and_named(tmp_path: Path, body: str, what: str) -> None:
    document = _read(tmp_path, odf("text", f'<text:p text:style-name="Loop">Seen</text:p>{body}', styles=STYLES))
    assert [page.markdown for page in document.pages] == ["Seen"]
    assert document.warnings == (f"hidden text left out ({what})",)


def test_white_letters_on_a_dark_cell_are_kept(tmp_path: Path) -> None:
    body = (
        '<table:table><table:table-row><table:table-cell table:style-name="Dark"><text:p text:style-name="White">seen</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    assert "seen" in _text(tmp_path, body, STYLES)


def test_a_running_header_is_kept_once(tmp_path: Path) -> None:
    running = "<style:master-page><style:header><text:p>Running</text:p></style:header></style:master-page>" * 2
    assert [page.markdown for page in _read(tmp_path, odf("text", "<text:p>Words</text:p>", running=running)).pages] == [
        "Running\n\nWords"
    ]


def test_slides_have_notes_charts_and_hidden_ones(tmp_path: Path) -> None:
    styles = '<style:style style:name="Off"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    body = (
        f'<draw:page>{_framed("One")}<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
        f"<presentation:notes>{_framed('Say this.')}</presentation:notes></draw:page>"
        f'<draw:page draw:style-name="Off">{_framed("unseen")}</draw:page>'
    )
    chart = (
        "<table:table><table:table-row><table:table-cell><text:p>East</text:p></table:table-cell></table:table-row></table:table>"
    )
    document = _read(tmp_path, odf("presentation", body, styles=styles, objects={"Object 1": chart}))
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [
        ("slide 1", "One\n\n| East |\n| --- |\n\n**Speaker notes:**\nSay this.")
    ]
    assert (document.kind, document.total_pages, document.warnings) == ("odp", 2, ("hidden text left out (1 hidden slide)",))


def test_an_object_that_holds_itself_ends(tmp_path: Path) -> None:
    itself = '<draw:object xlink:href="."/><text:p>Inner</text:p>'
    body = '<text:p>Outer</text:p><draw:object xlink:href="./Object 1"/>'
    assert "Outer" in "".join(page.markdown for page in _read(tmp_path, odf("text", body, objects={"Object 1": itself})).pages)


def test_an_encrypted_document_is_a_reason(tmp_path: Path) -> None:
    data = zipped(
        {
            "content.xml": b"\x01\x02",
            "META-INF/manifest.xml": "<manifest:manifest><manifest:encryption-data/></manifest:manifest>",
        }
    )
    assert refusal(lambda: _read(tmp_path, data)) == phrases.UNKNOWN_ENCRYPTION


@pytest.mark.parametrize(
    "data",
    [
        zipped({"content.xml": "<office:document-content"}),
        zipped({"content.xml": '<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'}),
        odf("text", "<text:p>Words</text:p>")[:-30],
    ],
    ids=["broken", "entities", "truncated"],
)
def test_a_damaged_document_is_a_reason(tmp_path: Path, data: bytes) -> None:
    assert refusal(lambda: _read(tmp_path, data)) == phrases.DAMAGED.format(format="OpenDocument")


def test_a_document_without_words_has_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        _read(tmp_path, odf("text", ""))


def test_two_thousand_lists_inside_each_other_are_survived(tmp_path: Path) -> None:
    body = "<text:list><text:list-item>" * 2_000 + "<text:p>Deep</text:p>" + "</text:list-item></text:list>" * 2_000
    assert "Deep" in _text(tmp_path, body)
