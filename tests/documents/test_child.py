"""The worker's own loop, run here on streams in memory."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from bot.documents import child
from bot.documents.job import FRAME, Refusal, Reply, Request
from bot.language import Document
from tests.documents.files import job

HOSTILE = "tests.documents.hostile:"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("words", "utf-8")
    return path


def _frame(request: Request) -> bytes:
    body = request.model_dump_json().encode()
    return FRAME.pack(len(body)) + body


def _outcomes(data: bytes) -> list[Document | Refusal]:
    stream = io.BytesIO(data)
    found: list[Document | Refusal] = []
    while header := stream.read(FRAME.size):
        found.append(Reply.model_validate_json(stream.read(FRAME.unpack(header)[0])).outcome)
    return found


def test_every_request_gets_one_reply_until_the_input_ends(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[int] = []

    def note(_which: int, most: int) -> None:
        limits.append(most)

    monkeypatch.setattr(child, "limit", note)
    replies = io.BytesIO()
    requests = [Request(extractor=HOSTILE + name, job=job(file)) for name in ("read", "refuse", "fail", "missing")]
    child.serve(io.BytesIO(b"".join(map(_frame, requests))), replies)
    document, refused, failed, missing = _outcomes(replies.getvalue())
    assert isinstance(document, Document)
    assert document.pages[0].markdown == "words"
    assert refused == Refusal(sentence="a reason", detail="a detail")
    assert isinstance(failed, Refusal)
    assert isinstance(missing, Refusal)
    assert (failed.detail, missing.detail) == ("ValueError", "AttributeError")
    assert all(most > 30 for most in limits)


def test_a_limit_that_the_system_refuses_is_let_go() -> None:
    child.limit(-1, 5)


def test_the_program_ends_with_its_input() -> None:
    ended = subprocess.run([sys.executable, "-m", "bot.documents.child", str(2**31)], input=b"", capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")
