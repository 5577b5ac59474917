"""Clips are read by the transcript that Slack makes of them; the receipt says whose it is and how much of it there was."""

from bot.language import phrases
from bot.playground.entities import DM, YOU
from bot.slack.safety import JOINER
from tests.end_to_end.conftest import Scene

VTT = b"""WEBVTT

00:00:05.488 --> 00:00:13.349
- We begin with the agenda.

00:12:04.000 --> 00:12:09.000
The launch moves to Friday.
"""
CLIP = b"\0\0\0\x18ftypisom" + bytes(100)


async def test_a_clip_is_answered_from_its_transcript_with_its_times(scene: Scene) -> None:
    ts = await scene.playground.say("what moves to Friday?", channel="dm", files=[("clip.mp4", CLIP), ("clip.vtt", VTT)])
    text = (await scene.answered("dm", ts)).replace(JOINER, "")
    assert "The launch moves to Friday" in text
    assert "clip.mp4 transcript read (made by Slack)" in text
    assert "clip.vtt" not in text
    prompt = str(scene.playground.stand_in.requests[-1])
    assert "[12:04]" in prompt
    assert not scene.playground.files.downloads


async def test_a_clip_that_slack_still_listens_to_is_read_when_asked_again(scene: Scene) -> None:
    files = scene.playground.files
    clip = files.add("clip.mp4", CLIP, user=YOU)
    files.transcribe(clip.id, None)
    ts = scene.playground.workspace.post(channel=DM, user=YOU, text="what moves to Friday?", files=[clip.id]).ts
    assert f"clip.mp4 not read: {phrases.TRANSCRIPT_COMING}" in (await scene.answered("dm", ts)).replace(JOINER, "")
    files.transcribe(clip.id, files.add("heard.vtt", VTT, user=YOU))
    await scene.playground.say("and now, what moves to Friday?", channel="dm", thread_ts=ts)
    text = (await scene.answered("dm", ts, times=2)).replace(JOINER, "")
    assert "The launch moves to Friday" in text
    assert "clip.mp4 transcript read (made by Slack)" in text


async def test_a_clip_without_a_transcript_says_what_to_share_instead(scene: Scene) -> None:
    ts = await scene.playground.say("what moves to Friday?", channel="dm", files=[("clip.mp4", CLIP)])
    way_out = phrases.UNSUPPORTED_WITH_WAY_OUT.format(format="video", way_out=phrases.WAYS_OUT["video"])
    assert f"clip.mp4 not read: {way_out}" in (await scene.answered("dm", ts)).replace(JOINER, "")
