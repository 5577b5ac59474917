"""A modal's JSON: what Slack takes, and what it fills in where the app left something out. Pure.

Of the blocks and elements that Slack knows in modals, those are here that forms of this app's kind are made of; the rest is
refused as unknown.
"""

import json
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.playground.entities import Payload, SlackError

# docs.slack.dev/reference/views/modal-views
LONGEST_TITLE = 24
LONGEST_METADATA = 3_000
LONGEST_ID = 255
MOST_BLOCKS = 100
LARGEST_VIEW = 250_000
"""Bytes (docs.slack.dev/reference/methods/views.open, `view_too_large`)."""

# docs.slack.dev/reference/block-kit/blocks, docs.slack.dev/reference/block-kit/block-elements
LONGEST_LABEL = 2_000
LONGEST_SECTION = 3_000
LONGEST_FIELD = 2_000
LONGEST_HEADER = 150
MOST_TEXTS = 10
LONGEST_PLACEHOLDER = 150
LONGEST_INPUT = 3_000
LONGEST_OPTION = 75
LONGEST_OPTION_VALUE = 150
MOST_OPTIONS = 100
MOST_CHECKBOXES = 10
"""Of radio buttons as well."""

LONGEST_ALT_TEXT = 2_000
TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"

_TAGS = frozenset({"input", "section", "context", "header", "divider", "image", "plain_text", "mrkdwn"}) | frozenset(
    {"plain_text_input", "static_select", "timepicker", "checkboxes", "radio_buttons"}
)
"""What the error's place names besides keys and indices: the type by which a block was recognised."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PlainText(_Strict):
    """Text as it is."""

    type: Literal["plain_text"]
    text: str = Field(min_length=1)
    emoji: bool = True


class Mrkdwn(_Strict):
    """Text in Slack's markup."""

    type: Literal["mrkdwn"]
    text: str = Field(min_length=1)
    verbatim: bool = False


def _upto(longest: int) -> AfterValidator:
    def check(text: PlainText | Mrkdwn) -> PlainText | Mrkdwn:
        if len(text.text) > longest:
            raise ValueError(f"must be less than {longest + 1} characters")
        return text

    return AfterValidator(check)


_Text: TypeAlias = Annotated[PlainText | Mrkdwn, Field(discriminator="type")]
_Title: TypeAlias = Annotated[PlainText, _upto(LONGEST_TITLE)]
_Id: TypeAlias = Annotated[str, Field(max_length=LONGEST_ID)]


class Option(_Strict):
    """One of the things to choose from."""

    text: Annotated[_Text, _upto(LONGEST_OPTION)]
    value: str = Field(max_length=LONGEST_OPTION_VALUE)
    description: Annotated[_Text, _upto(LONGEST_OPTION)] | None = None


class OptionGroup(_Strict):
    """Options under a heading."""

    label: Annotated[PlainText, _upto(LONGEST_OPTION)]
    options: list[Option] = Field(min_length=1, max_length=MOST_OPTIONS)


class PlainTextInput(_Strict):
    """A field to type into."""

    type: Literal["plain_text_input"]
    action_id: _Id = ""
    placeholder: Annotated[PlainText, _upto(LONGEST_PLACEHOLDER)] | None = None
    multiline: bool = False
    initial_value: str | None = Field(default=None, max_length=LONGEST_INPUT)
    min_length: int | None = Field(default=None, ge=0, le=LONGEST_INPUT)
    max_length: int | None = Field(default=None, ge=1, le=LONGEST_INPUT)
    focus_on_load: bool | None = None


class StaticSelect(_Strict):
    """A menu to choose one option from."""

    type: Literal["static_select"]
    action_id: _Id = ""
    placeholder: Annotated[PlainText, _upto(LONGEST_PLACEHOLDER)] | None = None
    options: list[Option] | None = Field(default=None, min_length=1, max_length=MOST_OPTIONS)
    option_groups: list[OptionGroup] | None = Field(default=None, min_length=1, max_length=MOST_OPTIONS)
    initial_option: Option | None = None
    focus_on_load: bool | None = None

    @property
    def choices(self) -> list[Option]:
        """All options, grouped or not."""
        return [*(self.options or ()), *(option for group in self.option_groups or () for option in group.options)]

    @model_validator(mode="after")
    def _is_whole(self) -> "StaticSelect":
        if (self.options is None) == (self.option_groups is None):
            raise ValueError("must define either `options` or `option_groups`")
        if self.initial_option is not None and self.initial_option not in self.choices:
            raise ValueError("`initial_option` must be one of the options")
        return self


class TimePicker(_Strict):
    """A time of day."""

    type: Literal["timepicker"]
    action_id: _Id = ""
    placeholder: Annotated[PlainText, _upto(LONGEST_PLACEHOLDER)] | None = None
    initial_time: str | None = Field(default=None, pattern=TIME)
    focus_on_load: bool | None = None


class Checkboxes(_Strict):
    """Boxes to tick, any number of them."""

    type: Literal["checkboxes"]
    action_id: _Id = ""
    options: list[Option] = Field(min_length=1, max_length=MOST_CHECKBOXES)
    initial_options: list[Option] | None = Field(default=None, min_length=1)
    focus_on_load: bool | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "Checkboxes":
        if any(option not in self.options for option in self.initial_options or ()):
            raise ValueError("`initial_options` must be among the options")
        return self


