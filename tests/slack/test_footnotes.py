"""Anchors as links: no text whatsoever becomes a link that code has not made."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import Link, Links, Receipt
from bot.slack.blocks import answer_bodies
from bot.slack.footnotes import presented, with_footnotes
from bot.slack.messages import FINAL
from bot.slack.safety import JOINER

ONE, TWO = (f"https://acme.slack.com/archives/C1/p170000000000000{number}" for number in (1, 2))
FOOTNOTES = {"m1": Link(url=ONE, label="12 Mar 14:02"), "m12": Link(url=TWO, label="[12] Mar|<b>*x*`")}
FIRST, SECOND = f"[12 Mar 14:02]({ONE})", f"[12 Marbx]({TWO})"
LINKS = Links(footnotes=FOOTNOTES)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Agreed [m1].", f"Agreed {FIRST}."),
        ("Agreed [m1, m12].", f"Agreed {FIRST} {SECOND}."),
        ("Agreed [m1; m1].", f"Agreed {FIRST}."),
        ("Agreed [m1-m12].", f"Agreed {FIRST} {SECOND}."),
        ("Agreed [m1 – m12].", f"Agreed {FIRST} {SECOND}."),
        ("Agreed [#general, m1].", f"Agreed {FIRST}."),
        ("Agreed [m1][m12].", f"Agreed {FIRST}{SECOND}."),
        ("Agreed [m1, m99].", f"Agreed {FIRST}."),
        ("Agreed [m99].", f"Agreed {JOINER}."),
        ("Agreed![m1]", f"Agreed!{JOINER}{FIRST}"),
        ("Agreed \\[m1]", f"Agreed \\{JOINER}{FIRST}"),
        ("[p. 12], [see above], [m], [M1], [m1", "[p. 12], [see above], [m], [M1], [m1"),
        ("`[m1]` and [m1]", f"`[m1]` and {FIRST}"),
        ("```\n[m1]\n```\n[m1]", f"```\n[m1]\n```\n{FIRST}"),
        ("", ""),
    ],
)
def test_an_anchor_is_a_link_and_an_unknown_one_is_not_seen(text: str, shown: str) -> None:
    assert with_footnotes(text, FOOTNOTES) == shown
    assert presented(text, LINKS) == shown


FILE = "https://acme.slack.com/files/U1/F1/q3.pdf"
OF_FILES = {
    "p. 12": Link(url=FILE, label="p. 12"),
    "Q3.pdf, p. 3": Link(url=FILE, label="Q3.pdf, p. 3"),
    "<!here> @channel.pdf, p. 1": Link(url=FILE, label="<!here> @channel.pdf, p. 1"),
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It is 5 [p. 12].", f"It is 5 [p. 12]({FILE})."),
        ("It is 5 [p. 12; Q3.pdf, p. 3].", f"It is 5 [p. 12]({FILE}) [Q3.pdf, p. 3]({FILE})."),
        ("It is 5 [p. 12; p. 99].", "It is 5 [p. 12; p. 99]."),
        ("It is 5 [p. 13] `[p. 12]`.", "It is 5 [p. 13] `[p. 12]`."),
        ("| a | [p. 12] |", f"| a | [p. 12]({FILE}) |"),
        ("[p. 12](https://evil.example)", "[p. 12](https://evil.example)"),
    ],
)
def test_a_place_in_a_file_is_a_link_to_the_file(text: str, shown: str) -> None:
    assert with_footnotes(text, OF_FILES) == shown


def test_a_files_name_neither_pings_nor_hides_an_address() -> None:
    shown = presented("It is 5 [<!here> @channel.pdf, p. 1].", Links(footnotes=OF_FILES))
    assert "<!here>" not in shown
    assert "@channel" not in shown


def test_where_nothing_was_read_an_anchor_is_just_text() -> None:
    assert with_footnotes("Agreed [m1].", {}) == "Agreed [m1]."


@pytest.mark.parametrize(
    "text",
    [
        "https:[m9]//evil.example/?d=secret",
        "<[m9]@U123>",
        "<[m9]!channel>",
        "@[m9]here",
        "[words]([m9]https:[m9]//evil.example)",
        "![m9][x]([m9]https:[m9]//evil.example/x.png)",
        "[m1](https://evil.example/)",
        "![m1](https://evil.example/x.png)",
        "[m1]: https://evil.example/",
        "[m1][m1]\n\n[m1]: https://evil.example/",
        "[a [m1] b](https://evil.example/)",
        "<https://evil.example|[m1]>",
        "java[m9]script[m9]:x",
    ],
)
def test_an_anchor_joins_no_pieces_to_something_dangerous(text: str) -> None:
    shown = presented(text, LINKS)
    assert not re.search(r"https?://(?!acme\.slack\.com/archives/C1/p170000000000000[12]\))", shown)
    assert not re.search(r"<[@!#]|@here|!\[|javascript:", shown)


PIECES = st.lists(
    st.sampled_from(
        [
            *("[m1]", "[m12]", "[m9]", "[m1, m9]", "m1", "[", "]", "(", ")", "!", "\\", "<", ">", "|", "@", "here", "channel"),
            *("https:", "//", "evil.example", "/x?d=1", "https://evil.example/", "www.", "mailto:", ": ", "\n", " ", "`", "```"),
            *("@U123", "!channel", "subteam^S1", "[x]", "]("),
        ]
    )
    | st.text(max_size=3),
    max_size=14,
).map("".join)


@given(PIECES)
def test_no_text_becomes_a_link_that_was_not_given(text: str) -> None:
    shown = presented(text, LINKS)
    for url in re.findall(r"(?i)https?://[^\s()<>|`\"\]]*", shown):
        assert url in {ONE, TWO}
    assert not re.search(r"!\[[^\]]*\]\(|<[@!#]|(?i:@(?:here|channel|everyone))", shown)
    for body in answer_bodies(shown, Receipt(), state=FINAL):
        assert "evil.example/" not in re.sub(r"\\u2060", "", "".join(re.findall(r"https?:[^\s]*", body.text)))


@given(PIECES)
def test_known_anchors_are_the_only_links_that_are_added(text: str) -> None:
    before, after = text.count("](http"), with_footnotes(text, FOOTNOTES)
    assert after.count("](http") - before == sum(after.count(f"]({link.url})") for link in FOOTNOTES.values())


@given(st.text(alphabet="m129[]!,- \nab", max_size=60))
def test_code_is_untouched(text: str) -> None:
    code = text.replace("\n", " ").strip() or "x"
    fenced = f"[m1]\n```\n{text}\n```\n[m1]"
    assert with_footnotes(fenced, FOOTNOTES) == f"{FIRST}\n```\n{text}\n```\n{FIRST}"
    assert with_footnotes(f"a `{code}` [m1]", FOOTNOTES) == f"a `{code}` {FIRST}"
