"""Whatever people drop into Slack is read, and the receipt says exactly what was and what was not. In both transports."""

import io
import re
from hashlib import sha256

from msoffcrypto.format.ooxml import OOXMLFile

from bot.language import phrases
from bot.playground.entities import DM, YOU, Message
from bot.slack.blocks import ENTER_PASSWORD
from bot.slack.payloads import children, text_of
from bot.slack.safety import JOINER
from tests.documents import samples
from tests.end_to_end.conftest import Scene


def task_of(scene: Scene) -> str:
    """The message with the documents and the task that the model was sent last."""
    (*_, last) = children(scene.playground.stand_in.requests[-1], "messages")
    return text_of(last, "content")


def locked(data: bytes, password: str) -> bytes:
    """An Office file that opens with that password."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def password_button(answer: Message) -> str:
    """The action id of the one button that asks for a password."""
    elements = [element for block in answer.blocks for element in children(block, "elements")]
    actions = [text_of(element, "action_id") for element in elements]
    (button,) = [action for action in actions if action.startswith(ENTER_PASSWORD)]
    return button


# What is encrypted must be longer than a few kilobytes once packed: shorter ones its writer gets wrong.
FILLER = " ".join(sha256(str(number).encode()).hexdigest() for number in range(400))
CONTRACT = samples.docx(samples.paragraph("The deposit is 4200 euros.") + samples.paragraph(FILLER))


async def test_ten_files_of_ten_kinds_get_one_answer_whose_receipt_names_them_all(scene: Scene) -> None:
    every = samples.every_kind()
    kinds = ("pdf", "docx", "pptx", "xlsx", "csv", "html", "eml", "zip")
    files = [(f"a.{kind}", every[f"a.{kind}"]) for kind in kinds]
    files += [("song.mp3", b"ID3\x04" + bytes(200)), ("secret.docx", locked(CONTRACT, "sesame"))]
    ts = await scene.playground.say("how much did sales grow?", channel="dm", files=files)
    text = (await scene.answered("dm", ts, seconds=60)).replace(JOINER, "")
    assert len(scene.replies("dm", ts)) == 1
    for named in (
        "a.pdf 2 pages",
        "a.docx ",
        "a.pptx 1 slide",
        "a.xlsx 1 sheet",
        "a.csv ",
        "a.html ",
        "a.eml ",
        "a.zip 2 files",
        "a.zip/a.txt 1 line",
        "a.zip/b/c.csv ",
        "song.mp3 not read: ",
        "secret.docx not read: password-protected",
    ):
        assert named in text, named
    for kind in ("docx", "csv", "html", "eml"):
        assert f"a.{kind} not read" not in text, kind
    assert "Sales grew by 4 %" in text
    sent = str(scene.playground.stand_in.requests[-1])
    assert sent.count("Sales grew by 4 %") >= len(kinds) - 1


def ledger(rows: int) -> bytes:
    """A long table: each row has an invoice of its own, and an amount that no other row has."""
    lines = (f"INV-{row:06},{'Zenith' if row == 31_337 else 'Acme'},{row * 1.25:.2f},open" for row in range(2, rows + 1))
    return "\n".join(["invoice,customer,amount,state", *lines, ""]).encode()


async def test_a_value_far_down_in_a_long_table_reaches_the_model_and_so_does_the_next_one_asked_for(scene: Scene) -> None:
    files = [("ledger.csv", ledger(50_000))]
    ts = await scene.playground.say("Who owes 39,171.25 and on which invoice?", channel="dm", files=files)
    text = await scene.answered("dm", ts, seconds=60)
    sent = task_of(scene)
    assert "[rows 31337]\n| | row | invoice | customer | amount | state |" in sent
    assert "| | 31337 | INV-031337 | Zenith | 39171.25 | open |" in sent
    assert "| | 45678 |" not in sent
    assert 100 < len(re.findall(r"(?m)^\| \| \d+ \|", sent)) < 400
    assert (
        " of 50,000 rows, chosen from what was read "
        "(rows 2-2,001, 1 row that matches the question, and the last 50 of 50,000 rows)"
    ) in text
    await scene.playground.say("and who has INV-045678?", channel="dm", thread_ts=ts)
    text = await scene.answered("dm", ts, times=2, seconds=60)
    sent = task_of(scene)
    assert "[rows 45678]" in sent
    assert "| | 45678 | INV-045678 | Acme | 57097.50 | open |" in sent
    assert "| | 31337 | INV-031337 | Zenith | 39171.25 | open |" in sent
    assert text.count("1 row that matches the question") == 2
    assert sum(scene.playground.files.downloads.values()) == 2
    await scene.playground.say("thanks, now show it as a table", channel="dm", thread_ts=ts)
    await scene.answered("dm", ts, times=3, seconds=60)
    assert "| | 45678 | INV-045678 |" in task_of(scene)
    assert sum(scene.playground.files.downloads.values()) == 2


async def test_a_password_is_typed_into_a_form_used_once_and_never_kept(scene: Scene) -> None:
    ts = await scene.playground.say(
        "how much is the deposit?", channel="dm", files=[("contract.docx", locked(CONTRACT, "sesame"))]
    )
    assert "contract.docx not read: password-protected" in await scene.answered("dm", ts)
    (answer,) = scene.replies("dm", ts)
    assert "Enter the password of contract.docx" in str(answer.blocks)
    button = password_button(answer)
    await scene.playground.click("dm", answer.ts, button)
    (view,) = scene.playground.views(YOU)
    submitted = await scene.playground.submit(view.id, {"password": {"typed": "sesame"}})
    text = await scene.answered("dm", ts, times=2)
    assert "The deposit is 4200 euros" in text
    await scene.playground.submit_again(submitted)
    marker = await scene.playground.say("are you still there today?", channel="dm")
    await scene.answered("dm", marker)
    assert len(scene.replies("dm", ts)) == 2
    assert "sesame" not in scene.bot.log()
    assert "sesame" not in str(scene.playground.stand_in.requests)


async def test_a_password_written_into_a_message_reaches_no_prompt(scene: Scene) -> None:
    ts = await scene.playground.say(
        "how much is the deposit? password: sesame", channel="dm", files=[("contract.docx", locked(CONTRACT, "sesame"))]
    )
    await scene.answered("dm", ts)
    assert "sesame" not in str(scene.playground.stand_in.requests)
    assert "sesame" not in scene.bot.log()


async def test_a_press_that_slack_no_longer_takes_is_answered_with_how_to_go_on(scene: Scene) -> None:
    files = [("contract.docx", locked(CONTRACT, "sesame"))]
    ts = await scene.playground.say("how much is the deposit?", channel="dm", files=files)
    await scene.answered("dm", ts)
    (answer,) = scene.replies("dm", ts)
    button = password_button(answer)
    scene.playground.web_api.refusals["views.open"] = "expired_trigger_id"
    await scene.playground.click("dm", answer.ts, button)
    await scene.playground.until(lambda: [note for note in scene.playground.ephemeral(DM) if note.text == phrases.PRESS_AGAIN])
    del scene.playground.web_api.refusals["views.open"]
    await scene.playground.click("dm", answer.ts, button)
    assert len(scene.playground.views(YOU)) == 1
