import base64
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.language import SettingsError
from bot.memory.vault import KEY_FILE, Vault, load_vault
from bot.settings import Settings

KEY_1 = bytes(range(32))
KEY_2 = bytes(range(100, 132))
KEY_OF_SLASHES = b"\xff" * 32


def configured(keys: str, data_dir: Path) -> Settings:
    return Settings(context_keys=SecretStr(keys), data_dir=data_dir)


@given(key=st.text(min_size=1), value=st.binary())
def test_what_was_sealed_opens_under_its_key_alone(key: str, value: bytes) -> None:
    vault = Vault([("k1", KEY_1)])
    sealed = vault.seal(key, value)
    assert vault.open(key, sealed) == value
    assert vault.open(key + "x", sealed) is None


@given(value=st.binary(), position=st.integers(min_value=0), change=st.integers(min_value=1, max_value=255))
def test_a_changed_byte_anywhere_makes_it_unreadable(value: bytes, position: int, change: int) -> None:
    vault = Vault([("k1", KEY_1)])
    sealed = bytearray(vault.seal("a", value))
    sealed[position % len(sealed)] ^= change
    assert vault.open("a", bytes(sealed)) is None


@given(st.binary(max_size=60))
def test_garbage_is_a_miss_and_no_error(garbage: bytes) -> None:
    vault = Vault([("k1", KEY_1)])
    assert vault.open("a", garbage) is None
    assert vault.open("a", b"v1|k1|" + garbage) is None


def test_the_same_value_is_sealed_differently_each_time_and_never_shown() -> None:
    vault = Vault([("k1", KEY_1)])
    first, second = vault.seal("a", b"payroll"), vault.seal("a", b"payroll")
    assert first != second
    assert first.startswith(b"v1|k1|")
    assert b"payroll" not in first


def test_keys_rotate_the_first_seals_and_all_open() -> None:
    old, rotated, new = Vault([("k1", KEY_1)]), Vault([("k2", KEY_2), ("k1", KEY_1)]), Vault([("k2", KEY_2)])
    before, after = old.seal("a", b"x"), rotated.seal("a", b"x")
    assert rotated.open("a", before) == b"x"
    assert new.open("a", after) == b"x"
    assert new.open("a", before) is None


def test_configured_keys_are_used(tmp_path: Path) -> None:
    text = f" k2:{base64.b64encode(KEY_2).decode()} , k1:{base64.urlsafe_b64encode(KEY_OF_SLASHES).decode()},"
    vault = load_vault(configured(text, tmp_path))
    assert vault.open("a", Vault([("k2", KEY_2)]).seal("a", b"x")) == b"x"
    assert vault.open("a", Vault([("k1", KEY_OF_SLASHES)]).seal("a", b"x")) == b"x"
    assert not (tmp_path / KEY_FILE).exists()


GOOD = base64.b64encode(KEY_1).decode()


@pytest.mark.parametrize(
    "keys",
    [
        "nocolon",
        f":{GOOD}",
        f"a b:{GOOD}",
        f"k1:{GOOD},k1:{GOOD}",
        "k1:tooshort",
        "k1:",
        "k1:****",
        f"k1:{GOOD[:-4]}",
        f"k1:{GOOD}é",
        ",",
    ],
)
def test_wrong_keys_are_one_line_that_names_the_setting_and_quotes_no_key(keys: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load_vault(configured(keys, tmp_path))
    assert raised.value.sentence.startswith("CONTEXT_KEYS: ")
    assert "\n" not in raised.value.sentence
    assert GOOD[:8] not in raised.value.sentence


def test_without_configured_keys_one_is_made_for_the_owner_alone_and_found_again(tmp_path: Path) -> None:
    settings = Settings(context_keys=None, data_dir=tmp_path / "new" / "data")
    sealed = load_vault(settings).seal("a", b"x")
    path = settings.data_dir / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_vault(settings).open("a", sealed) == b"x"
    assert list(settings.data_dir.iterdir()) == [path]


def test_of_two_processes_that_start_at_once_both_use_the_key_that_came_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(context_keys=None, data_dir=tmp_path)
    sealed = load_vault(settings).seal("a", b"x")

    # The second looked before the first had made its file.
    def not_yet(_path: Path) -> bool:
        return False

    monkeypatch.setattr(Path, "exists", not_yet)
    assert load_vault(settings).open("a", sealed) == b"x"
    assert list(tmp_path.iterdir()) == [tmp_path / KEY_FILE]


def test_a_data_dir_that_is_no_folder_is_a_settings_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"^DATA_DIR: "):
        load_vault(Settings(context_keys=None, data_dir=tmp_path / "file"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"local:short\n"])
def test_a_damaged_key_file_is_a_settings_error_and_stays_as_it_is(content: bytes, tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)
    with pytest.raises(SettingsError, match=r"^DATA_DIR: "):
        load_vault(Settings(context_keys=None, data_dir=tmp_path))
    assert (tmp_path / KEY_FILE).read_bytes() == content


def test_a_name_is_the_same_for_its_key_and_tells_nothing() -> None:
    vault = Vault([("k1", KEY_1)])
    assert vault.name("payroll.csv") == Vault([("another id", KEY_1), ("k2", KEY_2)]).name("payroll.csv")
    assert len({vault.name("payroll.csv"), vault.name("payroll.csv "), Vault([("k1", KEY_2)]).name("payroll.csv")}) == 3
    assert re.fullmatch("[0-9a-f]{64}", vault.name("payroll.csv"))
