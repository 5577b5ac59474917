"""mrkdwn to Markdown and back, as tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.markup import links, references, to_markdown, to_mrkdwn, without_tail

NAMES = {"U1": "Ann", "C1": "general", "S1": "finance"}


@pytest.mark.parametrize(
    ("mrkdwn", "markdown"),
    [
        ("plain", "plain"),
        ("*bold* and _it_ and ~gone~", "**bold** and _it_ and ~~gone~~"),
        ("2*3*4 snake_case_name a~b~c", "2*3*4 snake_case_name a~b~c"),
        ("<@U1> and <@U9>", "@Ann and @someone"),
        ("<@U9|bob>", "@bob"),
        ("<#C1> <#C9|sales> <#C9>", "#general #sales #a channel"),
        ("<!here> <!channel> <!everyone>", "@here @channel @everyone"),
        ("<!subteam^S1> <!subteam^S9|@ops> <!subteam^S9>", "@finance @ops @a group"),
        ("<!date^1392734382^{date}|18 Feb 2014>", "18 Feb 2014"),
        ("<!unknown>", "@unknown"),
        ("<https://x.org/a?b=1&amp;c=2>", "https://x.org/a?b=1&c=2"),
        ("<https://x.org|the page>", "[the page](https://x.org)"),
        ("<https://x.org|https://x.org>", "https://x.org"),
        ("<mailto:a@x.org|a@x.org> <tel:+123>", "a@x.org +123"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("`*a* <@U1> &lt;`", "`*a* @Ann <`"),
        ("`<https://x.org|x.org>`", "`https://x.org`"),
        ("see ```x = *1*\ny``` ok", "see \n```\nx = *1*\ny\n```\n ok"),
        ("a ``` b", "a ``` b"),
        ("```a``` b ``` c", "```\na\n```\n b ``` c"),
        ("• one\n    ◦ two", "- one\n    - two"),
        ("&gt; quoted *x*", "> quoted **x**"),
    ],
)
def test_mrkdwn_becomes_markdown(mrkdwn: str, markdown: str) -> None:
    assert to_markdown(mrkdwn, NAMES) == markdown


@pytest.mark.parametrize(
    ("markdown", "mrkdwn"),
    [
        ("# Title", "*Title*"),
        ("### **Bold** title ##", "*Bold title*"),
        ("#", "#"),
        ("#hashtag", "#hashtag"),
        ("**bold** __strong__ *it* _it_ ***both*** ~~gone~~", "*bold* *strong* _it_ _it_ *_both_* ~gone~"),
        ("**a *b* c**", "*a _b_ c*"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case *", "snake_case *"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("`a < **b**`", "`a &lt; **b**`"),
        ("``a ` b``", "`a ` b`"),
        (r"\*not bold\* \# \<", r"*not bold* # \&lt;"),
        ("[the page](https://x.org/a?b=1&c=2)", "<https://x.org/a?b=1&amp;c=2|the page>"),
        ('[t](https://x.org "title")', "<https://x.org|t>"),
        ("[a|b](https://x.org/a_(b))", "<https://x.org/a_(b)|ab>"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("[p. 12](Annex)", "[p. 12](Annex)"),
        ("see https://x.org/a.", "see <https://x.org/a>."),
        ("(https://x.org/a_(b))", "(<https://x.org/a_(b)>)"),
        ("<https://x.org>", "<https://x.org>"),
        ("- a\n  - b\n    - c\n      - d", "• a\n    ◦ b\n        ▪ c\n            ▪ d"),
        ("* a\n+ b", "• a\n• b"),
        ("1. a\n2) b\n   - c", "1. a\n2) b\n    ◦ c"),
        ("- [x] done\n- [ ] open", "• ☑ done\n• ☐ open"),
        ("> quote **b**\n> - item", "> quote *b*\n> • item"),
        ("a\n\n---\n***", "a\n\n———\n———"),
        ("```python\nx < 1\n```", "```\nx &lt; 1\n```"),
        ("~~~\nx\n~~~", "```\nx\n```"),
        ("```\nnever closed", "```\nnever closed\n```"),
        ("````\n```\n````", "```\n'''\n```"),
        ("a ``` b", "a ''' b"),
        ("https://x.org/a```@", "<https://x.org/a>'''@"),
        ("```inline``` b", "`inline` b"),
        ("a | b", "a | b"),
        ("|a|b|\n|c", "|a|b|\n|c"),
        ("|a|b|\n|-|-|", "```\na  b\n-  -\n```"),
        ("a|b\n-|-\n**1**|2\n\nafter", "```\na  b\n-  -\n1  2\n```\n\nafter"),
        ("|a|\n|-|\n|1\\|2|", "```\na\n---\n1|2\n```"),
        ("|a|b|\n|:-:|-|\n|1|\n|1|2|3|", "```\na  b\n-  ---\n1\n1  2 3\n```"),
        ("|名|b|\n|-|-|\n|é|<|", "```\n名  b\n--  -\né   &lt;\n```"),
        ("|a|\n|-|\n|[x](https://x.org)|", "```\na\n-----------------\nx (https://x.org)\n```"),
    ],
)
def test_markdown_becomes_mrkdwn(markdown: str, mrkdwn: str) -> None:
    assert to_mrkdwn(markdown) == mrkdwn


def test_references_are_the_ids_that_need_names() -> None:
    assert references("<@U1> <@W2|x> <#C1|general> <!subteam^S1|@f> <!here> <https://x.org>") == {"U1", "W2", "C1", "S1"}


def test_links_are_collected_from_mrkdwn_and_from_markdown() -> None:
    text = "<https://a.org/x?b&amp;c|label> [l](https://b.org/y) bare https://c.org/z. <mailto:a@d.org> <@U1>"
    assert links(text) == {"https://a.org/x?b&c", "https://b.org/y", "https://c.org/z"}


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://x.org/a).", "https://x.org/a"),
        ("https://x.org/a_(b))", "https://x.org/a_(b)"),
        ("https://x.org/*", "https://x.org/"),
    ],
)
def test_punctuation_behind_an_address_belongs_to_the_sentence(written: str, address: str) -> None:
    assert without_tail(written) == address


@given(st.text())
def test_mrkdwn_holds_no_raw_sign_of_slacks_but_our_links(text: str) -> None:
    made = to_mrkdwn(text)
    for opening in ("<!", "<@", "<#"):
        assert opening not in made


@given(st.text(alphabet="*_~`[]()<>|#- \nax1.\\&:/h"))
def test_any_markup_can_be_converted_both_ways(text: str) -> None:
    to_markdown(to_mrkdwn(text), {})
