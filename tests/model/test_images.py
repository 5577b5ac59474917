"""Leaving images out: the text always stays, the first images are the ones that are kept."""

from bot.model.images import LEFT_OUT, count, keep_first
from bot.model.wire import AssistantMessage, ImagePart, Message, SystemMessage, TextPart, UserMessage

ONE, TWO, THREE = (ImagePart.of(data, mimetype="image/png") for data in (b"1", b"2", b"3"))
TEXT = TextPart(text="Image 1 = p. 7; image 2 = p. 8")
MESSAGES: tuple[Message, ...] = (
    SystemMessage(content="/no_think"),
    UserMessage(content=(TEXT, ONE, TWO)),
    AssistantMessage(content="A cat."),
    UserMessage(content=(THREE,)),
)


def test_images_are_counted_over_all_messages() -> None:
    assert count(MESSAGES) == 3
    assert count(MESSAGES[:1]) == 0


def test_the_first_images_are_kept_and_a_text_stands_for_the_others() -> None:
    kept = keep_first(MESSAGES, 1)
    assert kept[1] == UserMessage(content=(TEXT, ONE, LEFT_OUT))
    assert kept[3] == UserMessage(content=(LEFT_OUT,))
    assert (kept[0], kept[2]) == (MESSAGES[0], MESSAGES[2])


def test_all_or_none() -> None:
    assert keep_first(MESSAGES, 3) == MESSAGES
    assert count(keep_first(MESSAGES, 0)) == 0
