"""What a style says about being seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.web.styles import hidden_names, hides


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
    ("sheet", "names"),
    [
        (".x, #y {display:none}", ("#y", ".x")),
        ("p.x{display:none}", (".x",)),
        ("/* .a{} */ .x{display:none} /* .y{display:none}", (".x",)),
        ("@import url(x); .x{display:none}", (".x",)),
        (".x{display:none} .x.open{display:block}", ()),
        (".x .y{display:none}", ()),
        (".x:hover{display:none}", ()),
        ("@media print {.x{display:none}}", ()),
        (".x{display:none", ()),
        ("}{}.x{display:none}}", (".x",)),
        ("no rules", ()),
    ],
)
def test_simple_rules_name_what_they_hide(sheet: str, names: tuple[str, ...]) -> None:
    assert tuple(sorted(hidden_names([sheet]))) == names


@pytest.mark.parametrize("size", [".5px", "0.5px", "1.99pt", "bold 1px serif"])
def test_lengths_are_read_as_they_are_written(size: str) -> None:
    assert hides(f"font:{size}")


# Each of these could be cut in many ways by an expression that tries them all, and would take minutes to hours.
@pytest.mark.parametrize(
    "style",
    [
        f"font-size:{'9' * 200_000}x",
        f"font:{'9' * 200_000}x",
        f"font:{'9.' * 100_000}x",
        f"color:rgba(,{'0' * 200_000}x)",
        f"color:hsla({',0' * 100_000}x)",
        f"opacity:{'-' * 200_000}",
    ],
)
def test_a_long_style_is_read_once(style: str) -> None:
    assert not hides(style)


@pytest.mark.parametrize("sheet", ["a" * 200_000, "a{" * 100_000, "." * 200_000 + "{}", "/*" * 100_000])
def test_a_long_sheet_is_read_once(sheet: str) -> None:
    assert not hidden_names([sheet])


@given(style=st.text(alphabet="font-size:color0.9#(),;% px-", max_size=60))
def test_any_style_says_yes_or_no(style: str) -> None:
    assert hides(style) in (True, False)
