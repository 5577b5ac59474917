"""Every setting with its default and meaning. Read once at start, from the environment and `.env`.

A missing or wrong setting is one line that names it and the mend (`SettingsError`), never a traceback.
"""

import json
import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Any, Literal, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import Field, JsonValue, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.language import SettingsError

MEBIBYTE = 1024 * 1024

DEFAULT_MODEL = "nvidia/nemotron-nano-12b-v2-vl"
# Active in the API's published model list of August 2026, while the default model stands there as withdrawn.
DEFAULT_FALLBACKS = "nvidia/nemotron-3-nano-30b-a3b,google/gemma-4-31b-it"

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""This machine, as `urlsplit(…).hostname` spells it: plain http may be spoken with it, and no proxy stands before it."""

MOST_REQUESTS = 1_000_000
"""The largest limit of requests: with it an hour in microseconds times the limit is still exact in Lua (below 2^53)."""
MOST_TOKENS = 10**12
"""The largest limit of tokens; it too stays exact in Lua, with room for sums."""

Words = Annotated[tuple[str, ...], NoDecode]
"""A comma-separated list in the environment."""
Requests = Annotated[int, Field(ge=0, le=MOST_REQUESTS)]
"""A limit of requests; 0 is none."""
Tokens = Annotated[int, Field(ge=0, le=MOST_TOKENS)]
"""A limit of tokens, the model's input and output together; 0 is none."""


