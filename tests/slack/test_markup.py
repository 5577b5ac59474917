"""mrkdwn to Markdown and back, as tables and as invariants."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.markup import references, to_markdown, to_mrkdwn, without_tail
from tests.slack.fuzz import HOSTILE, MARKDOWN, of_answers, thorough

NAMES = {"U1": "Ann", "C1": "general", "S1": "finance"}
Z = "\u200b"


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
        ("<!date^1392734382^{date} at {time}>", "2014-02-18 14:39 UTC"),
        ("<!date^1392734382^{date}^https://x.org/a|18 Feb>", "[18 Feb](https://x.org/a)"),
        ("<!date^soon^{date}> <!date^99999999999999999^{date}>", "a date a date"),
        ("<!unknown>", "@unknown"),
        (":wave: :+1::skin-tone-3: :man-woman-boy:", ":wave: :+1::skin-tone-3: :man-woman-boy:"),
        ("*_both_* _*both*_ *~a~*", "**_both_** _**both**_ **~~a~~**"),
        ('(*a*), "*b*": *c*! ~d~.', '(**a**), "**b**": **c**! ~~d~~.'),
        ("*run `a*b` now* and *<@U1>*", "**run `a*b` now** and **@Ann**"),
        (f"un{Z}*believ*{Z}able これは{Z}*重要*{Z}です", "un**believ**able これは**重要**です"),
        ("*not\nbold*", "*not\nbold*"),
        ("<https://x.org/*a*/~b~|*c*>", "[*c*](https://x.org/*a*/~b~)"),
        ("<https://x.org/a_(b)|see [1]>", r"[see \[1\]](<https://x.org/a_(b)>)"),
        ("<https://x.org|`code` here>", "[`code` here](https://x.org)"),
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
        ("```python\nx = 1\n```", "```python\nx = 1\n```"),
        ("```python```", "```\npython\n```"),
        ("```hello\nworld```", "```\nhello\nworld\n```"),
        ("• one\n    ◦ two\n        ▪︎ three\n            ▪ four", "- one\n    - two\n        - three\n            - four"),
        ("1. one\n    a. two\n2. three", "1. one\n    a. two\n2. three"),
        ("• ☑ done\n• ☐ open", "- [x] done\n- [ ] open"),
        ("&gt; • item", "> - item"),
        ("&gt;&gt;&gt; all\n*of* it", "> all\n> **of** it"),
        ("a\x00b\x01c\u2060d", "abcd"),
        ("Mon • Tue", "Mon • Tue"),
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
        ("#", ""),
        ("#hashtag", "#hashtag"),
        ("**bold** __strong__ *it* _it_ ***both*** ~~gone~~", "*bold* *strong* _it_ _it_ _*both*_ ~gone~"),
        ("**a *b* c**", "*a _b_ c*"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case *", "snake_case *"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("`a < **b**`", "`a &lt; **b**`"),
        ("``a ` b``", "`a ' b`"),
        (r"\*not bold\* \# \<", "*not bold* # &lt;"),
        ("[the page](https://x.org/a?b=1&c=2)", "<https://x.org/a?b=1&amp;c=2|the page>"),
        ('[t](https://x.org "title")', "<https://x.org|t>"),
        ("[a|b](https://x.org/a_(b))", "<https://x.org/a_(b)|a b>"),
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
        ("a\n---\nb", "a\n———\nb"),
        ("a\n\n\n\nb\nc  \nd", "a\n\nb\nc\nd"),
        ("un**believ**able これは**重要**です", f"un{Z}*believ*{Z}able これは{Z}*重要*{Z}です"),
        ("**a**_b_", f"*a*{Z}_b_"),
        ('(**a**), "__b__": *c*!', '(*a*), "*b*": _c_!'),
        ("**a\nb** c", "*a*\n*b* c"),
        ("**a __b__ c**", "*a b c*"),
        ("~~a **b** `c`~~", "~a *b* `c`~"),
        ("AT&amp;T &copy; &lt;!here&gt; &bogus;", "AT&amp;T © &lt;!here&gt; &amp;bogus;"),
        ("<!channel> <@U1> <#C1>", "&lt;!channel&gt; &lt;@U1&gt; &lt;#C1&gt;"),
        ("<b>html</b> <!-- no -->", "&lt;b&gt;html&lt;/b&gt; &lt;!-- no --&gt;"),
        (":wave: :+1::skin-tone-3: :a_b_c:", ":wave: :+1::skin-tone-3: :a_b_c:"),
        ("https://x.org/_a_/*b* **https://x.org**", "<https://x.org/_a_/*b>* *<https://x.org>*"),
        (r"https:\//x.org https&#58;//x.org https://", "https://x.org https://x.org https://"),
        ("[a](<https://x.org/b c|d>)", "<https://x.org/b%20c%7Cd|a>"),
        ("[a **b** `c`\nd](https://x.org)", "<https://x.org|a b c d>"),
        ("[a](), [](), b", "a, , b"),
        ("[](https://x.org) <a@x.org>", "<https://x.org> &lt;a@x.org&gt;"),
        ("![a *plot*](https://x.org/p.png)", "a plot"),
        ("[r]: https://x.org\n[r]", "[r]: <https://x.org>\n[r]"),
        ("a\nb\n- c\n  d\n\n  e\n- f", "a\nb\n• c\n  d\n\n  e\n• f"),
        ("3. a\n3. b\n\n   ```py\n   x\n   ```\n4. c", "3. a\n4. b\n\n```\nx\n```\n5. c"),
        ("- ```\n  x\n  ```\n- > q\n- # h\n-", "•\n```\nx\n```\n• q\n• *h*\n•"),
        ("- - a\n- 0. b", "•\n    ◦ a\n•\n    0. b"),
        ("> a\n> > b\n>\n> ```\n> x\n> ```", "> a\n> b\n> \n```\nx\n```"),
        ("a\r\rb\r\n> c", "a\n\nb\n> c"),
        ("    indented", "indented"),
        ("`` ` ``", "`'`"),
        ("` `", ""),
        ("> " * 100 + "deep", "&gt; " * 100 + "deep"),
        ("![" * 2_001, "![" * 2_001),
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
        ("|a|b|\n|-|-:|\n|<br>1<br/>2|`3`|", "```\na    b\n---  -\n1 2  3\n```"),
        (f"|a|b|\n|-|-|\n|{'w' * 50}|1|\n|x|2|", f"```\na{' ' * 41}b\n{'-' * 40}  -\n{'w' * 50}  1\nx{' ' * 41}2\n```"),
        ("- |a|b|\n  |-|-|\n  |1|2|", "•\n```\na  b\n-  -\n1  2\n```"),
        ("|a|\n|-|\n|[x](https://x.org)|", "```\na\n-----------------\nx (https://x.org)\n```"),
    ],
)
def test_markdown_becomes_mrkdwn(markdown: str, mrkdwn: str) -> None:
    assert to_mrkdwn(markdown) == mrkdwn


def test_references_are_the_ids_that_need_names() -> None:
    assert references("<@U1> <@W2|x> <#C1|general> <!subteam^S1|@f> <!here> <https://x.org>") == {"U1", "W2", "C1", "S1"}


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


WORDS = re.compile(r"[^\W_]+")
TOKENS = re.compile(r"<(?P<target>https?://[^<>|\s]+)(?:\|[^<>\n]*)?>", re.IGNORECASE)


@thorough
@given(st.one_of(HOSTILE, MARKDOWN, st.text()))
def test_mrkdwn_holds_no_raw_sign_of_slacks_but_its_links_and_quotes(text: str) -> None:
    for line in TOKENS.sub("", to_mrkdwn(text)).split("\n"):
        assert "<" not in line
        assert ">" not in line.removeprefix("> ")
        assert "```" not in line.removeprefix("```")


@thorough
@given(st.one_of(HOSTILE, st.text(alphabet="*_~`[]()<>|#- \nax1.\\\\&:/h\u200b")))
def test_any_markup_can_be_converted_both_ways(text: str) -> None:
    to_markdown(to_mrkdwn(text), {})
    to_markdown(text, {})


@of_answers
@given(MARKDOWN)
def test_words_survive_both_ways(markdown: str) -> None:
    plain = re.sub(r"\]\([^()]*\)|^```python$|\[x\]|^ *1\. ", "", markdown, flags=re.MULTILINE)
    for made in (to_mrkdwn(markdown), to_markdown(to_mrkdwn(markdown), {})):
        said = re.sub(r"^ *[0-9]+\. ", "", made, flags=re.MULTILINE)
        said = re.sub(r"&(?:amp|lt|gt);|<?https://good.org/a\|?|\[x\]", " ", said).replace(Z, "")
        assert "".join(WORDS.findall(said)) == "".join(WORDS.findall(plain))
