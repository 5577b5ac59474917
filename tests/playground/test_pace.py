from bot.playground.pace import POSTING, TIER_3, Pace


def test_a_tier_is_counted_per_method_in_a_sliding_minute() -> None:
    now = 0.0
    pace = Pace(lambda: now)
    for _ in range(50):
        assert pace.take("chat.update", TIER_3, "C1") == 0
    assert pace.take("chat.update", TIER_3, "C2") == 60
    assert pace.take("chat.delete", TIER_3, "C1") == 0
    now = 59.5
    assert pace.take("chat.update", TIER_3, "C1") == 1
    now = 60.0
    assert pace.take("chat.update", TIER_3, "C1") == 0


def test_posting_is_once_a_second_in_each_channel() -> None:
    now = 0.0
    pace = Pace(lambda: now)
    assert pace.take("chat.postMessage", POSTING, "C1") == 0
    assert pace.take("chat.postMessage", POSTING, "C1") == 1
    assert pace.take("chat.postMessage", POSTING, "C2") == 0
    now = 1.0
    assert pace.take("chat.postMessage", POSTING, "C1") == 0
