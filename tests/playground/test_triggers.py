import pytest

from bot.playground.entities import SAM, YOU, SlackError
from bot.playground.triggers import KEPT_TRIGGERS, TRIGGER_SECONDS, Triggers


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def refused(triggers: Triggers, trigger_id: str) -> str:
    with pytest.raises(SlackError) as caught:
        triggers.exchange(trigger_id)
    return caught.value.code


def test_a_trigger_is_exchanged_once_for_whose_it_is() -> None:
    triggers = Triggers()
    yours, sams = triggers.issue(YOU), triggers.issue(SAM)
    assert (triggers.exchange(sams), triggers.exchange(yours)) == (SAM, YOU)
    assert refused(triggers, yours) == "exchanged_trigger_id"
    assert refused(triggers, "1.2.3") == "invalid_trigger_id"


def test_a_trigger_lasts_three_seconds() -> None:
    clock = Clock()
    triggers = Triggers(clock=clock)
    first, second, third = (triggers.issue(YOU) for _ in range(3))
    clock.now += TRIGGER_SECONDS - 0.001
    assert triggers.exchange(first) == YOU
    clock.now += 0.001
    assert refused(triggers, second) == "expired_trigger_id"
    assert refused(triggers, first) == "exchanged_trigger_id"
    fresh = triggers.issue(YOU)
    triggers.expire()
    assert [refused(triggers, trigger_id) for trigger_id in (third, fresh)] == ["expired_trigger_id"] * 2


def test_the_oldest_triggers_are_forgotten() -> None:
    triggers = Triggers()
    first = triggers.issue(YOU)
    for _ in range(KEPT_TRIGGERS):
        triggers.issue(YOU)
    assert refused(triggers, first) == "invalid_trigger_id"
