"""Web pages as people share them, generated: an encyclopaedia's article, a newsletter, a report. The same bytes each time."""

from itertools import cycle, islice

_WORDS = (
    "the", "river", "of", "region", "grew", "in", "1954", "and", "its", "harbour", "was", "rebuilt", "between", "two", "wars",
    "by", "engineers", "from", "Łódź", "who", "measured", "4.2", "km", "–", "more", "than", "any", "survey", "before", "it",
    "showed", "that", "trade", "declined", "after", "a", "treaty", "with", "neighbours", "had", "been", "signed",
)  # fmt: skip
_PARTS = 24
_PARAGRAPHS = 4
_TABLE_ROWS = 40
_CLOSED_PARTS = 12
_OFFERS = 30


def report() -> str:
    """Two hundred short sections and a plain table, as a program writes them; nothing in it could hide anything."""
    row = "<tr><td>North</td><td>4 200</td><td>grew by four per cent</td></tr>"
    section = "<h2>Part</h2><p>Words of a report, and more of them.</p>"
    return f"<html><body>{section * 200}<table>{row * 200}</table></body></html>"


def article() -> str:
    """A long article of an encyclopaedia: links, notes, tables, boxes with styles of their own, and some that are not shown."""
    parts = "".join(_part(number) for number in range(_PARTS))
    notes = "".join(
        f'<li id="cite_note-{number}"><span class="mw-cite-backlink"><b><a href="#cite_ref-{number}">^</a></b></span> '
        f'<span class="reference-text">{_prose(number, 14)}. <a rel="nofollow" class="external text" '
        f'href="https://example.org/archive/{number}">"{_prose(number + 3, 6)}"</a>. Retrieved 4 May 2021.</span></li>'
        for number in range(_PARTS * _PARAGRAPHS)
    )
    boxes = "".join(
        f'<tr><th scope="row" class="navbox-group" style="width:1%">{_prose(number, 2)}</th>'
        f'<td class="navbox-list navbox-odd hlist" style="width:100%;padding:0"><div style="padding:0 0.25em"><ul>'
        f"{''.join(f'<li>{_link(number * 7 + place, 2)}</li>' for place in range(12))}</ul></div></td></tr>"
        for number in range(_CLOSED_PARTS)
    )
    return f"""<!DOCTYPE html>
<html class="client-nojs vector-sticky-header-enabled" lang="en" dir="ltr"><head><meta charset="UTF-8">
<title>Lower River – An encyclopaedia</title><script>document.documentElement.className="client-js";{"var a=1;" * 200}</script>
<link rel="stylesheet" href="/w/load.php?lang=en&amp;modules=site.styles"><meta name="viewport" content="width=1120"></head>
<body class="skin-vector mediawiki ltr sitedir-ltr"><a class="mw-jump-link" href="#bodyContent">Jump to content</a>
<div id="content" class="mw-body" role="main"><h1 id="firstHeading" class="firstHeading">Lower River</h1>
<div id="mw-content-text" class="mw-body-content"><div class="mw-parser-output">
<style data-mw-deduplicate="TemplateStyles:r1">.mw-parser-output .infobox{{border:1px solid #a2a9b1;background-color:#f8f9fa;\
color:black}}.mw-parser-output .plainlist ul{{list-style:none}}@media screen{{html .infobox{{color:inherit}}}}</style>
<table class="infobox geography vcard" style="width:23em"><tbody>{_facts()}</tbody></table>
<p>The <b>Lower River</b> ({_prose(5, 3)}) {_prose(8, 60)}.</p>{parts}
<h2><span class="mw-headline" id="References">References</span></h2><ol class="references">{notes}</ol>
<div role="navigation" class="navbox" style="padding:3px"><table class="nowraplinks mw-collapsible" style="border-spacing:0;\
background:transparent;color:inherit"><tbody>{boxes}</tbody></table></div></div>
<!-- NewPP limit report: parsed by mw1399, cached time 20240504101010 --></div></div></body></html>"""


