"""Which words are an order, and which merely begin like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import ChannelId, Recap, Ts, UserId, phrases
from bot.listeners.orders import (
    SUBCOMMANDS,
    Misunderstood,
    NamedRecap,
    Order,
    Verb,
    named_recap,
    order_of,
    recap_of,
    subcommand_of,
)

ME = UserId("UBOT")
HERE = ChannelId("CHERE")
HOME = "https://acme.slack.com/"
MESSAGE = f"{HOME}archives/C1/p1700000000000100"
REPLY = f"{HOME}archives/C1/p1700000001000100?thread_ts=1700000000.000100&amp;cid=C1"
ROOT = Ts("1700000000.000100")


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("<@UBOT> recap", Order(Verb.RECAP)),
        ("<@UBOT|footnote> Recap.", Order(Verb.RECAP)),
        ("recap since 7d", Order(Verb.RECAP, "since 7d")),
        ("recap <#C1|general> since yesterday", Order(Verb.RECAP, "<#C1|general> since yesterday")),
        (f"recap <{MESSAGE}>", Order(Verb.RECAP, f"<{MESSAGE}>")),
        ("recap since my last message here", Order(Verb.RECAP, "since my last message here")),
        ("<@UBOT> usage", Order(Verb.USAGE)),
        ("<@UBOT> instructions", Order(Verb.INSTRUCTIONS)),
        ("<@UBOT>, what are your instructions here?", Order(Verb.INSTRUCTIONS)),
        ("What are your instructions", Order(Verb.INSTRUCTIONS)),
        ("show me your instructions for this channel, please", Order(Verb.INSTRUCTIONS)),
        ("which instructions do you follow here?", Order(Verb.INSTRUCTIONS)),
        ("what are the instructions for this channel?", Order(Verb.INSTRUCTIONS)),
        ("<@UBOT> Was sind deine Anweisungen hier?", Order(Verb.INSTRUCTIONS)),
        ("Welche Vorgaben gelten in diesem Kanal?", Order(Verb.INSTRUCTIONS)),
        ("usage!", Order(Verb.USAGE)),
        ("<@UBOT>  limits", Order(Verb.LIMITS)),
        ("limits show", Order(Verb.LIMITS, "show")),
        ("limits set user-per-minute 20", Order(Verb.LIMITS, "set user-per-minute 20")),
        ("limits raise user_per_minute to 20", Order(Verb.LIMITS, "raise user_per_minute to 20")),
        ("limits set user-tokens-per-day=1,000,000", Order(Verb.LIMITS, "set user-tokens-per-day=1,000,000")),
        ("limits reset", Order(Verb.LIMITS, "reset")),
        ("limits reset all", Order(Verb.LIMITS, "reset all")),
        ("limits reset user-per-minute", Order(Verb.LIMITS, "reset user-per-minute")),
        ("limits reset <@U2|bea>", Order(Verb.LIMITS, "reset <@U2|bea>")),
        ("forget", Order(Verb.FORGET)),
        ("<@UBOT> forget this thread.", Order(Verb.FORGET, "this thread")),
        ("forget me", Order(Verb.FORGET, "me")),
        (f"forget <{MESSAGE}>", Order(Verb.FORGET, f"<{MESSAGE}>")),
        (f"forget <{MESSAGE}|this message>", Order(Verb.FORGET, f"<{MESSAGE}|this message>")),
    ],
)
def test_an_order_is_all_that_a_message_says(text: str, order: Order) -> None:
    assert order_of(text, ME) == order


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<@UBOT>",
        "limits of liability?",
        "limits?",
        "what are the instructions?",
        "what are the instructions in the manual?",
        "what are your instructions for the installation of the pump?",
        "instructions for the pump",
        "settings",
        "limits set by the contract",
        "limits set in 2024 were exceeded",
        "limits show that it works",
        "limits lower than ten",
        "limits reset every month",
        "recap the main arguments of the PDF",
        "recap in three sentences",
        "recap this for the board",
        "recap please",
        "recap https://example.org/report",
        "recap #finances of last year",
        "forget about it, what is the total?",
        "forget it",
        "forget me not: what is this flower?",
        f"forget <{MESSAGE}> and read <{REPLY}>",
        "usage of the API?",
        "help",
        "recapitulate",
        "<@U2> usage",
        "do forget me",
    ],
)
def test_a_question_that_merely_begins_with_such_a_word_stays_a_question(text: str) -> None:
    assert order_of(text, ME) is None


@given(st.text(max_size=80))
def test_no_text_is_an_error(text: str) -> None:
    for begun in ("", "recap ", "limits ", "forget ", "usage "):
        order_of(begun + text, ME)
    recap_of(text, here=HERE)
    subcommand_of(text)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("", Order(Verb.HELP)),
        ("  ", Order(Verb.HELP)),
        ("help", Order(Verb.HELP)),
        ("USAGE", Order(Verb.USAGE)),
        ("limits  set user-per-minute   20", Order(Verb.LIMITS, "set user-per-minute 20")),
        ("forget me", Order(Verb.FORGET, "me")),
        ("instructions", Order(Verb.INSTRUCTIONS)),
        ("Settings", Order(Verb.SETTINGS)),
    ],
)
def test_a_subcommand_is_its_first_word(text: str, order: Order) -> None:
    assert subcommand_of(text) == order


@pytest.mark.parametrize(("word", "near"), [("useage", "usage"), ("limit", "limits"), ("forgte me", "forget"), ("hlep", "help")])
def test_an_unknown_subcommand_is_told_the_nearest_and_all_there_are(word: str, near: str) -> None:
    told = subcommand_of(word)
    assert isinstance(told, Misunderstood)
    assert f"Did you mean `{near}`?" in told.sentence
    assert all(f"`{verb}`" in told.sentence for verb in SUBCOMMANDS)


def test_where_none_is_near_all_are_told() -> None:
    told = subcommand_of("xyzzy <@U2> <!channel>")
    assert isinstance(told, Misunderstood)
    assert "mean" not in told.sentence
    assert "xyzzy" not in told.sentence
    assert all(f"`{verb}`" in told.sentence for verb in SUBCOMMANDS)


@pytest.mark.parametrize(
    ("words", "recap"),
    [
        ("", Recap(channel=HERE)),
        ("here", Recap(channel=HERE)),
        ("this channel since monday", Recap(channel=HERE, since="monday")),
        ("of this thread", Recap(channel=HERE)),
        ("since yesterday", Recap(channel=HERE, since="yesterday")),
        ("7d", Recap(channel=HERE, since="7d")),
        ("2026-11-01", Recap(channel=HERE, since="2026-11-01")),
        ("since my last message here", Recap(channel=HERE, since="my last message here")),
        ("<#C1|general>", Recap(channel=ChannelId("C1"))),
        ("<#C1> since 7d", Recap(channel=ChannelId("C1"), since="7d")),
        ("of <#C1|> since 7d", Recap(channel=ChannelId("C1"), since="7d")),
        ("in <#C1|general>", Recap(channel=ChannelId("C1"))),
        ("since monday in <#C1|general>", Recap(channel=ChannelId("C1"), since="monday")),
        ("<#C1|general> since my last message", Recap(channel=ChannelId("C1"), since="my last message")),
        (MESSAGE, Recap(channel=ChannelId("C1"), thread_ts=ROOT)),
        (f"<{REPLY}>", Recap(channel=ChannelId("C1"), thread_ts=ROOT)),
        (f"<{REPLY}|what ann said> since yesterday", Recap(channel=ChannelId("C1"), thread_ts=ROOT, since="yesterday")),
        # Whether it lies in the future is seen by whoever knows the asker's time zone.
        ("since tomorrow", Recap(channel=HERE, since="tomorrow")),
    ],
)
def test_the_words_of_a_recap_name_a_place_and_a_moment(words: str, recap: Recap) -> None:
    assert recap_of(words, here=HERE, workspace_url=HOME) == recap


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("https://example.org/archives/C1/p1700000000000100", phrases.LINK_ELSEWHERE),
        ("<https://example.org|acme.slack.com/archives/C1/p1700000000000100>", phrases.LINK_ELSEWHERE),
        (f"{HOME}archives/C1", phrases.LINK_ELSEWHERE),
        ("#no-such-channel since 7d", phrases.NOT_YOURS_TO_READ),
        ("since the cows come home", phrases.NOT_A_MOMENT),
        ("<#C1|general> blah", phrases.NOT_A_MOMENT),
        ("7d " + "x" * 4000, phrases.NOT_A_MOMENT),
    ],
)
def test_what_can_not_be_recapped_is_told_why(words: str, sentence: str) -> None:
    assert recap_of(words, here=HERE, workspace_url=HOME) == Misunderstood(sentence)


def test_a_mention_in_a_thread_means_the_thread_unless_it_names_a_place() -> None:
    assert recap_of("", here=HERE, thread=ROOT) == Recap(channel=HERE, thread_ts=ROOT)
    assert recap_of("<#C1|x>", here=HERE, thread=ROOT) == Recap(channel=ChannelId("C1"))


@pytest.mark.parametrize(
    ("text", "recap"),
    [
        ("recap #finance", NamedRecap("finance")),
        ("Recap of #team-büro since yesterday.", NamedRecap("team-büro", "since yesterday")),
        ("recap", None),
        ("recap finance", None),
        ("recap <#C1|finance>", None),
        ("please recap #finance", None),
        ("recap #" + "x" * 81, None),
    ],
)
def test_a_recap_may_name_its_channel_without_a_link(text: str, recap: NamedRecap | None) -> None:
    assert named_recap(text) == recap
