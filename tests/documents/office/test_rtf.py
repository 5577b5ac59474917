"""RTF: its words in whatever encoding, its structure, and what of it nobody sees."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.office.rtf import DEEPEST_GROUP, extract
from bot.language import Document, FileUnreadable, phrases
from tests.documents.files import job, refusal

HEAD = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset204 Arial;}{\f2\fcharset128 Gothic;}}"
    r"{\colortbl;\red255\green255\blue255;\red31\green56\blue100;}{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}"
)


def _read(tmp_path: Path, body: str, *, end: str = "}") -> Document:
    path = tmp_path / "file"
    path.write_bytes((HEAD + body + end).encode("latin-1"))
    return extract(job(path))


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        (r"Gr\'fc\'dfe\par", "Grüße"),
        (r"\u8364?uro \u-10179?\u-8704?\par", "€uro 😀"),
        (r"\uc0\u8364 uro\par", "€uro"),
        (r"{\f1 \'cf\'f0\'e8\'e2\'e5\'f2}\par", "Привет"),
        (r"{\f2 \'93\'fa\'96\'7b}\par", "日本"),
        (r"a\~b\_c \{d\} \\ e\emdash f\par", "a b-c {d} \\ e—f"),
        (r"One\line two\tab three\par", "One\ntwo three"),
        (r"A {\field{\*\fldinst HYPERLINK x}{\fldrslt link}} here\par", "A link here"),
        (r"Words{\pict 00ff}{\*\unknown secret}{\info{\title x}} on\par", "Words on"),
        (r"Words{\pict\bin5 {{{{{} on\par", "Words on"),
        (r"Text{\footnote \chftn A note.} on\par Next\par", "Text[^1] on\n\n[^1]: A note.\n\nNext"),
        (r"Text{\*\atnid R}{\*\atnauthor Reviewer}{\*\annotation Really?}\par", "Text\n\n> **Comment (Reviewer):** Really?"),
        (
            r"\trowd\cellx1\cellx2\intbl a|b\cell c\cell\row\trowd\intbl d\cell e\par f\cell\row\pard After\par",
            "| a\\|b | c |\n| --- | --- |\n| d | e<br>f |\n\nAfter",
        ),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt Boxed\par}}}Words\par", "Boxed\n\nWords"),
        (r"{\header Running\par}{\header Running\par}Words\par", "Running\n\nWords"),
        (r"Line\'0aend\par", "Line\nend"),
    ],
)
def test_its_words_and_structure_become_markdown(tmp_path: Path, body: str, markdown: str) -> None:
    document = _read(tmp_path, body)
    assert "\n\n".join(page.markdown for page in document.pages) == markdown
    assert document.warnings == ()


@pytest.mark.parametrize("mark", [r"\s1", r"\outlinelevel0"])
def test_headings_are_cited(tmp_path: Path, mark: str) -> None:
    document = _read(tmp_path, rf"Before\par\pard{mark} Terms\par\pard Thirty days.\par")
    assert [(str(page.anchor), page.markdown) for page in document.pages] == [
        ("§ beginning", "Before"),
        ("§ Terms", "# Terms\n\nThirty days."),
    ]
    assert document.kind == "rtf"


@pytest.mark.parametrize(
    ("unseen", "what"),
    [
        (r"{\v unseen}", "1 hidden run"),
        (r"{\cf1 unseen}", "1 hidden run"),
        (r"{\fs2 unseen}", "1 hidden run"),
        (r"{\deleted unseen}", "1 tracked deletion"),
    ],
)
def test_what_a_reader_does_not_see_is_left_out_and_named(tmp_path: Path, unseen: str, what: str) -> None:
    document = _read(tmp_path, rf"Seen {unseen}\par")
    assert [page.markdown for page in document.pages] == ["Seen"]
    assert document.warnings == (f"hidden text left out ({what})",)


@pytest.mark.parametrize("seen", [r"{\cf1\highlight2 seen}", r"{\v hid\v0 seen}", r"{\v\plain seen}", r"\clcbpat2{\cf1 seen}"])
def test_what_is_seen_is_kept(tmp_path: Path, seen: str) -> None:
    assert "seen" in _read(tmp_path, rf"{seen}\par").pages[0].markdown


def test_what_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    document = _read(tmp_path, r"Words\par more", end="")
    assert document.pages[0].markdown == "Words\n\nmore"
    assert document.warnings == (phrases.BREAKS_OFF,)


@pytest.mark.parametrize(
    ("body", "end", "reason"),
    [
        ("", "", phrases.DAMAGED.format(format="RTF")),
        ("", "}", phrases.NOTHING_READ),
        ("{" * (DEEPEST_GROUP + 1), "", phrases.CRASHED_READER),
        (r"\ansicpg99999 \'fc", "}", None),
        ("}}}}Words", "}", None),
    ],
    ids=["broken off", "empty", "deep", "unknown encoding", "unbalanced"],
)
def test_a_strange_file_is_text_or_a_reason(tmp_path: Path, body: str, end: str, reason: str | None) -> None:
    assert refusal(lambda: _read(tmp_path, body, end=end)) == reason


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                *[
                    r"{",
                    r"}",
                    r"\par",
                    r"\cell",
                    r"\row",
                    r"\intbl",
                    r"\u8364?",
                    r"\'fc",
                    r"\v",
                    r"\footnote",
                    r"\*",
                    r"\pict",
                    r"words",
                    r"\bin3",
                    r"\line",
                ],
                " ",
            ]
        )
    )
)
def test_any_order_of_words_is_text_or_a_reason(tmp_path: Path, words: list[str]) -> None:
    try:
        _read(tmp_path, "".join(words)).model_dump_json()
    except FileUnreadable as error:
        assert error.sentence  # noqa: PT017 - either is right
