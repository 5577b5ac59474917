"""Web pages as Markdown, and as bare words where the converter fails."""

from functools import partial
from pathlib import Path

import pytest
from html_to_markdown import ConversionError, ConversionOptions, convert
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.job import Extractor
from bot.documents.web import html
from bot.language import Document, FileUnreadable
from tests.documents.files import corpus, job, refusal

PAGE = """<!doctype html><html><head><title>Q3 &amp; Q4</title><style>p{}</style></head><body>
<script>steal()</script><!-- a comment --><h1>Results</h1><p>Sales <a href="https://example.org/x">grew</a>.</p>
<img alt="a chart" src="data:image/png;base64,AAAA"><table><tr><th>Year</th></tr><tr><td>2024</td></tr></table></body></html>"""


_PARTS = (
    "<nav>a</nav>",
    "<form><input value=b><button>c</button></form>",
    "<aside>d</aside>",
    "<abbr title=e>f</abbr>",
    "<mark>g</mark>",
    "<blockquote cite=h>i</blockquote>",
    "<pre><code>j\nk</code></pre>",
    "<ul><li>l<ul><li>m</ul></ul>",
    "<table><tr><th>n<th>o<tr><td>p<br>q<td>r</table>",
    "<a href='https://example.org/t u'>v</a>",
    "<h2>w</h2>",
    "x",
)


def _read(tmp_path: Path, page: str, *, extract: Extractor = html.extract, max_characters: int = 600_000) -> Document:
    path = tmp_path / "file.html"
    path.write_text(page, "utf-8")
    return extract(job(path, max_characters=max_characters))


def test_a_page_becomes_markdown(tmp_path: Path) -> None:
    document = _read(tmp_path, PAGE)
    (page,) = document.pages
    assert str(page.anchor) == "§ Results"
    assert page.markdown.startswith("# Q3 & Q4\n\n# Results\n")
    assert document.warnings == ("hidden text left out (1 comment)",)
    for part in ("# Results", "[grew](https://example.org/x)", "a chart", "| 2024 |"):
        assert part in page.markdown
    for part in ("steal", "p{}", "comment", "base64"):
        assert part not in page.markdown


def test_the_plain_way_keeps_the_words_alone(tmp_path: Path) -> None:
    (page,) = _read(tmp_path, PAGE, extract=html.extract_plain).pages
    assert page.markdown.split() == ["Q3", "&", "Q4", "Results", "Sales", "grew.", "Year", "2024"]


def test_a_long_page_is_read_by_lines_up_to_the_budget(tmp_path: Path) -> None:
    page = "<html>" + "".join(f"<p>paragraph {number}</p>" for number in range(2000))
    document = _read(tmp_path, page, max_characters=9000)
    assert str(document.pages[0].anchor) == "lines 1-80"
    assert document.total_pages > len(document.pages)
    assert document.warnings[0].startswith("read lines 1-")
    assert not _read(tmp_path, page).warnings


@pytest.mark.parametrize("extract", [html.extract, html.extract_plain])
@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html></html>", "empty file"),
        ("<html><script>x</script>", "empty file"),
        ("<!-- only this", "nothing readable in it"),
        ("<p hidden>only this</p>", "nothing readable in it"),
    ],
)
def test_a_page_without_words_is_refused(tmp_path: Path, page: str, reason: str, extract: Extractor) -> None:
    with pytest.raises(FileUnreadable, match=reason):
        _read(tmp_path, page, extract=extract)


def test_a_page_without_headings_is_one_piece(tmp_path: Path) -> None:
    (page,) = _read(tmp_path, "<html><title>Q3</title><p>Sales grew.").pages
    assert (str(page.anchor), page.markdown) == ("whole", "Q3\n\nSales grew.")


def test_what_the_converter_drops_for_its_depth_is_read_plainly(tmp_path: Path) -> None:
    (page,) = _read(tmp_path, "<div>" * 100_000 + "deep").pages
    assert page.markdown == "deep"