class RadioButtons(_Strict):
    """Options of which one is chosen."""

    type: Literal["radio_buttons"]
    action_id: _Id = ""
    options: list[Option] = Field(min_length=1, max_length=MOST_CHECKBOXES)
    initial_option: Option | None = None
    focus_on_load: bool | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "RadioButtons":
        if self.initial_option is not None and self.initial_option not in self.options:
            raise ValueError("`initial_option` must be one of the options")
        return self


Element: TypeAlias = Annotated[
    PlainTextInput | StaticSelect | TimePicker | Checkboxes | RadioButtons, Field(discriminator="type")
]


class Input(_Strict):
    """A labelled element that is part of the submission."""

    type: Literal["input"]
    block_id: _Id = ""
    label: Annotated[PlainText, _upto(LONGEST_LABEL)]
    optional: bool = False
    dispatch_action: Literal[False] = False
    element: Element
    hint: Annotated[PlainText, _upto(LONGEST_LABEL)] | None = None


class Section(_Strict):
    """A paragraph, or several in two columns."""

    type: Literal["section"]
    block_id: _Id = ""
    text: Annotated[_Text, _upto(LONGEST_SECTION)] | None = None
    fields_: list[Annotated[_Text, _upto(LONGEST_FIELD)]] | None = Field(
        default=None, min_length=1, max_length=MOST_TEXTS, alias="fields"
    )
    expand: bool | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "Section":
        if self.text is None and self.fields_ is None:
            raise ValueError("must define either `text` or `fields`")
        return self


class Context(_Strict):
    """Small print."""

    type: Literal["context"]
    block_id: _Id = ""
    elements: list[Annotated[_Text, _upto(LONGEST_SECTION)]] = Field(min_length=1, max_length=MOST_TEXTS)


class Header(_Strict):
    """A heading."""

    type: Literal["header"]
    block_id: _Id = ""
    text: Annotated[PlainText, _upto(LONGEST_HEADER)]


class Divider(_Strict):
    """A line."""

    type: Literal["divider"]
    block_id: _Id = ""


class SlackFile(_Strict):
    """A file in Slack, by its id."""

    id: str = Field(pattern="^F[A-Z0-9]{8,}$")


class Image(_Strict):
    """A picture that lies in Slack; pictures of other hosts are left out here."""

    type: Literal["image"]
    block_id: _Id = ""
    slack_file: SlackFile
    alt_text: str = Field(min_length=1, max_length=LONGEST_ALT_TEXT)
    title: Annotated[PlainText, _upto(LONGEST_LABEL)] | None = None


Block: TypeAlias = Annotated[Input | Section | Context | Header | Divider | Image, Field(discriminator="type")]


class Modal(_Strict):
    """A modal as Slack keeps it: every block and every element has an id."""

    type: Literal["modal"]
    title: _Title
    blocks: list[Block] = Field(max_length=MOST_BLOCKS)
    submit: _Title | None = None
    close: _Title | None = None
    private_metadata: str = Field(default="", max_length=LONGEST_METADATA)
    callback_id: _Id = ""
    external_id: _Id = ""
    clear_on_close: bool = False
    notify_on_close: bool = False

    @property
    def inputs(self) -> list[Input]:
        """The blocks that are part of the submission, from the top."""
        return [block for block in self.blocks if isinstance(block, Input)]

    @property
    def pictures(self) -> dict[int, str]:
        """The files that it shows, by the number of their block."""
        return {number: block.slack_file.id for number, block in enumerate(self.blocks) if isinstance(block, Image)}

    @model_validator(mode="after")
    def _is_whole(self) -> "Modal":
        if self.inputs and self.submit is None:
            raise ValueError("`submit` is required when there are input blocks")
        named = [block.block_id for block in self.blocks if block.block_id]
        if len(named) > len(set(named)):
            raise ValueError("`block_id` must be unique")
        if sum(bool(block.element.focus_on_load) for block in self.inputs) > 1:
            raise ValueError("only one element may be focused on load")
        for index, block in enumerate(self.blocks):
            block.block_id = block.block_id or f"b{index}"
            if isinstance(block, Input):
                block.element.action_id = block.element.action_id or f"a{index}"
        return self

    def as_json(self) -> Payload:
        """As Slack's answers and payloads show it."""
        return self.model_dump(by_alias=True, exclude_none=True)


def modal_of(view: Payload) -> Modal:
    """The modal that the app sent. Raises `invalid_arguments` with Slack's kind of messages, or `view_too_large`."""
    if len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    try:
        return Modal.model_validate(view)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        messages = [f"[ERROR] {_message(item['msg'])} [json-pointer:{_pointer(item['loc'])}]" for item in found]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages}) from None


def _message(message: str) -> str:
    return message.removeprefix("Value error, ")


def _pointer(place: tuple[int | str, ...]) -> str:
    return "/".join(("/view", *(str(part) for part in place if part not in _TAGS)))