class Settings(BaseSettings):
    """What an operator can set. Names in the environment are these names in upper case."""

    # utf-8-sig: some editors put a byte order mark before the first name.
    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8-sig", extra="ignore", frozen=True)

    # Slack
    slack_bot_token: SecretStr | None = None
    """Bot token, `xoxb-…`, from the app's page OAuth & Permissions."""
    slack_app_token: SecretStr | None = None
    """App-level token, `xapp-…`, with `connections:write`. When set, Socket Mode is used and no public address is needed."""
    slack_signing_secret: SecretStr | None = None
    """Needed for HTTP, when there is no app-level token."""
    slack_client_id: str | None = None
    """With the client secret and the signing secret, and without a bot token: many workspaces, each of which installs the app."""
    slack_client_secret: SecretStr | None = None
    """From the app's page Basic Information, as the client id."""
    slack_redirect_uri: str | None = None
    """Where Slack leads back to whoever installs the app, `https://…/slack/oauth_redirect`. Without it, Slack takes the first
    redirect URL of the app's configuration."""
    slack_api_url: str = "https://slack.com/api/"
    """Where the Web API is. Only tests and the playground change it."""
    slack_file_hosts: Words = ("files.slack.com",)
    """The only hosts that the bot's token is sent to for files: `host` or `host:port`, exactly; plain http on loopback only."""

    slack_update_seconds: float = Field(default=1.0, ge=0)
    """The shortest time between two updates of a growing answer. Slack asks for a second; 0 is for a Slack without limits."""

    # The AI/ML API
    aimlapi_api_key: SecretStr | None = None
    aimlapi_base_url: str = "https://api.aimlapi.com/v1"
    model: str = DEFAULT_MODEL
    model_fallbacks: Words = tuple(DEFAULT_FALLBACKS.split(","))
    """Tried in this order when the model is gone or down."""
    model_images: Literal["auto", "always", "never"] = "auto"
    """`auto`: send images until the model refuses them, then remember that and go on with text."""
    model_concurrency: int = Field(default=4, ge=1, le=256)
    """Calls to the API at the same time, in one process."""
    model_context_tokens: int = Field(default=128_000, ge=2_000)
    """The model's whole context, input and output together, in tokens."""
    model_temperature: float | None = Field(default=0.1, ge=0, le=2)
    model_max_tokens: int = Field(default=1_500, ge=1)
    """The longest answer, in tokens."""
    model_top_p: float | None = Field(default=None, ge=0.01, le=1)
    model_seed: int | None = Field(default=None, ge=1)
    model_frequency_penalty: float | None = Field(default=None, ge=-2, le=2)
    model_presence_penalty: float | None = Field(default=None, ge=-2, le=2)
    model_stop: Words = ()
    """Up to four sequences at which the API stops generating."""
    model_parameters: Annotated[dict[str, JsonValue], NoDecode] = Field(default_factory=dict)
    """Any other optional parameter of the API's published schema, as JSON: `{"top_k": 40}`."""
    model_first_token_seconds: float = Field(default=30.0, gt=0)
    model_idle_seconds: float = Field(default=60.0, gt=0)
    model_total_seconds: float = Field(default=180.0, gt=0)
    """One whole answer, retries and fallbacks included."""

    # Memory
    redis_url: str | None = Field(default=None, repr=False)
    """Redis or Valkey; it may hold a password. Without it an embedded server keeps its data in `DATA_DIR`."""
    data_dir: Path = Path(".data")
    context_ttl: int = Field(default=24 * 3600, ge=0)
    """Seconds for which thread context and read pages are kept. 0 keeps nothing: Slack is read each time."""
    context_keys: SecretStr | None = None
    """`id:base64,…`: 32-byte keys; the first encrypts, all decrypt. Without it a key is made in `DATA_DIR`."""

    # Files
    file_max_bytes: int = Field(default=64 * MEBIBYTE, ge=1)
    """The largest file that is downloaded, in bytes."""
    files_per_question: int = Field(default=10, ge=1)
    """Files read for one question, newest first; the receipt names the others. What a file carries inside counts with it."""
    file_read_seconds: float = Field(default=30.0, ge=1)
    """The longest that one file is read, with whatever it carries inside."""
    file_memory_bytes: int = Field(default=2560 * MEBIBYTE, ge=512 * MEBIBYTE)
    """The memory (address space) of one process that reads files, in bytes. A file that needs more is not read."""
    file_processes: int = Field(default=2, ge=1, le=64)
    """Processes that read files, one file at a time each."""
    file_max_characters: int = Field(default=2_400_000, ge=10_000)
    """Of one file, so many characters of text are read, with whatever it carries inside: some 800 dense pages."""
    question_max_tokens: int = Field(default=600_000, ge=10_000)
    """What one question may cost at most to read, in tokens; what is left unread then is named, and read when asked for."""
    receipt_cost: bool = False
    """Whether receipts tell what the API says it charged for an answer, in US dollars."""
    question_max_seconds: float = Field(default=600.0, ge=10)
    """The longest that is read for one question, in seconds."""

    # Limits: these are the defaults; admins override them per workspace or everywhere while the bot runs.
    limit_user_per_minute: Requests = 10
    limit_user_per_hour: Requests = 100
    limit_guest_per_minute: Requests = 3
    """Guests, and people from other organisations, have these in place of a user's."""
    limit_guest_per_hour: Requests = 30
    limit_channel_per_minute: Requests = 30
    limit_channel_per_hour: Requests = 300
    limit_workspace_per_minute: Requests = 120
    limit_workspace_per_hour: Requests = 2_000
    limit_overall_per_minute: Requests = 300
    """Of all workspaces on one Redis together."""
    limit_overall_per_hour: Requests = 6_000
    limit_user_tokens_per_day: Tokens = 1_000_000
    """Of a day in UTC."""
    limit_guest_tokens_per_day: Tokens = 100_000
    limit_workspace_tokens_per_day: Tokens = 20_000_000
    admins: Words = ()
    """User ids that may do what the workspace's own admins and owners may; with many workspaces they count for nothing."""

    # The process
    port: int = Field(default=3000, ge=0, le=65535)
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """Where `/metrics` is; 0: nowhere. Never `PORT`, which in HTTP mode is open to everybody."""
    metrics_host: str = "127.0.0.1"
    """The address on which it listens; `0.0.0.0` lets other hosts and containers ask."""
    worker_concurrency: int = Field(default=32, ge=0, le=1024)
    """Questions being read or answered at the same time, of which `MODEL_CONCURRENCY` are with the model. 0: receive only."""
    otel_exporter_otlp_endpoint: str | None = None
    """Where an OpenTelemetry collector takes traces over OTLP/HTTP, `http://host:4318`; needs the extra (`OTEL=1`)."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "json", "text"] = "auto"
    """`auto`: text on a terminal, JSON elsewhere."""
    log_ids: Literal["plain", "hashed"] = "plain"
    """`hashed`: questions, threads, files and the workspace stand in the log as keyed hashes."""

    @field_validator("slack_file_hosts", "model_fallbacks", "model_stop", "admins", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("model_parameters", mode="before")
    @classmethod
    def _parse_json(cls, value: object) -> object:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            raise ValueError('must be a JSON object, such as {"top_k": 40}') from None

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object, info: ValidationInfo) -> object:
        """`NAME=` means the default, as if the line were not there; only a list may be empty on purpose."""
        field = cls.model_fields[info.field_name or ""]
        is_list = isinstance(field.default, tuple)
        is_empty = isinstance(value, str) and not value.strip()
        return cast(object, field.get_default(call_default_factory=True)) if is_empty and not is_list else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("otel_exporter_otlp_endpoint")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value

    @field_validator("slack_api_url", "aimlapi_base_url", "slack_redirect_uri")
    @classmethod
    def _https_unless_loopback(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "https:")
        if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
            return value
        raise ValueError("must begin with https:// (plain http:// is for loopback only)")

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("xoxb-", "xoxe.xoxb-")):
            raise ValueError("must be a bot token and begin with xoxb- (the app's page OAuth & Permissions shows it)")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _app_token_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith("xapp-"):
            raise ValueError("must be an app-level token and begin with xapp- (the app's page Basic Information makes one)")
        return value

    @field_validator("admins")
    @classmethod
    def _user_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if all(re.fullmatch(r"[UW][A-Z0-9]+", user) for user in value):
            return value
        raise ValueError("must be Slack's user ids, such as U012AB3CD, separated by commas (a profile's menu copies them)")

    @model_validator(mode="after")
    def _one_workspace_or_many(self) -> "Settings":
        if not (self.slack_client_id or self.slack_client_secret):
            return self
        if not self.slack_client_id:
            raise ValueError("SLACK_CLIENT_SECRET needs SLACK_CLIENT_ID (the app's page Basic Information shows both)")
        if not self.slack_client_secret:
            raise ValueError("SLACK_CLIENT_ID needs SLACK_CLIENT_SECRET (the app's page Basic Information shows both)")
        if self.slack_bot_token:
            raise ValueError("SLACK_CLIENT_ID is for many workspaces, SLACK_BOT_TOKEN for one: leave one of them empty")
        if self.slack_app_token:
            raise ValueError(
                "SLACK_CLIENT_ID is for many workspaces, which Slack installs over HTTP only: leave SLACK_APP_TOKEN empty"
            )
        if not self.slack_signing_secret:
            raise ValueError("SLACK_CLIENT_ID needs SLACK_SIGNING_SECRET: many workspaces are served over HTTP")
        if self.redis_url and not self.context_keys:
            raise ValueError(
                "SLACK_CLIENT_ID with REDIS_URL needs CONTEXT_KEYS: all processes open the workspaces' tokens with them"
            )
        return self

    @model_validator(mode="after")
    def _receive_only_needs_a_shared_redis(self) -> "Settings":
        if self.worker_concurrency == 0 and not self.redis_url:
            raise ValueError("WORKER_CONCURRENCY=0 needs REDIS_URL: otherwise nobody would answer")
        return self

    @model_validator(mode="after")
    def _metrics_have_a_port_of_their_own(self) -> "Settings":
        if self.metrics_port and self.metrics_port == self.port:
            raise ValueError("METRICS_PORT must not be PORT: Slack, and thus everybody, may reach that one")
        return self

    @property
    def log_id_key(self) -> bytes | None:
        """With what ids are hashed in the log: made of a secret that all processes of a bot share."""
        if self.log_ids == "plain":
            return None
        shared = self.slack_bot_token or self.slack_client_secret
        return blake2b(shared.get_secret_value().encode() if shared else token_bytes(), person=b"footnote-log-ids").digest()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that no log may hold, as it is set, and what it is made of: each key, the password in an address."""
        given = (getattr(self, name) for name in type(self).model_fields)
        whole = [value.get_secret_value() for value in given if isinstance(value, SecretStr)]
        keys = self.context_keys.get_secret_value().split(",") if self.context_keys else []
        return (*whole, *(key.partition(":")[2].strip() for key in keys), *_secrets_of(self.redis_url or ""))

    @property
    def many_workspaces(self) -> bool:
        """Whether workspaces install the app, and each brings its own token; else there is one, with the token that is set."""
        return bool(self.slack_client_id and self.slack_client_secret and self.slack_signing_secret and not self.slack_bot_token)

    @property
    def has_slack(self) -> bool:
        """Whether what either transport needs is there."""
        return self.many_workspaces or bool(self.slack_bot_token and (self.slack_app_token or self.slack_signing_secret))

    @property
    def transport(self) -> Literal["Socket Mode", "HTTP"]:
        """Socket Mode when there is an app-level token, else HTTP."""
        return "Socket Mode" if self.slack_app_token else "HTTP"

    @property
    def models(self) -> tuple[str, ...]:
        """The model and its fallbacks, in the order in which they are tried."""
        return tuple(dict.fromkeys((self.model, *self.model_fallbacks)))


def _secrets_of(address: str) -> list[str]:
    """An address that may hold passwords, and each of them as it stands there and as it is meant."""
    try:
        parts = urlsplit(address)
        named = [value for name, value in parse_qsl(parts.query) if "password" in name]
    except ValueError:
        return [address]
    return [address, parts.password or "", unquote(parts.password or ""), *named]


def load_settings(given: Mapping[str, object] | None = None) -> Settings:
    """Reads the environment and `.env`; what is `given`, by the settings' names in lower case, wins over both.

    Raises `SettingsError` with one line that names the first wrong setting.
    """
    try:
        return Settings(**cast(Mapping[str, Any], given or {}))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {reason}" if name else reason) from None
    except (OSError, UnicodeError) as error:
        raise SettingsError(f".env: must be a text file in UTF-8 that I may read ({type(error).__name__})") from None