def newsletter() -> str:
    """A mail as a shop's program lays it out: tables inside tables, a style on each cell, and a preview line nobody sees."""
    offers = "".join(
        f'<tr><td align="left" valign="top" style="padding:0 24px 12px 24px;font-family:Arial,Helvetica,sans-serif;'
        f'font-size:16px;line-height:24px;color:#333333;"><table role="presentation" border="0" cellpadding="0" width="100%" '
        f'style="border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt;"><tr><td width="120" style="width:120px;'
        f'padding-right:16px;"><a href="https://click.example.org/f/a/{number:08x}~~/AAAA/Rg{number}~" target="_blank" '
        f'style="text-decoration:none;"><img src="https://img.example.org/{number}.png" width="120" alt="{_prose(number, 3)}" '
        f'style="display:block;border:0;"></a></td><td style="font-size:16px;color:#333333;"><p style="margin:0 0 8px 0;'
        f'font-weight:bold;">{_prose(number, 4)}</p><p style="margin:0;color:#666666;">{_prose(number + 9, 28)}.</p>'
        f"</td></tr></table></td></tr>\n"
        for number in range(_OFFERS)
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>This week</title><!--[if mso]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style type="text/css">body{{margin:0;padding:0;-webkit-text-size-adjust:100%}} table,td{{border-collapse:collapse}} \
@media only screen and (max-width:600px){{.stack{{display:block!important}} .desktop{{display:none!important}}}}\
</style></head><body style="margin:0;padding:0;background-color:#f4f4f4;">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;">New this week{"&#847;&zwnj;&nbsp;" * 60}</div>
<table role="presentation" width="100%" style="background-color:#f4f4f4;"><tr><td align="center">
<!--[if mso]><table width="600"><tr><td><![endif]-->
<table role="presentation" class="stack" width="600" style="width:600px;background-color:#ffffff;">
<tr><td style="padding:24px;"><h1 style="margin:0;font-size:28px;color:#111111;">This week</h1></td></tr>
{offers}<tr><td style="padding:24px;font-size:12px;color:#999999;">You get this mail since you asked for it.
<a href="https://example.org/unsubscribe" style="color:#999999;">Unsubscribe</a></td></tr></table>
<!--[if mso]></td></tr></table><![endif]--></td></tr></table></body></html>"""


def _part(number: int) -> str:
    heading = (
        f'<h{2 + number % 2}><span class="mw-headline" id="Part_{number}">{_prose(number, 3)}</span><span class="mw-editsection">'
        f'[<a href="/w/index.php?title=Lower_River&amp;action=edit&amp;section={number}" title="Edit section">edit</a>]</span>'
        f"</h{2 + number % 2}>\n"
    )
    paragraphs = "".join(
        f"<p>{_prose(number + place, 30)} {_link(number + place, 3)}, {_prose(place, 25)}"
        f'<sup id="cite_ref-{number}-{place}" class="reference"><a href="#cite_note-{number * 4 + place}">[{place}]</a></sup> '
        f"{_link(number * place, 2)} {_prose(number, 20)}.</p>\n"
        for place in range(_PARAGRAPHS)
    )
    return heading + paragraphs + (_table(number) if number % 6 == 0 else "")


def _table(number: int) -> str:
    rows = "".join(
        f'<tr><td>{1900 + row}</td><td style="text-align:right">{row * 1037 + number:,}</td><td>{_link(row, 2)}</td>'
        f'<td data-sort-value="{row}">{_prose(row, 5)}</td><td style="background:#9EFF9E">yes</td></tr>\n'
        for row in range(_TABLE_ROWS)
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Year", "Tonnes", "Port", "Remarks", "Open"))
    return f'<table class="wikitable sortable" style="margin:1em auto"><caption>{_prose(number, 4)}</caption>{head}{rows}</table>'


def _facts() -> str:
    names = ("Country", "Length", "Source", "Mouth", "Basin")
    return "".join(
        f'<tr><th scope="row" class="infobox-label">{name}</th><td class="infobox-data">{_link(place, 3)}'
        f'<span style="display:none"> (<span class="bday">{1900 + place}</span>)</span></td></tr>'
        for place, name in enumerate(names)
    )


def _link(number: int, words: int) -> str:
    said = _prose(number, words)
    return f'<a href="/wiki/{said.replace(" ", "_")}" title="{said}">{said}</a>'


def _prose(start: int, words: int) -> str:
    return " ".join(islice(cycle(_WORDS), start * 5 % len(_WORDS), start * 5 % len(_WORDS) + words))
