"""What of a read file is the same under whatever name it was shared."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.contents import digested, named
from bot.language import Document, Unread

NAMES = st.text(min_size=1, max_size=12)


def an_archive(name: str) -> Document:
    """Two attachments of one name, and an archive in it."""
    inner = Document(name=f"{name}/b.zip", kind="archive", children=(Unread(name=f"{name}/b.zip/c.key", reason="unsupported"),))
    twins = (Document(name=f"{name}/a.txt", kind="text"), Document(name=f"{name}/a.txt", kind="text"))
    return Document(name=name, kind="archive", children=(*twins, inner))


@given(first=NAMES, second=NAMES)
def test_under_another_name_it_is_as_if_it_had_been_read_under_that(first: str, second: str) -> None:
    assert named(an_archive(first), second) == an_archive(second)
    assert named(named(an_archive(first), ""), second) == an_archive(second)


@given(first=NAMES, second=NAMES)
def test_digests_depend_on_the_bytes_and_not_on_the_name(first: str, second: str) -> None:
    assert named(digested(an_archive(first), "0a"), second) == digested(an_archive(second), "0a")


def test_every_part_has_a_digest_of_its_own() -> None:
    found: list[str] = []
    for digest in ("0a", "0b"):
        document = digested(an_archive("a.zip"), digest)
        assert document.digest == digest
        found += [digest, *(child.digest for child in document.children if isinstance(child, Document))]
    assert all(found)
    assert len(set(found)) == 8
