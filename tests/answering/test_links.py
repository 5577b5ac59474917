"""Which links an answer may show."""

import pytest

from bot.answering.links import links_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.com/a.", {"https://example.com/a"}),
        ("(https://example.com/a_(b)), x", {"https://example.com/a_(b)"}),
        ("[text](https://example.com/q?x=1&y=2)", {"https://example.com/q?x=1&y=2"}),
        ("<https://example.com|label>", {"https://example.com"}),
        ("ftp://example.com javascript:alert(1) example.com", set[str]()),
        ("HTTPS://EXAMPLE.com/A!", {"HTTPS://EXAMPLE.com/A"}),
    ],
)
def test_links_are_found_without_the_punctuation_of_prose(text: str, expected: set[str]) -> None:
    assert links_in([text]) == expected


def test_an_address_that_ends_in_a_million_brackets_holds_nobody_up() -> None:
    assert links_in(["https://example.com/(a" + ")" * 1_000_000]) == {"https://example.com/(a)"}
