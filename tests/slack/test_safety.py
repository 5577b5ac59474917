"""What may leave for Slack: tables of attacks, and invariants over any text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.markup import to_mrkdwn
from bot.slack.safety import JOINER, neutralise, normalised

GOOD = "https://good.org/a"
LINKS = frozenset({GOOD})
J = JOINER


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain *text* [p. 12] and [p. 3](Annex)", "plain *text* [p. 12] and [p. 3](Annex)"),
        # Pings
        ("<!channel> <!here|here> <! everyone>", f"@{J}channel here @{J}everyone"),
        ("@channel @Everyone ＠here", f"@{J}channel @{J}Everyone ＠{J}here"),
        ("`<!channel>` and `@here`", f"`<{J}!channel>` and `@{J}here`"),
        ("```\n<@U1> @channel\n```", f"```\n<{J}@U1> @{J}channel\n```"),
        ("<@U123> <@U1|ann> <#C1|general> <!subteam^S1|@team>", "@U123 @ann #general @team"),
        ("<!date^1^{date}|1 May>", "1 May"),
        ("&lt;!channel&gt; &amp;lt;!here&amp;gt; &#60;!here>", f"@{J}channel @{J}here @{J}here"),
        ("@chan\u200bnel @\u2060here", f"@{J}channel @{J}here"),
        ("<!chan\nnel>", f"<{J}!chan\nnel>"),
        # Images
        ("![a plot](https://evil.org/p.png)", "a plot"),
        ("![a plot](https://good.org/a)", "a plot"),
        ("![a plot][r]\n\n[r]: https://evil.org", "a plot\n\n"),
        ("![](//evil.org/p.png)", ""),
        # Links that stand in the source
        (f"see {GOOD}, ({GOOD}) and <{GOOD}>", f"see {GOOD}, ({GOOD}) and {GOOD}"),
        (f"[report]({GOOD})", f"report ({GOOD})"),
        (f"[{GOOD}]({GOOD})", GOOD),
        (f'[report]({GOOD} "title")', f"report ({GOOD})"),
        (f"<{GOOD}|report>", f"report ({GOOD})"),
        (f"[report][1]\n[1]: {GOOD}", f"report ({GOOD})\n"),
        ("HTTPS://GOOD.org:443/a", "HTTPS://GOOD.org:443/a"),
        # Links that do not
        ("[report](https://evil.org/?q=secret)", "report"),
        ("[](https://evil.org)", "(link removed)"),
        ("<https://evil.org/x>", "(link removed)"),
        ("<https://evil.org/x|report>", "report"),
        ("<mailto:a@evil.org>", "(link removed)"),
        ("https://evil.org/x.", "(link removed)."),
        ("www.evil.org/x", "(link removed)"),
        ("`https://evil.org`", "`(link removed)`"),
        ("```\ncurl https://evil.org\n```", "```\ncurl (link removed)\n```"),
        ("[report][1]\n[1]: https://evil.org", "report\n"),
        ("[report]\n\n[report]: <https://evil.org>", "report\n\n"),
        ("[a](javascript:alert(1)) [b](//evil.org) [c](/path) [d](data:text/html,x)", "a b c d"),
        (f"{GOOD}/../secret {GOOD}?q=1 {GOOD}#f", "(link removed) (link removed) (link removed)"),
        ("https://good.org@evil.org/a", "(link removed)"),
        ("https://good.org%2eevil.org/a", "(link removed)"),
        ("https://gооd.org/a", "(link removed)"),  # Cyrillic о
        ("https：//evil.org/a ｈｔｔｐｓ://evil.org", "(link removed) (link removed)"),
        ("https&#58;//evil.org", "(link removed)"),
        ("htt\u00adps://ev\u200bil.org", "(link removed)"),
        ("[![a](https://evil.org/p.png)](https://evil.org)", "a"),
        (f"[https://evil.org]({GOOD})", f"(link removed) ({GOOD})"),
        # Hidden characters
        ("a\u202eb\u2066c\ufeffd\U000e0041e\x00f\x1b[31m", "abcdef[31m"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("AT&T &copy; &unknown; a&b;c", "AT&T © &unknown; a&b;c"),
        ("`&lt;` stays in code", "`&lt;` stays in code"),
    ],
)
def test_what_is_shown(written: str, shown: str) -> None:
    assert neutralise(written, links=LINKS) == shown


@pytest.mark.parametrize("text", ["&" + "#38;" * 60 + "lt;!channel>", "[" * 450 + "a" + "](https://evil.org)" * 450])
def test_nesting_made_to_deceive_ends_harmless(text: str) -> None:
    made = neutralise(text, links=frozenset())
    assert "evil" not in made
    assert "<!" not in made
    assert neutralise(made, links=frozenset()) == made


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://X.org/", "https://x.org", True),
        ("https://x.org:443/a", "https://x.org/a", True),
        ("http://x.org:80/a", "http://x.org/a", True),
        ("https://x.org/%c3%a9", "https://x.org/%C3%A9", True),
        ("https://x.org/?a&amp;b", "https://x.org/?a&b", True),
        ("https://[::1]:8080/a", "https://[::1]:8080/a", True),
        ("http://x.org/a", "https://x.org/a", False),
        ("https://x.org/A", "https://x.org/a", False),
        ("https://u@x.org/a", "https://x.org/a", False),
        ("https://x.org:8443/a", "https://x.org/a", False),
        ("https://x.org:bad/a", "https://x.org/a", False),
        ("https://x.org/é", "https://x.org/e", False),
    ],
)
def test_addresses_are_compared_whole(one: str, other: str, same: bool) -> None:
    assert (normalised(one) == normalised(other)) is same


MARKS = [
    "<!",
    "<@",
    "<#",
    "<",
    ">",
    "|",
    "@",
    "＠",
    "[",
    "]",
    "(",
    ")",
    "!",
    "[1]",
    ":",
    "`",
    "```",
    "~~~",
    "\\",
    '"',
    "//",
    "/",
    ".",
    "**",
]
CODES = ["&", "&lt;", "&amp;", "amp;", "#58;", "www.", "://", "：//", "https", "javascript:", "mailto:"]
WORDS = ["channel", "here", "everyone", "U1", "evil.org", "https://evil.org/x", GOOD, "a", "é", "x"]
SPACES = ["\n", " ", "\t", "\u200b", "\u2060", "\u202e", "\u200d", "| a | b |\n|---|---|\n", "- ", "> ", "# ", ": "]
PIECES = st.sampled_from([*MARKS, *CODES, *WORDS, *SPACES])
HOSTILE = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=30).map("".join)
_URL = re.compile(r"(?:https?|ftps?|wss?)://[^\s<>|\"`]*|\bwww\.", re.IGNORECASE)


@settings(max_examples=600, deadline=None)
@given(HOSTILE)
def test_no_text_can_ping_mislead_or_carry_data_away(text: str) -> None:
    made = neutralise(text, links=LINKS)
    assert neutralise(made, links=LINKS) == made
    for token in ("<!", "<@", "<#", "@here", "@channel", "@everyone", "\u200b", "\u202e"):
        assert token not in made.lower()
    for url in _URL.findall(made):
        assert url.lower().startswith(GOOD)
        assert not url[len(GOOD) :].strip("#?.,;:!'\")]}*_~"), url  # An empty query or fragment is none.
    made.encode()


@settings(max_examples=600, deadline=None)
@given(HOSTILE)
def test_every_link_that_slack_is_given_stood_in_the_source(text: str) -> None:
    for target in re.findall(r"<([^<>|\n]*)(?:\|[^<>\n]*)?>", to_mrkdwn(neutralise(text, links=LINKS))):
        assert normalised(target) == GOOD
