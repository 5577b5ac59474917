"""Web and e-mail addresses, and when two are the same."""

import pytest

from bot.answering.citations.addresses import addresses, host_of, key, links


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://example.org/a.", ["example.org/a"]),
        ("(https://example.org/a_(b))", ["example.org/a_(b)"]),
        ("https://example.org/a] and", ["example.org/a"]),
        ("www.Example.org/A", ["example.org/A"]),
        ("write to Ada@Example.org, please", ["ada@example.org"]),
        ("mailto:ada@example.org", ["ada@example.org"]),
        ("visit example.com today", ["example.com"]),
        ("visit docs.example.io/x?y=1", ["docs.example.io/x?y=1"]),
        ("README.md, main.py, end.Next, 3.5, e.g. this", []),
        ("no address", []),
    ],
)
def test_addresses_are_found_without_the_prose_around_them(text: str, expected: list[str]) -> None:
    assert [address.key for address in addresses(text)] == expected


def test_a_bare_name_is_known() -> None:
    assert [(one.is_bare, one.is_email) for one in addresses("example.com https://example.com a@example.com")] == [
        (True, False),
        (False, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.example.org/", "http://example.org"),
        ("https://Example.ORG/Path", "https://example.org/Path"),
        ("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2"),
    ],
)
def test_two_spellings_of_an_address_are_one(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_the_path_is_told_apart_by_case() -> None:
    assert key("https://example.org/a") != key("https://example.org/A")


@pytest.mark.parametrize(("address", "host"), [("example.org/a?b", "example.org"), ("ada@example.org", "example.org")])
def test_an_address_has_a_host(address: str, host: str) -> None:
    assert host_of(address) == host


def test_links_have_a_label_and_a_target() -> None:
    (link,) = links('so [the terms](https://example.org/a_(b) "title") say')
    assert (link["label"], link["target"]) == ("the terms", "https://example.org/a_(b)")
