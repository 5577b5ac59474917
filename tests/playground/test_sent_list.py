"""Looking into a messages list."""

import pytest

from bot.playground.entities import Payload
from bot.playground.sent_list import LONGEST_SHOWN, parameters, sent_list

FENCED = """<document id="1" name="Q3.pdf" nonce="abc">
| outline: 2 pages
[p. 1]
| Revenue was 42.
| [p. 9]
[p. 2]
| Costs were 17.
</document nonce="abc">
<document id="2" name="plan.txt" section="p. 1" nonce="abc">
[lines 1-3]
| A plan.
</document nonce="abc">

[p. 7]
Task from Alex: how much?"""


def body(*messages: Payload) -> Payload:
    return {"model": "m", "messages": list(messages)}


def test_pages_are_found_between_fences_under_their_anchors_and_nowhere_else() -> None:
    found = sent_list(body({"role": "user", "content": FENCED}), prompt_tokens=None).documents
    assert [(document.name, [page.anchor for page in document.pages]) for document in found] == [
        ("Q3.pdf", ["outline", "p. 1", "p. 2"]),
        ("plan.txt", ["lines 1-3"]),
    ]


def test_tokens_are_shared_out_by_characters() -> None:
    told = sent_list(body({"role": "system", "content": "x" * 100}, {"role": "user", "content": "y" * 300}), prompt_tokens=80)
    assert [message.tokens for message in told.messages] == [20, 60]
    assert (told.tokens, told.is_counted) == (80, True)


def test_without_a_bill_they_are_estimated() -> None:
    told = sent_list(body({"role": "user", "content": "y" * 400}), prompt_tokens=None)
    assert (told.tokens, told.messages[0].tokens, told.is_counted) == (100, 100, False)


def test_images_are_counted_and_not_shown() -> None:
    image: Payload = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    (message,) = sent_list(
        body({"role": "user", "content": [{"type": "text", "text": "see"}, image, image]}), prompt_tokens=9
    ).messages
    assert (message.text, message.images) == ("see", 2)


def test_a_very_long_message_is_cut_and_its_length_told() -> None:
    (message,) = sent_list(body({"role": "user", "content": "x" * (LONGEST_SHOWN + 5)}), prompt_tokens=1).messages
    assert (len(message.text), message.characters) == (LONGEST_SHOWN, LONGEST_SHOWN + 5)


@pytest.mark.parametrize(
    "broken", [{}, {"messages": "x"}, {"messages": [1, {"role": "user"}]}, {"messages": [{"content": None}]}]
)
def test_what_is_no_list_holds_nothing(broken: Payload) -> None:
    told = sent_list(broken, prompt_tokens=None)
    assert (told.tokens, told.documents) == (0, ())


def test_parameters_are_what_is_set_besides_model_and_messages() -> None:
    set_: Payload = {"model": "m", "messages": [], "stream": True, "temperature": 0.1, "stop": None, "user": "u"}
    assert parameters(set_) == {"stream": "true", "temperature": "0.1", "user": "u"}
