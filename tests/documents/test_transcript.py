"""Captions as what was said, by whom and when."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import transcript
from bot.documents.transcript import Cue, cues, moment
from bot.language import Document
from tests.documents.files import corpus, job
from tests.documents.samples import VTT


def _read(tmp_path: Path, content: str, *, max_characters: int = 600_000) -> Document:
    path = tmp_path / "a.vtt"
    path.write_text(content, "utf-8")
    return transcript.extract(job(path, max_characters=max_characters))


def test_a_page_is_cited_by_its_time(tmp_path: Path) -> None:
    document = _read(tmp_path, VTT)
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [
        ("0:01", "**Ada** (0:01): Good morning."),
        ("12:04", "**Bo** (12:04): We ship on Friday."),
    ]
    assert (document.kind, document.total_pages, document.warnings) == ("transcript", 2, ())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000 align:right size:50%\nwords\n", [Cue(1, "", "words")]),
        (
            "WEBVTT - title\n\nNOTE left\nout\n\nSTYLE\n::cue{}\n\nname\n1:00:01.000 --> 1:00:02.000\n<i>a</i> &amp; b",
            [Cue(3601, "", "a & b")],
        ),
        (
            "1\n00:00:01,500 --> 00:00:02,000\n{\\an8}one\ntwo\n\n2\n00:00:03,000 --> 00:00:04,000\nthree",
            [Cue(1, "", "one two"), Cue(3, "", "three")],
        ),
        ("1\n00:00:01,500 --> 00:00:02,000\none\n2\n00:00:03,000 --> 00:00:04,000\ntwo", [Cue(1, "", "one"), Cue(3, "", "two")]),
        ("0:00:00.599,0:00:04.160\nwords\n\n0:00:05.000,0:00:06.000\nmore", [Cue(0, "", "words"), Cue(5, "", "more")]),
        (
            "WEBVTT\n\n0:01.000 --> 0:02.000\n<v.loud Ada Lo>one</v> <v Bo>two\nthree",
            [Cue(1, "Ada Lo", "one"), Cue(1, "Bo", "two three")],
        ),
        (
            "WEBVTT\n\n0:01.000 --> 0:02.000\none\n\n0:02.000 --> 0:03.000\none\nt<00:00:02.500><c>wo</c>",
            [Cue(1, "", "one"), Cue(2, "", "two")],
        ),
        ("WEBVTT\n\n0:01.000 --> 0:02.000\n\n0:02.000 --> 0:03.000\n  ", []),
        ("0:01 - 0:02\nno transcript", []),
    ],
)
def test_cues_are_found_in_every_format(content: str, expected: list[Cue]) -> None:
    assert list(cues(content)) == expected


def test_what_a_speaker_says_in_a_row_is_one_paragraph(tmp_path: Path) -> None:
    said = ["<v Ada>one", "<v Ada>two", "<v Bo>three", "four"]
    content = "WEBVTT\n\n" + "".join(f"0:{n:02}.000 --> 0:{n:02}.900\n{words}\n\n" for n, words in enumerate(said))
    (page,) = _read(tmp_path, content).pages
    assert page.markdown == "**Ada** (0:00): one two\n\n**Bo** (0:02): three\n\nfour"


def test_a_page_is_a_minute_or_less(tmp_path: Path) -> None:
    content = "".join(f"0:{n // 60:02}:{n % 60:02}.000 --> 9:00:00.000\nword{n}\n\n" for n in range(0, 300, 10))
    document = _read(tmp_path, content)
    assert [str(page.anchor) for page in document.pages] == ["0:00", "1:00", "2:00", "3:00", "4:00"]
    crowded = "".join(f"0:00:01.000 --> 9:00:00.000\n{n} {'x' * 900}\n\n" for n in range(6))
    assert len(_read(tmp_path, crowded).pages) == 3


def test_a_transcript_beyond_the_budget_says_how_far_it_was_read(tmp_path: Path) -> None:
    content = "".join(f"{n}:00:00.000 --> 9:00:00.000\nwords{n}\n\n" for n in range(10))
    document = _read(tmp_path, content, max_characters=14)
    assert document.warnings == ("read minutes 1-3 of 10",)
    assert document.total_pages == 10


def test_a_file_without_cues_is_read_as_text(tmp_path: Path) -> None:
    assert _read(tmp_path, "WEBVTT\n\nonly words").kind == "text"


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (61, "1:01"), (724, "12:04"), (3723, "1:02:03")])
def test_a_moment_is_written_as_players_do(seconds: int, shown: str) -> None:
    assert moment(seconds) == shown


@given(st.text(alphabet="0:.,-> \nv<>a1", max_size=300))
def test_any_text_has_cues_or_none(content: str) -> None:
    assert all(cue.words.strip() and cue.start >= 0 for cue in cues(content))


def test_a_real_transcript_is_read() -> None:
    document = transcript.extract(job(corpus("webvtt_example_01.vtt")))
    assert document.pages[0].markdown.startswith("**Roger Bingham** (0:11): We are in New York City We’re actually")
    assert "Copyright" not in document.pages[0].markdown
