import pytest

from bot.language import ChannelId, FileId, QuestionId, TeamId, ThreadRef, Ts
from bot.memory import keys
from tests.memory.build import a_thread


@pytest.mark.parametrize(
    "key", [keys.INBOX_DUE, keys.INBOX_WAKE, keys.INBOX_DEAD, keys.INBOX_FLAGS, keys.question(QuestionId("T:C:{x}"))]
)
def test_the_inbox_has_one_hash_tag(key: str) -> None:
    assert key.startswith("{q}:")


def test_what_is_kept_for_a_thread_names_team_channel_and_thread() -> None:
    made = {
        key
        for thread in (a_thread(), a_thread(channel="C2"), a_thread(team="T2"), a_thread("200.000001"))
        for key in (
            keys.messages(thread),
            keys.took_part(thread),
            keys.digests(thread),
            keys.talk_digests(thread),
        )
    }
    assert len(made) == 16
    thread = ThreadRef(team=TeamId("T7"), channel=ChannelId("C8"), ts=Ts("9.0"))
    assert all(part in keys.messages(thread) for part in ("T7", "C8", "9.0"))


def test_a_thread_and_its_workspaces_gap_may_be_touched_by_one_script() -> None:
    tag = "{T1}"
    assert tag in keys.messages(a_thread())
    assert tag in keys.gap(TeamId("T1"))
    assert tag in keys.digests(a_thread())
    assert tag in keys.talk_digested(TeamId("T1"))


def test_all_kept_pages_of_a_workspace_may_be_touched_by_one_script() -> None:
    team, other = TeamId("T1"), TeamId("T2")
    for key in (keys.content(team, "a"), keys.threads_of_file(team, FileId("F1"))):
        assert key.startswith(f"{keys.kept_pages(team)}:")
    assert "{T1}" in keys.kept_pages(team)
    assert keys.content(team, "a") != keys.content(other, "a")
