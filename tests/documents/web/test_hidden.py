"""What a page's readers do not see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.web.hidden import hides, mark
from bot.documents.web.html import to_markdown


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "color: red; DISPLAY : None !important",
        "visibility:hidden",
        "visibility: collapse",
        "opacity:0",
        "opacity: .01",
        "font-size:0",
        "font-size:1px",
        "font-size: 0.1em",
        "font-size:10%",
        "font:0/0 a",
        "color:transparent",
        "color: rgba(0, 0, 0, 0)",
        "color:#123456;background-color:#123456",
        "color:white;background:white",
        "text-indent:-9999px",
        "position:absolute;left:-9999px",
        "position: fixed; top: -1000em",
        "max-height:0;overflow:hidden",
        "height:1px;width:1px;overflow:hidden",
        "clip: rect(0 0 0 0)",
        "clip-path:inset(100%)",
        "transform: scale( 0 )",
        "mso-hide:all",
    ],
)
def test_a_style_that_shows_nothing_is_known(style: str) -> None:
    assert hides(style)


@pytest.mark.parametrize(
    "style",
    [
        "",
        "display:block",
        "opacity:0.9",
        "opacity:1",
        "font-size:8pt",
        "font-size:0.8em",
        "font:bold 12px/30px serif",
        "line-height:0",
        "color:white",
        "color:#fff;background:#000",
        "color:rgba(0,0,0,0.8)",
        "text-indent:-20px",
        "left:-9999px",
        "overflow:hidden",
        "height:0",
        "transform:scale(0.5)",
        "nonsense",
        ";;:;",
    ],
)
def test_a_style_that_shows_something_is_left_alone(style: str) -> None:
    assert not hides(style)


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
        ("<p style='font-size:0px'>x <b style='font-size:13px'>x</b></p><p>a</p>", "a"),
        ('<p>the hidden <code>&lt;p style="display:none"&gt;</code></p>', 'the hidden `<p style="display:none">`'),
        ("<p aria-hidden=true>a</p>", "a"),
    ],
)
def test_what_is_not_shown_is_not_read(page: str, shown: str) -> None:
    assert " ".join(to_markdown(page).markdown.split()) == shown


def test_what_was_left_out_is_counted() -> None:
    page = "<!-- one --><!-- two --><!----><!--[if mso]>three<![endif]--><p hidden>x</p><p>a</p>"
    assert to_markdown(page).warnings == ("hidden text left out (1 element, 2 comments)",)
    assert to_markdown("<p>a</p>").warnings == ()


def test_a_page_without_styles_stays_as_it_is() -> None:
    assert mark("<p>plain</p>") == ("<p>plain</p>", 0, 0)


@given(page=st.text(alphabet="<>/p =\"'style:hidn.;{}0#!-", max_size=200))
def test_any_markup_is_marked(page: str) -> None:
    found = mark(f"<style>{page}</style>{page}")
    assert found.elements >= 0
    to_markdown(found.source)
