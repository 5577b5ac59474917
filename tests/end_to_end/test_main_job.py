"""The main job, as a person sees it: ask, and be answered in the thread."""

from tests.end_to_end.conftest import Scene

REPORT = b"Quarterly report\n\nRevenue was 42 million euros in the third quarter.\nCosts were 17 million euros.\n"


async def test_a_mention_is_answered_in_its_thread(scene: Scene) -> None:
    ts = await scene.playground.say(f"{scene.playground.mention} what was the revenue?", files=[("q3.txt", REPORT)])
    text = await scene.answered("general", ts)
    assert "Revenue was 42 million euros" in text
    assert "q3.txt 4 lines" in text


async def test_a_file_without_words_in_a_dm_is_summarised_with_a_receipt(scene: Scene) -> None:
    ts = await scene.playground.say("", channel="dm", files=[("q3.txt", REPORT)])
    text = await scene.answered("dm", ts)
    assert "42 million" in text
    assert "q3.txt 4 lines" in text
