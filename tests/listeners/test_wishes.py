"""Words that are a wish and no question."""

import pytest

from bot.language import UserId
from bot.listeners.wishes import Wish, wish_of


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("stop", Wish.STOP),
        ("Stop!", Wish.STOP),
        ("<@UBOT> stop.", Wish.STOP),
        ("<@UBOT|footnote> *STOP*", Wish.STOP),
        ("mute", Wish.MUTE),
        ("`mute`", Wish.MUTE),
        ("<@UBOT>: unmute", Wish.UNMUTE),
        ("stop the press", None),
        ("please stop", None),
        ("<@U2> stop", None),
        ("", None),
        ("<@UBOT>", None),
    ],
)
def test_a_wish_is_all_that_the_message_says(text: str, wish: Wish | None) -> None:
    assert wish_of(text, UserId("UBOT")) is wish
