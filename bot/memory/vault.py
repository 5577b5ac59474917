"""Encrypts what is kept in Redis, names what must not be named as it is, and makes the key for it when none is configured.
It stores no values itself.

A sealed value is `v1|<key id>|` + 12 bytes of nonce + ciphertext and tag (AES-256-GCM). The full Redis key is its
associated data, so that a value copied from one thread's key to another's does not open there.
"""

import base64
import binascii
import hmac
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.language import SettingsError
from bot.settings import Settings

VERSION = b"v1"
KEY_BYTES = 32
NONCE_BYTES = 12
"""Drawn at random. One key is good for 2^32 values (NIST SP 800-38D §8.3), some 136 years at one a second."""

KEY_FILE = "context.key"

_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Vault:
    """Seals with the first of its keys and opens with any of them, so that keys can be rotated."""

    def __init__(self, keys: Sequence[tuple[str, bytes]]) -> None:
        self._ciphers = {key_id.encode(): AESGCM(key) for key_id, key in keys}
        self._first = keys[0][0].encode()
        # A key of its own: none should serve two purposes.
        self._naming = hmac.digest(keys[0][1], b"names", "sha256")

    def seal(self, key: str, value: bytes) -> bytes:
        """The value encrypted for this Redis key, and for no other."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._first].encrypt(nonce, value, key.encode())
        return b"|".join((VERSION, self._first, nonce + sealed))

    def name(self, value: str) -> str:
        """The same name for the same value, from which nobody without the first key can tell or guess what it names."""
        return hmac.digest(self._naming, value.encode(), "sha256").hex()

    def is_current(self, sealed: bytes) -> bool:
        """Whether it is sealed with the first key: what is kept for good must be, before an older one is dropped."""
        return sealed.startswith(b"|".join((VERSION, self._first, b"")))

    def knows(self, sealed: bytes) -> bool:
        """Whether its key is one of these: else another process may have it, one that was started with newer keys."""
        version, _, rest = sealed.partition(b"|")
        return version == VERSION and rest.partition(b"|")[0] in self._ciphers

    def open(self, key: str, sealed: bytes) -> bytes | None:
        """The value, or None when it can't be trusted: unknown key id or version, tampered with, or of another Redis key."""
        version, _, rest = sealed.partition(b"|")
        key_id, _, body = rest.partition(b"|")
        cipher = self._ciphers.get(key_id)
        if version != VERSION or cipher is None:
            return None
        try:
            return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], key.encode())
        except (InvalidTag, ValueError):
            return None


def load_vault(settings: Settings) -> Vault:
    """The vault with the configured keys, or with the one kept in `DATA_DIR`, which is made at the first start.

    Raises `SettingsError` naming `CONTEXT_KEYS` or `DATA_DIR`; it never quotes a key.
    """
    if settings.context_keys:
        return Vault(_parse_keys(settings.context_keys.get_secret_value(), source="CONTEXT_KEYS"))
    try:
        path = _ensure_key_file(settings.data_dir)
        line = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise SettingsError(
            f"DATA_DIR: can't keep the key {KEY_FILE} there ({reason}); name a folder that I may write to, or set CONTEXT_KEYS"
        ) from None
    return Vault(_parse_keys(line, source=f"DATA_DIR: {path}"))


def _parse_keys(text: str, *, source: str) -> list[tuple[str, bytes]]:
    keys: dict[str, bytes] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        key_id, colon, encoded = entry.partition(":")
        if not colon or not _KEY_ID.fullmatch(key_id) or key_id in keys:
            raise SettingsError(f"{source}: must be id:key,… with ids of letters, digits, - and _, each used once")
        try:
            key = base64.b64decode(encoded, altchars=b"-_" if set("-_") & set(encoded) else None, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise SettingsError(f"{source}: each key must be {KEY_BYTES} bytes as base64; make one with: openssl rand -base64 32")
        keys[key_id] = key
    if not keys:
        raise SettingsError(f"{source}: holds no key; make one with: openssl rand -base64 32")
    return list(keys.items())


def _ensure_key_file(data_dir: Path) -> Path:
    """Makes the key file if there is none; of two processes that start at once, both get the one key.

    The file appears whole or not at all, and is on the disk before it is used: without it nothing kept can be read.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / KEY_FILE
    if path.exists():
        return path
    # The id differs from host to host, so that a key that is not shared shows as unknown, not as tampering.
    line = f"local-{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n"
    draft = data_dir / f"{KEY_FILE}.{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return path
        return path
    finally:
        draft.unlink(missing_ok=True)
