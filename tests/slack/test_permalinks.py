"""Addresses of messages and files: what is one, what is not, and that making and finding them agree."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import ChannelId, Ts
from bot.slack.permalinks import MessageLink, file_link, is_elsewhere, message_links, permalink, urls_in
from tests.slack.fuzz import thorough

TS = "1767224888.280449"
ROOT = "1767224000.000100"
PLAIN = MessageLink(ChannelId("C024BE91L"), Ts(TS))
IN_THREAD = MessageLink(ChannelId("C024BE91L"), Ts(TS), Ts(ROOT))
HOME = "http://127.0.0.1:8765/"

ARCHIVES = "https://acme.slack.com/archives/C024BE91L/p1767224888280449"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ARCHIVES, PLAIN),
        (f"<{ARCHIVES}>", PLAIN),
        (f"see <{ARCHIVES}|the decision>.", PLAIN),
        (f"see {ARCHIVES}, please", PLAIN),
        (f"[there]({ARCHIVES})", PLAIN),
        (f"{ARCHIVES}/", PLAIN),
        (f"{ARCHIVES}?thread_ts={ROOT}&cid=C024BE91L", IN_THREAD),
        (f"<{ARCHIVES}?thread_ts={ROOT}&amp;cid=C024BE91L|a reply>", IN_THREAD),
        (f"{ARCHIVES}?thread_ts=17672&cid=C024BE91L", PLAIN),
        (f"{ARCHIVES}?" + "a=b&" * 50, PLAIN),
        (ARCHIVES.replace("https", "http"), PLAIN),
        (ARCHIVES.replace("acme", "acme.enterprise"), PLAIN),
        (ARCHIVES.replace("acme.", ""), PLAIN),
        (ARCHIVES.replace("slack.com", "slack-gov.com"), PLAIN),
        (ARCHIVES.replace("https://acme.slack.com/", HOME), PLAIN),
        (
            f"https://app.slack.com/client/T024BE7LD/C024BE91L/thread/C024BE91L-{TS}",
            MessageLink(PLAIN.channel, PLAIN.ts, PLAIN.ts),
        ),
    ],
)
def test_a_link_to_a_message_is_found(text: str, found: MessageLink) -> None:
    assert message_links(text, workspace_url=HOME) == (found,)
    assert not is_elsewhere(text, workspace_url=HOME)


@pytest.mark.parametrize(
    "text",
    [
        ARCHIVES.replace("acme.slack.com", "acme.slack.com.evil.example"),
        ARCHIVES.replace("acme.slack.com", "slack.com@evil.example"),
        ARCHIVES.replace("acme.slack.com", "evilslack.com"),
        ARCHIVES.replace("acme.slack.com", "acme.slack.com:8080"),
        ARCHIVES.replace("https://acme.slack.com", "http://127.0.0.1:9"),
        ARCHIVES.replace("https", "slack"),
        ARCHIVES.replace("p1767224888280449", "p176722488828044"),
        ARCHIVES.replace("p1767224888280449", "p17672248882804491"),
        ARCHIVES.replace("p1767224888280449", "p176722488828044x"),
        ARCHIVES.replace("p1767224888280449", "p١767224888280449"),
        ARCHIVES.replace("C024BE91L", "c024be91l"),
        "https://acme.slack.com/archives/C024BE91L",
        "https://example.com/report.pdf",
        "https://[::1/archives/C1/p1767224888280449",
        f"https://example.com/?u={ARCHIVES}",
        f"<https://example.com/|{ARCHIVES}>",
        f"https://app.slack.com/client/T024BE7LD/C024BE91L/thread/{TS}",
    ],
)
def test_a_link_elsewhere_is_no_message(text: str) -> None:
    assert message_links(text, workspace_url=HOME) == ()
    assert is_elsewhere(text, workspace_url=HOME)


def test_words_without_a_link_lead_nowhere() -> None:
    assert not is_elsewhere("since yesterday, in <#C1|finance>, at 12:30")


def test_every_message_is_named_once_in_order() -> None:
    other = permalink("https://acme.slack.com", ChannelId("G2"), Ts(ROOT))
    assert message_links(f"{ARCHIVES} <{other}|x> {ARCHIVES}") == (PLAIN, MessageLink(ChannelId("G2"), Ts(ROOT)))


@pytest.mark.parametrize("home", ["https://acme.slack.com/", "https://acme.slack.com", HOME])
@pytest.mark.parametrize("link", [PLAIN, IN_THREAD])
def test_what_is_made_is_found(home: str, link: MessageLink) -> None:
    assert message_links(permalink(home, link.channel, link.ts, link.thread_ts), workspace_url=home) == (link,)


def test_the_root_of_a_thread_has_a_plain_address() -> None:
    assert permalink("https://acme.slack.com/", PLAIN.channel, PLAIN.ts, PLAIN.ts) == ARCHIVES


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("https://acme.slack.com/files/U1AB/F0AB12/q3.pdf", "F0AB12"),
        ("<https://acme.slack.com/files/U1AB/F0AB12/q3.pdf|q3>", "F0AB12"),
        ("https://files.slack.com/files-pri/T1AB-F0AB12/q3.pdf", "F0AB12"),
        ("https://files.slack.com/files-pri/T1AB-F0AB12/download/q3.pdf?x=1", "F0AB12"),
        ("https://acme.slack.com/docs/T1AB/F0AB12", "F0AB12"),
        (f"{HOME}files/U1AB/F0AB12", "F0AB12"),
        ("https://example.com/ https://acme.slack.com/files/U1AB/F0AB12", "F0AB12"),
        ("https://evil.example/files/U1AB/F0AB12", None),
        ("https://acme.slack.com/files/U1AB/X0AB12/q3.pdf", None),
        ("q3.pdf", None),
    ],
)
def test_a_link_to_a_file_is_found(text: str, file: str | None) -> None:
    assert file_link(text, workspace_url=HOME) == file


def test_addresses_come_without_labels_escapes_and_punctuation() -> None:
    assert urls_in("(<https://a.example/?x=1&amp;y=2|label>), https://b.example/c).") == (
        "https://a.example/?x=1&y=2",
        "https://b.example/c",
    )


_PIECES = [
    "https://acme.slack.com/archives/C1/p1767224888280449",
    "<",
    ">",
    "|",
    "?thread_ts=",
    "&amp;",
    "https://",
    "[",
    "/files/",
]


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=8)), max_size=12).map("".join))
@thorough
def test_whatever_is_written_every_link_found_is_well_formed(text: str) -> None:
    for link in message_links(text, workspace_url=HOME):
        again = permalink(HOME, link.channel, link.ts, link.thread_ts)
        assert message_links(again, workspace_url=HOME)[0].ts == link.ts
    assert isinstance(is_elsewhere(text), bool)
    file_link(text, workspace_url=HOME)


@pytest.mark.parametrize(
    "piece", ["<", "<a|", "https://", "https://a", "|", "<https://a/archives/C1/p1|", "[(", "?&", "/files/U1/F", "a"]
)
def test_long_input_takes_no_longer_than_its_length(piece: str) -> None:
    began = time.process_time()
    message_links(piece * 20_000)
    file_link(piece * 20_000)
    # Generous: what is quadratic takes minutes.
    assert time.process_time() - began < 5.0
