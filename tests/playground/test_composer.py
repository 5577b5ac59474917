import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.composer import as_stored, mentions, rich_text, with_ids


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("already &amp; escaped &lt;b&gt;", "already &amp; escaped &lt;b&gt;"),
        ("<@U0PLAYBOT01> hi", "<@U0PLAYBOT01> hi"),
        ("<#C0PLAYGEN01|general> <!here> <!subteam^S1>", "<#C0PLAYGEN01|general> <!here> <!subteam^S1>"),
        ("see https://example.com/a?b=c.", "see <https://example.com/a?b=c>."),
        ("<https://example.com|label>", "<https://example.com|label>"),
        ("<script>", "&lt;script&gt;"),
        ("(https://example.com)", "(<https://example.com>)"),
    ],
)
def test_text_is_kept_as_slack_keeps_it(typed: str, stored: str) -> None:
    assert as_stored(typed) == stored


@given(st.text())
def test_what_is_stored_stays_as_it_is_when_stored_again(typed: str) -> None:
    assert as_stored(as_stored(typed)) == as_stored(typed)


def test_mentions_are_the_ids_of_users() -> None:
    assert mentions("<@U1AAA> and <@W2BBB|sam> not <#C3CCC> @U4DDD") == {"U1AAA", "W2BBB"}


def test_a_persons_text_also_comes_as_rich_text() -> None:
    block = rich_text("hi <@U1AAA>, see <https://example.com/?a&amp;b|this &lt;page&gt;>")
    assert block["elements"] == [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "hi "},
                {"type": "user", "user_id": "U1AAA"},
                {"type": "text", "text": ", see "},
                {"type": "link", "url": "https://example.com/?a&b", "text": "this <page>"},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("#finance since @Ada Lee", "<#C1|finance> since <@U2|ada lee>"),
        ("(@ADA), #Finance!", "(<@U1|ada>), <#C1|finance>!"),
        ("#finance-plans #finance_x @adam mail@ada x#finance", "<#C2|finance-plans> #finance_x @adam mail@ada x#finance"),
        (
            "<#C1|#finance> <@U1> &#finance https://a.example/#finance",
            "<#C1|#finance> <@U1> &#finance https://a.example/#finance",
        ),
        ("#nowhere @nobody", "#nowhere @nobody"),
        ("", ""),
    ],
)
def test_names_after_a_command_are_sent_with_their_ids(typed: str, sent: str) -> None:
    people = {"ada": "U1", "ada lee": "U2"}
    assert with_ids(typed, people=people, channels={"finance": "C1", "finance-plans": "C2"}) == sent
    assert with_ids(typed, people={}, channels={}) == typed
