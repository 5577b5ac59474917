"""What a page's readers do not see."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.web.hidden import MARK, mark
from bot.documents.web.html import to_markdown
from bot.documents.web.styles import hides


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>a</p><div style='display:none'>x<div>x</div></div><p>b</p>", "a b"),
        ("<p hidden>x<p>a", "a"),
        ("<p>a</p><p hidden=''>x</p>", "a"),
        ("<style>.x, #y {display:none}</style><p class='z x'>x</p><p id=y>x</p><p class=xx>a</p>", "a"),
        ("<style>/* .a{} */ p.x{display:none}</style><p class=x>x</p><p>a</p>", "a"),
        ("<style>.tab{display:none} .tab.open{display:block}</style><p class='tab open'>a</p>", "a"),
        ("<style>@media print {.x{display:none}}</style><p class=x>a</p>", "a"),
        ("<style>@import url(x); .x{display:none}</style><p class=x>x</p><p>a</p>", "a"),
        ("<p style='color:#ffffff'>x</p><p>a</p>", "a"),
        ("<font color='white'>x</font><p>a</p>", "a"),
        ("<div style='background:#000'><p style='color:#ffffff'>a</p></div>", "a"),
        ("<table bgcolor=black><tr><td style='color:white'>a</td></tr></table>", "| a | | --- |"),
        ("<p style='font-size:0px'><b style='font-size:13px'>a</b></p>", "**a**"),
        ("<div style='font-size:0px'><p style='font:13px serif'>a</p></div>", "a"),
        ("<p style='font-size:0px' hidden><b style='font-size:13px'>x</b></p><p>a", "a"),
        ("<p style='font-size:0px'>x <b style='font-size:13px'>x</b></p><p>a</p>", "a"),
        ('<p>the hidden <code>&lt;p style="display:none"&gt;</code></p>', 'the hidden `<p style="display:none">`'),
        ("<p aria-hidden=true>a</p>", "a"),
        ("<P STYLE='DISPLAY:NONE'>x</P><P>a", "a"),
        ("<p style='display:&Tab;none'>x</p><p>a", "a"),
        ("<p class=b/style='opacity:0'>a</p>", "a"),
        ("<p/style='opacity:0'>x</p><p>a", "a"),
        ("<p class='b'style='opacity:0'>x</p><p>a", "a"),
        ("<p class=''hidden>x</p><p>a", "a"),
        ("<p title='1 > 0' style='opacity:0'>x</p><p>a", "a"),
        ("<p title='<' style='opacity:0'>x</p><p>a", "a"),
        ("<p title='<a b=' style='opacity:0'>x</p><p>a", "a"),
        (f"<p data-a={'b' * 5000} hidden>x</p><p>a", "a"),
        ("<style>.aB{display:none} .ab{color:red}</style><p class=aB>x</p><p class=ab>a</p>", "a"),
        ("<style>.тень{display:none} .день{color:red}</style><p class='тень'>x</p><p class='день'>a</p>", "a"),
    ],
)
def test_what_is_not_shown_is_not_read(page: str, shown: str) -> None:
    assert " ".join(to_markdown(page).markdown.split()) == shown


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<img alt='a hidden valley' src=/x>", "![a hidden valley](/x)"),
        ("<p>b</p><a href=/x title='the hidden truth'>a</a>", 'b [a](/x "the hidden truth")'),
        ("<img alt = 'all hidden ' src=/x>", "![all hidden ](/x)"),
        ("<img title= hidden alt=b src=/x>", '![b](/x "hidden")'),
        ("<p>the hidden > one</p>", "the hidden > one"),
        ("<p class='hidden wide'>a</p><p class='wide hidden tall'>b</p>", "a\n\nb"),
    ],
)
def test_words_that_only_look_like_attributes_are_left_alone(page: str, shown: str) -> None:
    assert to_markdown(page) == (shown.replace(" [", "\n\n["), ())


def test_what_was_left_out_is_counted() -> None:
    page = "<!-- one --><!-- two --><!----><!--[if mso]>three<![endif]--><p hidden>x</p><p>a</p>"
    assert to_markdown(page).warnings == ("hidden text left out (1 element, 2 comments)",)
    assert to_markdown("<p>a</p>").warnings == ()


def test_an_element_that_is_hidden_twice_is_one() -> None:
    assert mark("<p hidden style='opacity:0'>x</p><p hidden>x</p>").elements == 2


def test_a_page_without_styles_stays_as_it_is() -> None:
    assert mark("<p>plain</p>") == ("<p>plain</p>", 0, 0)


@given(page=st.text(alphabet="<>/p =\"'style:hidn.;{}0#!-", max_size=200))
def test_any_markup_is_marked(page: str) -> None:
    found = mark(f"<style>{page}</style>{page}")
    assert found.elements >= 0
    to_markdown(found.source)


class _Reader(HTMLParser):
    """Counts elements that are hidden, one tag after the other: slowly, and by a parser of tags."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += any(name == "hidden" or (name == "style" and hides(value or "")) for name, value in attrs)


_SAID = ("hidden", "display:none", "a > b", "style=x", "&#104;idden", "the hidden one", "İ", "")
_QUOTED = st.tuples(st.sampled_from(("title", "STYLE", "style", "alt")), st.sampled_from(_SAID), st.sampled_from("\"'")).map(
    lambda drawn: f" {drawn[0]}={drawn[2]}{drawn[1]}{drawn[2]}"
)
_ATTRIBUTES = st.lists(
    _QUOTED | st.sampled_from((" hidden", "\tHIDDEN", " lang=en", "\nhidden=''", " data-hidden", " /")), max_size=4
)
_TAGS = st.tuples(st.sampled_from(("p", "Div", "td")), _ATTRIBUTES).map(lambda drawn: f"<{drawn[0]}{''.join(drawn[1])}>")


@given(pieces=st.lists(_TAGS | st.sampled_from((*_SAID, "</p>", " hidden ", ' "quoted" ')), max_size=12))
def test_what_is_marked_is_what_a_slow_reader_finds(pieces: list[str]) -> None:
    page = "".join(pieces)
    reader = _Reader()
    reader.feed(page)
    found = mark(page)
    assert (found.elements, found.source.count(MARK) >= found.elements) == (reader.hidden, True)


@pytest.mark.parametrize(
    "page",
    [
        "<p" + " hidden" * 200_000 + ">",
        "<p hidden>" * 100_000,
        ("<p title='" + " hidden" * 500 + "'>") * 400,
        "<b> hidden " * 100_000,
        "<p" + " style='display:none'" * 100_000,
        "<p" + " style='font-size:0'" * 100_000,
        "<p style='color:white'>background:" + " " * 200_000 + "none",
        "<style>" + "a" * 200_000,
        "<style>" * 100_000,
        "<!--" * 100_000,
        "<p" + " style" * 100_000 + "=" * 100_000,
    ],
)
def test_a_hostile_page_is_marked_in_one_go(page: str) -> None:
    assert mark(page).source.replace(MARK, "hidden")[:2] == page[:2]
