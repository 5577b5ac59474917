"""Small valid files of every kind, made on the spot: what people share, before anything goes wrong with it."""

import json
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tests.documents.files import image, pdf

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
NOTEBOOK: dict[str, object] = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Sales\n", "By year."]},
        {
            "cell_type": "code",
            "metadata": {},
            "source": "print(42)",
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["42\n"]},
                {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"}, "metadata": {}},
            ],
        },
    ],
    "metadata": {"language_info": {"name": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
VTT = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
<v Ada>Good morning.

00:12:04.500 --> 00:12:06.000
<v Bo>We ship on Friday.
"""
HTML_PAGE = """<!doctype html><title>Q3</title><h1>Results</h1><p>Sales grew by 4 %.</p>
<table><tr><th>Year</th></tr><tr><td>2024</td></tr></table>"""
MAIL = (
    "From: a@example.org\nTo: b@example.org\nSubject: Q3\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n\nSales grew by 4 %.\n"
)
RTF = r"{\rtf1\ansi{\fonttbl\f0 Times;}\f0\pard Sales grew by {\b 4 %}.\par}"


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these members, deflated, the same bytes each time."""
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for name, body in members.items():
            # Without a time of its own, so that it is the same at every run. Books and OpenDocument have `mimetype` plain.
            archive.writestr(ZipInfo(name), body, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return data.getvalue()


def epub(chapters: Mapping[str, str], *, extra: Mapping[str, str] | None = None, contents: str = "") -> bytes:
    """A book of these chapters (file name → HTML), with a table of contents (the inside of its `nav`) if given."""
    items = "".join(f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters))
    if contents:
        items += '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine toc="ncx">{spine}</spine></package>'
    )
    nav = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><nav>{contents}</nav></body></html>'
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": package}
    members |= {f"OPS/{name}": body for name, body in chapters.items()}
    return zipped(members | ({"OPS/nav.xhtml": nav} if contents else {}) | dict(extra or {}))


def docx(body: str, *, prolog: str = "") -> bytes:
    """A Word document of this body in WordprocessingML; `prolog` stands before its root, as a DTD does."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    document = (
        f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return zipped(_package("word/document.xml", main) | {"word/document.xml": document})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(rows: str) -> bytes:
    """A workbook of one sheet with these rows in SpreadsheetML."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    members = _package("xl/workbook.xml", main, also=("xl/worksheets/sheet1.xml", sheet))
    members["xl/workbook.xml"] = (
        f'<workbook {space} xmlns:r="{relations}"><sheets><sheet name="Sales" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    members["xl/_rels/workbook.xml.rels"] = _relations(f"{relations}/worksheet", "worksheets/sheet1.xml")
    members["xl/worksheets/sheet1.xml"] = f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"
    return zipped(members)


def row(number: int, **cells: str) -> str:
    """A row of inline strings by their column: `row(1, A="Year")`."""
    inside = "".join(f'<c r="{name}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for name, text in cells.items())
    return f'<row r="{number}">{inside}</row>'


def pptx(text: str) -> bytes:
    """A presentation of one slide with one text box."""
    kinds = "application/vnd.openxmlformats-officedocument.presentationml."
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    spaces = (
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{relations}" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    )
    members = _package(
        "ppt/presentation.xml", f"{kinds}presentation.main+xml", also=("ppt/slides/slide1.xml", f"{kinds}slide+xml")
    )
    members["ppt/presentation.xml"] = (
        f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>'
    )
    members["ppt/_rels/presentation.xml.rels"] = _relations(f"{relations}/slide", "slides/slide1.xml")
    members["ppt/slides/slide1.xml"] = (
        f"<p:sld {spaces}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id='1' name=''/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        "<p:grpSpPr/>"
        "<p:sp><p:nvSpPr><p:cNvPr id='2' name='Text'/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>"
        f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )
    return zipped(members)


def odt(text: str) -> bytes:
    """An OpenDocument text of one paragraph."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:text="{words}" office:version="1.3"><office:body><office:text>'
        f"<text:p>{text}</text:p></office:text></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>'
    )
    kind = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def every_kind() -> dict[str, bytes]:
    """Name → a small file of that kind that holds the sentence "Sales grew by 4 %."."""
    says = "Sales grew by 4 %."
    return {
        "a.txt": says.encode(),
        "a.md": f"# Results\n\n{says}\n".encode(),
        "a.json": json.dumps({"results": [says]}).encode(),
        "a.xml": f"<results><result>{says}</result></results>".encode(),
        "a.csv": f"year,words\n2024,{says}\n".encode(),
        "a.html": HTML_PAGE.encode(),
        "a.ipynb": json.dumps(NOTEBOOK).encode(),
        "a.vtt": VTT.encode(),
        "a.epub": epub({"one.xhtml": f"<html><body><h1>One</h1><p>{says}</p></body></html>"}),
        "a.eml": MAIL.encode(),
        "a.rtf": RTF.encode(),
        "a.pdf": pdf(says, "Two"),
        "a.docx": docx(paragraph(says)),
        "a.xlsx": xlsx(row(1, A="Year", B="Words") + row(2, A="2024", B=says)),
        "a.pptx": pptx(says),
        "a.odt": odt(says),
        "a.zip": zipped({"a.txt": says, "b/c.csv": "a,b\n1,2\n"}),
        "a.png": image(),
        "a.jpg": image(encoding="JPEG"),
        "a.gif": image(encoding="GIF"),
        "a.webp": image(encoding="WEBP"),
        "a.tiff": image(encoding="TIFF"),
        "a.bmp": image(encoding="BMP"),
    }


def _package(part: str, kind: str, *, also: tuple[str, str] | None = None) -> dict[str, str]:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{of}"/>' for name, of in [(part, kind), *([also] if also else [])]
    )
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": _relations(relations, part),
    }


def _relations(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    )
