"""Small workbooks and spreadsheets, put together part by part."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATED = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
ODF = (
    " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style"))
    + ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def relationships(*targets: tuple[str, str]) -> str:
    """A part's relationships, with ids from rId1 on: the last word of the type, and the target."""
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{TYPES}{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f"<Relationships {RELATED}>{listed}</Relationships>"


def worksheet(rows: str, *, before: str = "", after: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def grid(*rows: Sequence[object]) -> str:
    """Rows of inline texts and numbers, from A1 on; nothing stands for an empty cell."""
    lines: list[str] = []
    for number, row in enumerate(rows, start=1):
        cells = ""
        for column, value in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", row, strict=False):
            place = f"{column}{number}"
            if isinstance(value, str):
                cells += f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
            elif value is not None:
                cells += f'<c r="{place}"><v>{value}</v></c>'
        lines.append(f'<row r="{number}">{cells}</row>')
    return "".join(lines)


def workbook(
    *sheets: str,
    names: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    styles: str = "",
    shared: tuple[str, ...] = (),
    properties: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An XLSX of these worksheets; `parts` are further ones, or replace others."""
    listed = "".join(
        f'<sheet name="{names[place] if place < len(names) else f"Sheet{place + 1}"}" sheetId="{place + 1}"'
        f' state="{states[place] if place < len(states) else "visible"}" r:id="rId{place + 1}"/>'
        for place in range(len(sheets))
    )
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
    made: dict[str, str | bytes] = {
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"<workbook {MAIN} {LINKED}><workbookPr {properties}/><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(
            *targets, ("styles", "styles.xml"), ("sharedStrings", "/xl/sharedStrings.xml")
        ),
        "xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{''.join(f'<si>{text}</si>' for text in shared)}</sst>",
    }
    made |= {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, start=1)}
    return packed(made | dict(parts or {}))


def spreadsheet(tables: str, *, styles: str = "", manifest: str = "<manifest/>") -> bytes:
    """An ODS of these tables."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODF}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )
