"""What may leave for Slack: tables of attacks, and invariants over any text."""

import re
from html import unescape as html_unescape

import pytest
from hypothesis import example, given

from bot.slack.markup import to_mrkdwn
from bot.slack.mrkdwn import said_plainly
from bot.slack.safety import JOINER, neutralise, normalised
from tests.slack.fuzz import GOOD, HOSTILE, MARKDOWN, of_answers, thorough

LINKS = frozenset({GOOD, "https://www.good.org/w", "https://bücher.example/q"})
J = JOINER


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain *text* [p. 12] and [p. 3](Annex)", "plain *text* [p. 12] and [p. 3]\u2060(Annex)"),
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
        ("@\u200chere @\u034fhere ﹫channel", f"@{J}here @\u034fhere ﹫{J}channel"),
        ("\\\\<!channel> \\\\@here", f"\\\\@{J}channel \\\\@{J}here"),
        ("ann@here.org and @hereafter", f"ann@{J}here.{J}org and @{J}hereafter"),
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
        # Escapes, and what is code for us but may be none for Slack
        (r"https:\//evil.org http\://evil.org www\.evil.org", "(link removed) (link removed) (link removed)"),
        (r"C:\temp and 2019\. A \*star\*", r"C:\temp and 2019\. A \*star\*"),
        (rf"\`[shown]({GOOD}/b)` \`[shown]({GOOD})`", f"\\`shown` \\`shown ({GOOD})`"),
        (f"`[shown]({GOOD})` `a[0](/b) [x](y)`", f"`shown ({GOOD})` `a[0](/b) [x](y)`"),
        ("`[a](evil.pw/x) [b](//evil.pw) [c](mailto:a@b.c) f[0](x.y)`", "`a b c f[0](x.y)`"),
        ("`https&#58;//evil.org` `&lt;!here>`", f"`(link removed)` `<{J}!here>`"),
        ("```\n    ```\n[a](https://evil.org)\n```", "```\n    ```\na\n```"),
        # What Slack makes a link of by itself
        ("see example.com/path, foo.io and x.evil.org.", f"see example.{J}com/path, foo.{J}io and x.{J}evil.{J}org."),
        ("evil.zip/a evil.org:8080 evil.org?q=1 evil.org#f", f"evil.{J}zip/a evil.{J}org:8080 evil.{J}org?q=1 evil.{J}org#f"),
        ("good.org/a, www.good.org/w and good.org/b", f"good.org/a, www.good.org/w and good.{J}org/b"),
        ("README.md main.py Q3.pdf Node.js e.g. 3.14 U.S. a.b", "README.md main.py Q3.pdf Node.js e.g. 3.14 U.S. a.b"),
        ("`foo.io/x`, ann@foo.io and @foo.io", f"`foo.io/x`, ann@foo.io and @foo.{J}io"),
        ("See:evil.org/x -evil.org //evil.org/x", f"See:evil.{J}org/x -evil.{J}org //evil.{J}org/x"),
        ("https:[p. 1]//evil.org/x -mailto:a@evil.org/x", f"https:[p. 1]//evil.{J}org/x -mailto:{J}a@evil.{J}org/x"),
        (
            "secret.evil.lol/x secret.evil.lol src/main.py:12 a/b.txt",
            f"secret.{J}evil.{J}lol/x secret.{J}evil.{J}lol src/main.py:12 a/b.txt",
        ),
        ("evil．org/x evil。com gооd.org xn--80a.com", f"evil．{J}org/x evil。{J}com gооd.{J}org xn--80a.{J}com"),
        ("mailto:a@evil.org tel:123 data:text/html,x", f"mailto:{J}a@evil.org tel:{J}123 data:{J}text/html,x"),
        ("javascript:alert(1) file:x vscode://a/b slack://c", f"javascript:{J}alert(1) file:{J}x vscode:{J}//a/b (link removed)"),
        ("note: data: x redis://localhost in `redis://a`", f"note: data: x redis:{J}//localhost in `redis://a`"),
        # Hosts with letters that look like others are shown as they are asked for
        ("https://bücher.example/q https://BÜCHER.example/q", "https://xn--bcher-kva.example/q https://xn--bcher-kva.example/q"),
        ("https://xn--bcher-kva.example/q", "https://xn--bcher-kva.example/q"),
        ("https://good。org/a https://ｇｏｏｄ.org/a", f"{GOOD} {GOOD}"),
        (
            "https://gοod.org/a https://xn--gd-jmba.org/a https://good.org.evil.org/a",
            "(link removed) (link removed) (link removed)",
        ),
        ("https://faß.de https://good\u200d.org/a", f"(link removed) {GOOD}"),
        # Whatever else might become a link with its address out of sight
        ("[a](evil.pw) [a](1.2.3.4/x)", "[a]\u2060(evil.\u2060pw) [a]\u2060(1.2.3.4/x)"),
        ("[a](\\\\evil.org/x)", "[a]\u2060(\\\\evil.org/x)"),
        ("[a[b]c](https://evil.org)", "[a[b]c]\u2060((link removed))"),
        ("[a][1]\n[1]: evil.pw", "[a][1]\n\u2060[1]: evil.\u2060pw"),
        ("> - [a\\]]: 1.2.3.4/x", "> - \u2060[a\\]]: 1.2.3.4/x"),
        ("<evil.org/x|a> a < b | c > d", "<\u2060evil.\u2060org/x|a> a < b | c > d"),
        ("`[0](x)` ```f[0](x)```", "`[0](x)` ```f[0](x)```"),
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


def test_a_host_that_browsers_read_differently_is_not_shown_even_from_the_source() -> None:
    assert neutralise("https://faß.de", links=frozenset({"https://faß.de"})) == "(link removed)"


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
        ("https://bücher.org/a", "https://xn--bcher-kva.org/a", True),
        ("https://gооd.org/a", "https://good.org/a", False),
        ("https://faß.org/a", "https://fass.org/a", False),
    ],
)
def test_addresses_are_compared_whole(one: str, other: str, same: bool) -> None:
    assert (normalised(one) == normalised(other)) is same


ADDRESS = re.compile(r"(?:https?|ftps?|wss?)://[^\s<>|\"`]*|\bwww\.[^\s<>|\"`]*", re.IGNORECASE)
DOMAIN = re.compile(
    r"(?<![\w/:：\\-])(?<!\w[.。．])(?<![\w.+-][@＠﹫])(?:evil\.org|foo\.io|example\.com|gооd\.org)(?![\w-]|[@＠﹫]\w)"
)
SCHEME = re.compile(r"(?<![\w+.-])(?:mailto|javascript|data|vbscript):(?=[^\s\u2060])", re.IGNORECASE)
KNOWN = frozenset(map(normalised, LINKS))


def outside_code(text: str) -> str:
    """What no reader of Markdown or mrkdwn would take for code."""
    return "" if "`" in text or "~~~" in text else text


@thorough
@example("。@evil.org")
@example("evil.orgⒶ")
@given(HOSTILE)
def test_no_text_can_ping_mislead_or_carry_data_away(text: str) -> None:
    made = neutralise(text, links=LINKS)
    assert neutralise(made, links=LINKS) == made
    for token in ("<!", "<@", "<#", "@here", "@channel", "@everyone", "\u200b", "\u202e"):
        assert token not in made.lower()
    for url in ADDRESS.findall(made):
        assert any(normalised(url[:end]) in KNOWN for end in range(len(url), len(url.rstrip(".,;:!?'\")]}*_~")) - 1, -1)), url
    for address in (DOMAIN, SCHEME):
        assert not address.search(outside_code(made))
    made.encode()


@thorough
@given(HOSTILE)
def test_every_link_that_slack_is_given_stood_in_the_source(text: str) -> None:
    for target in re.findall(r"<([^<>|\n]*)(?:\|[^<>\n]*)?>", to_mrkdwn(neutralise(text, links=LINKS))):
        assert normalised(target) in KNOWN


@thorough
@given(HOSTILE)
def test_no_link_of_slacks_hides_its_address(text: str) -> None:
    assert "|" not in "".join(re.findall(r"<https?://[^<>\n]*>", to_mrkdwn(neutralise(text, links=LINKS))))


@thorough
@given(HOSTILE)
def test_nothing_decoded_becomes_a_link_later(text: str) -> None:
    """Slack's own Markdown decodes entities and escapes once more than we can see it do."""
    made = html_unescape(re.sub(r"\\\\(?=[^\w\s])", "", neutralise(text, links=LINKS)))
    for url in ADDRESS.findall(made):
        assert any(normalised(url[:end]) in KNOWN for end in range(len(url), len(url.rstrip(".,;:!?'\")]}*_~")) - 1, -1)), url


@of_answers
@given(MARKDOWN)
def test_an_ordinary_answer_keeps_its_words(markdown: str) -> None:
    made = neutralise(markdown, links=LINKS)
    assert sorted(re.findall(r"[^\W_]+", made)) == sorted(re.findall(r"[^\W_]+", markdown))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("```evil.org ```evil.org", f"'''evil.{J}org '''evil.{J}org"),
        ("`__init__.py` <!here> & more", f"`__init__.py` @{J}here &amp; more"),
    ],
)
def test_in_plain_words_no_fence_spares_an_address(written: str, shown: str) -> None:
    assert said_plainly(written) == shown


@thorough
@given(HOSTILE)
def test_plain_words_are_as_safe_once_they_are_mrkdwn(text: str) -> None:
    made = said_plainly(text)
    for token in ("<", "@here", "@channel", "@everyone", "```"):
        assert token not in made.lower()
    for address in (DOMAIN, SCHEME):
        assert not address.search(outside_code(made))


def test_what_is_too_deep_to_be_read_is_shown_as_code() -> None:
    made = to_mrkdwn("[" * 2_001 + "\n```\nevil.org\n```")
    assert made.startswith("```\n[")
    assert made.endswith("\n```")
    assert made.count("```") == 2
