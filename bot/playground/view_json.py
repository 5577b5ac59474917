"""A modal's or a Home tab's JSON: what Slack takes, and what it fills in where the app left something out. Pure.

Of the blocks that Slack knows in views, those are here that forms of this app's kind are made of; the rest is refused as unknown.
"""

import json
from typing import Annotated, Literal, Self, TypeAlias, TypeVar

from pydantic import Field, ValidationError, model_validator

from bot.playground.entities import Payload, SlackError
from bot.playground.view_elements import (
    TAGS,
    Acting,
    BesideSection,
    Id,
    InActions,
    InInput,
    PlainText,
    Strict,
    Text,
    upto,
)

# docs.slack.dev/reference/views/modal-views, docs.slack.dev/reference/views/home-tab-views
LONGEST_TITLE = 24
LONGEST_METADATA = 3_000
MOST_BLOCKS = 100
LARGEST_VIEW = 250_000
"""Bytes (docs.slack.dev/reference/methods/views.open, `view_too_large`)."""

# docs.slack.dev/reference/block-kit/blocks
LONGEST_LABEL = 2_000
LONGEST_SECTION = 3_000
LONGEST_FIELD = 2_000
LONGEST_HEADER = 150
MOST_TEXTS = 10
MOST_ACTIONS = 25
LONGEST_ALT_TEXT = 2_000

_TAGS = TAGS | frozenset({"input", "section", "context", "actions", "header", "divider", "image"})
"""What the error's place names besides keys and indices: the type by which a block was recognised."""

_Kind = TypeVar("_Kind", bound="_View")

Title: TypeAlias = Annotated[PlainText, upto(LONGEST_TITLE)]


class Input(Strict):
    """A labelled element that is part of the submission."""

    type: Literal["input"]
    block_id: Id = ""
    label: Annotated[PlainText, upto(LONGEST_LABEL)]
    optional: bool = False
    dispatch_action: Literal[False] = False
    element: InInput
    hint: Annotated[PlainText, upto(LONGEST_LABEL)] | None = None


class Section(Strict):
    """A paragraph, or several in two columns."""

    type: Literal["section"]
    block_id: Id = ""
    text: Annotated[Text, upto(LONGEST_SECTION)] | None = None
    fields_: list[Annotated[Text, upto(LONGEST_FIELD)]] | None = Field(
        default=None, min_length=1, max_length=MOST_TEXTS, alias="fields"
    )
    expand: bool | None = None
    accessory: BesideSection | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "Section":
        if self.text is None and self.fields_ is None:
            raise ValueError("must define either `text` or `fields`")
        return self


class Context(Strict):
    """Small print."""

    type: Literal["context"]
    block_id: Id = ""
    elements: list[Annotated[Text, upto(LONGEST_SECTION)]] = Field(min_length=1, max_length=MOST_TEXTS)


class Actions(Strict):
    """Controls side by side."""

    type: Literal["actions"]
    block_id: Id = ""
    elements: list[InActions] = Field(min_length=1, max_length=MOST_ACTIONS)


class Header(Strict):
    """A heading."""

    type: Literal["header"]
    block_id: Id = ""
    text: Annotated[PlainText, upto(LONGEST_HEADER)]


class Divider(Strict):
    """A line."""

    type: Literal["divider"]
    block_id: Id = ""


class SlackFile(Strict):
    """A file in Slack, by its id."""

    id: str = Field(pattern="^F[A-Z0-9]{8,}$")


class Image(Strict):
    """A picture that lies in Slack; pictures of other hosts are left out here."""

    type: Literal["image"]
    block_id: Id = ""
    slack_file: SlackFile
    alt_text: str = Field(min_length=1, max_length=LONGEST_ALT_TEXT)
    title: Annotated[PlainText, upto(LONGEST_LABEL)] | None = None


Block: TypeAlias = Annotated[Input | Section | Context | Actions | Header | Divider | Image, Field(discriminator="type")]


class _View(Strict):
    blocks: list[Block] = Field(max_length=MOST_BLOCKS)
    private_metadata: str = Field(default="", max_length=LONGEST_METADATA)
    callback_id: Id = ""
    external_id: Id = ""

    @property
    def inputs(self) -> list[Input]:
        """The blocks that are part of the submission, from the top."""
        return [block for block in self.blocks if isinstance(block, Input)]

    @property
    def pictures(self) -> dict[int, str]:
        """The files that it shows, by the number of their block."""
        return {number: block.slack_file.id for number, block in enumerate(self.blocks) if isinstance(block, Image)}

    @property
    def acting(self) -> list[tuple[str, Acting]]:
        """What tells the app at once when it is used, with the id of its block."""
        found: list[tuple[str, Acting]] = []
        for block in self.blocks:
            if isinstance(block, Actions):
                found += [(block.block_id, element) for element in block.elements]
            elif isinstance(block, Section) and block.accessory:
                found.append((block.block_id, block.accessory))
        return found

    @model_validator(mode="after")
    def _has_ids(self) -> Self:
        named = [block.block_id for block in self.blocks if block.block_id]
        if len(named) > len(set(named)):
            raise ValueError("`block_id` must be unique")
        if sum(bool(block.element.focus_on_load) for block in self.inputs) > 1:
            raise ValueError("only one element may be focused on load")
        for index, block in enumerate(self.blocks):
            block.block_id = block.block_id or f"b{index}"
            if isinstance(block, Input):
                block.element.action_id = block.element.action_id or f"a{index}"
        for number, (_, element) in enumerate(self.acting):
            element.action_id = element.action_id or f"c{number}"
        if any(len(named) > len(set(named)) for named in self._names()):
            raise ValueError("`action_id` must be unique")
        return self

    def _names(self) -> list[list[str]]:
        return [[element.action_id for element in block.elements] for block in self.blocks if isinstance(block, Actions)]

    def as_json(self) -> Payload:
        """As Slack's answers and payloads show it."""
        return self.model_dump(by_alias=True, exclude_none=True)


class Modal(_View):
    """A modal as Slack keeps it: every block and every element has an id."""

    type: Literal["modal"]
    title: Title
    submit: Title | None = None
    close: Title | None = None
    clear_on_close: bool = False
    notify_on_close: bool = False

    @model_validator(mode="after")
    def _can_be_submitted(self) -> Self:
        if self.inputs and self.submit is None:
            raise ValueError("`submit` is required when there are input blocks")
        return self


class HomeTab(_View):
    """What the app shows one person in its Home tab."""

    type: Literal["home"]


def home_of(view: Payload) -> HomeTab:
    """The Home tab that the app sent. Raises as `modal_of` does."""
    return _checked(HomeTab, view)


def modal_of(view: Payload) -> Modal:
    """The modal that the app sent. Raises `invalid_arguments` with Slack's kind of messages, or `view_too_large`."""
    return _checked(Modal, view)


def _checked(kind: type[_Kind], view: Payload) -> _Kind:
    if len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    try:
        return kind.model_validate(view)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        messages = [f"[ERROR] {_message(item['msg'])} [json-pointer:{_pointer(item['loc'])}]" for item in found]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages}) from None


def _message(message: str) -> str:
    return message.removeprefix("Value error, ")


def _pointer(place: tuple[int | str, ...]) -> str:
    return "/".join(("/view", *(str(part) for part in place if part not in _TAGS)))