@pytest.mark.parametrize(
    "page",
    [
        "<meta charset=koi8-r><p>Отчёт",
        "<?xml version='1.0' encoding=\"koi8-r\"?><html><p>Отчёт",
        "<meta http-equiv=a content='text/html; charset=KOI8-R'><p>Отчёт",
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(page: str) -> None:
    assert "Отчёт" in html.read(page.encode("koi8-r"))
    assert "Отчёт" in html.read(page.encode())


def test_a_canvas_keeps_its_checklists_emoji_and_mentions(tmp_path: Path) -> None:
    canvas = (
        "<h1>Plan</h1><div data-section-style='7'><ul><li class='checked'><span>done</span></li><li>to do</li></ul></div>"
        "<div data-section-style='5'><ul><li>point</li></ul></div><p><a>@U123</a> "
        '<control><img src="https://example.org/a.png" alt=":tada:">:tada:</img></control></p>'
    )
    (page,) = _read(tmp_path, canvas).pages
    assert page.markdown == "# Plan\n\n- [x] done\n- [ ] to do\n\n- point\n\n@U123 :tada:"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<ul><li><ul><li hidden>x</li><li>a</li></ul></li><li>b</li></ul>", "- \n  * a\n- b"),
        ("<ul><li><UL CLASS=k><li style='display:none'>x<ul><li>x</ul></li><li>a</ul><li>b", "- \n  * a\n- b"),
        ("<h1>a</h1><ul><li><ul><li hidden>x</ul></ul><p>b", "# a\n\n- \n\nb"),
    ],
)
def test_a_hidden_first_item_of_a_list_costs_nothing_else(page: str, shown: str) -> None:
    assert html.to_markdown(page).markdown == shown


def test_what_the_converter_falls_over_is_read_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(_page: str, _options: ConversionOptions) -> None:
        raise ConversionError("byte index 5 is out of bounds of `words`")

    monkeypatch.setattr(html, "convert", fall)
    assert html.to_markdown("<h1>a</h1><script>x</script><p title='1 > 0' hidden>x</p><p>b <i>c</i>").markdown == "a\nb c"


@given(page=st.lists(st.sampled_from(_PARTS), max_size=12).map("".join))
def test_the_converter_is_asked_for_what_its_words_would_ask_for(page: str) -> None:
    options = ConversionOptions(extract_metadata=False, compact_tables=True)
    assert html.to_markdown(page).markdown == (convert(page, options).content or "").strip()


@pytest.mark.parametrize("extract", [html.extract, html.extract_plain])
@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "deep",
        "<p " + "a=1 " * 100_000 + ">wide",
        "<" * 200_000 + "deep",
        "<title" * 100_000 + "deep",
        "<p" + " hidden" * 100_000 + ">wide",
        "<img" + " alt=':a:'" * 100_000 + "deep",
        "<div" + " data-section-style='7'" * 100_000 + "deep",
        "<h1>a" + "&nbsp;" * 100_000 + "b</h1>" + "x",
        "<h1>a" + "_" * 100_000 + "b</h1>x",
        "<script></script" * 100_000,
    ],
)
def test_hostile_pages_end(tmp_path: Path, page: str, extract: Extractor) -> None:
    assert refusal(lambda: _read(tmp_path, page, extract=extract)) in {None, "empty file", "nothing readable in it"}


@given(page=st.text(alphabet="<>/!-pat =\"'&;#x1\n", max_size=200))
def test_any_markup_is_read_or_empty(tmp_path_factory: pytest.TempPathFactory, page: str) -> None:
    for extract in (html.extract, html.extract_plain):
        read = partial(_read, tmp_path_factory.getbasetemp(), page, extract=extract)
        assert refusal(read) in {None, "empty file", "nothing readable in it"}


def test_a_real_page_is_read() -> None:
    document = html.extract(job(corpus("test_blog.html")))
    assert "tuned gpt-4" in " ".join(page.markdown for page in document.pages)
