"""Slack's limits on blocks, as far as a bot's messages meet them. Pure."""

from typing import NoReturn, cast

from pydantic import TypeAdapter, ValidationError

from bot.playground.entities import Payload, SlackError

# docs.slack.dev/reference/block-kit/blocks
MOST_BLOCKS = 50
MOST_TEXT = {"section": 3_000, "header": 150, "markdown": 12_000}
MOST_FIELDS = 10
MOST_ELEMENTS = {"context": 10, "actions": 25, "context_actions": 5}
MOST_FIELD_TEXT = 2_000

MOST_MARKDOWN = 12_000
"""Characters of all markdown blocks of a message together (docs.slack.dev/reference/block-kit/blocks/markdown-block)."""

# docs.slack.dev/reference/block-kit/blocks/table-block
MOST_ROWS = 100
MOST_COLUMNS = 20

# docs.slack.dev/reference/block-kit/block-elements/button-element
LONGEST_BUTTON_TEXT = 75
LONGEST_BUTTON_VALUE = 2_000
LONGEST_ID = 255

# docs.slack.dev/reference/block-kit/block-elements, docs.slack.dev/reference/block-kit/composition-objects/option-object
MOST_OPTIONS = {"overflow": 5, "static_select": 100}
LONGEST_OPTION = 75
LONGEST_OPTION_VALUE = 150

LONGEST_LABEL = 75
"""What is read out in place of a button's text."""

THUMBS = ("positive_button", "negative_button")
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})
"""docs.slack.dev/reference/block-kit/blocks/context-actions-block"""

MOST_TOGETHER = 13_200
"""Characters of all blocks together past which `msg_blocks_too_long` was observed (github.com/slackapi/bolt-js/issues/2509)."""

TYPES = frozenset(
    {
        "actions",
        "alert",
        "call",
        "card",
        "carousel",
        "container",
        "context",
        "context_actions",
        "data_table",
        "divider",
        "file",
        "header",
        "image",
        "input",
        "markdown",
        "plan",
        "rich_text",
        "section",
        "table",
        "task_card",
        "video",
    }
)

_OBJECTS: TypeAdapter[list[Payload]] = TypeAdapter(list[dict[str, object]])
_ROWS: TypeAdapter[list[list[Payload]]] = TypeAdapter(list[list[dict[str, object]]])


def check_blocks(blocks: list[Payload]) -> None:
    """Raises `invalid_blocks` with Slack's kind of message, or `msg_blocks_too_long`."""
    if len(blocks) > MOST_BLOCKS:
        _refuse(f"no more than {MOST_BLOCKS} items allowed [json-pointer:/blocks]")
    for index, block in enumerate(blocks):
        _check_block(block, f"/blocks/{index}")
    if sum(block.get("type") == "table" for block in blocks) > 1:
        _refuse("only_one_table_allowed [json-pointer:/blocks]", code="invalid_attachments")
    markdown = sum(len(_text_of(block)) for block in blocks if block.get("type") == "markdown")
    if markdown > MOST_MARKDOWN:
        _refuse(f"markdown blocks may hold {MOST_MARKDOWN} characters together [json-pointer:/blocks]")
    if sum(len(_text_of(block)) for block in blocks) > MOST_TOGETHER:
        raise SlackError("msg_blocks_too_long")


def _check_block(block: Payload, pointer: str) -> None:
    kind = str(block.get("type", ""))
    if kind not in TYPES:
        _refuse(f"unsupported type: {kind} [json-pointer:{pointer}/type]")
    text = _text_of(block)
    if kind == "section" and not text and not block.get("fields"):
        _refuse(f"must define either `text` or `fields` [json-pointer:{pointer}]")
    if kind in ("markdown", "header") and not text:
        _refuse(f"missing required field: text [json-pointer:{pointer}]")
    if len(text) > MOST_TEXT.get(kind, len(text)):
        _refuse(f"must be less than {MOST_TEXT[kind] + 1} characters [json-pointer:{pointer}/text]")
    fields = _objects(block, "fields")
    if len(fields) > MOST_FIELDS or any(len(str(field.get("text", ""))) > MOST_FIELD_TEXT for field in fields):
        _refuse(f"too many or too long fields [json-pointer:{pointer}/fields]")
    if kind in MOST_ELEMENTS:
        _check_elements(_objects(block, "elements"), kind, pointer)
    if kind == "table":
        _check_table(block, pointer)


def _check_table(block: Payload, pointer: str) -> None:
    try:
        rows = _ROWS.validate_python(block.get("rows"))
    except ValidationError:
        _refuse(f"must be a list of lists of cells [json-pointer:{pointer}/rows]")
    if not 0 < len(rows) <= MOST_ROWS:
        _refuse(f"must hold between 1 and {MOST_ROWS} rows [json-pointer:{pointer}/rows]")
    for index, row in enumerate(rows):
        if not 0 < len(row) <= MOST_COLUMNS:
            _refuse(f"must hold between 1 and {MOST_COLUMNS} cells [json-pointer:{pointer}/rows/{index}]")
        if any(cell.get("type") not in ("raw_text", "rich_text") for cell in row):
            _refuse(f"unsupported type of cell [json-pointer:{pointer}/rows/{index}]")
        if any(cell.get("type") == "raw_text" and not cell.get("text") for cell in row):
            _refuse(f"must be more than 0 characters [json-pointer:{pointer}/rows/{index}]")
    if len(_objects(block, "column_settings")) > MOST_COLUMNS:
        _refuse(f"no more than {MOST_COLUMNS} items allowed [json-pointer:{pointer}/column_settings]")


def _check_elements(elements: list[Payload], kind: str, pointer: str) -> None:
    if not elements:
        _refuse(f"must provide at least one element [json-pointer:{pointer}/elements]")
    if len(elements) > MOST_ELEMENTS[kind]:
        _refuse(f"no more than {MOST_ELEMENTS[kind]} items allowed [json-pointer:{pointer}/elements]")
    named = [element["action_id"] for element in elements if "action_id" in element]
    if len(named) > len(set(map(str, named))):
        _refuse(f"`action_id` must be unique [json-pointer:{pointer}/elements]")
    for index, element in enumerate(elements):
        _check_element(element, kind, f"{pointer}/elements/{index}")


def _check_element(element: Payload, kind: str, pointer: str) -> None:
    type_ = str(element.get("type", ""))
    if type_ in ("mrkdwn", "plain_text") and not 0 < len(str(element.get("text", ""))) <= MOST_TEXT["section"]:
        _refuse(f"must be between 1 and {MOST_TEXT['section']} characters [json-pointer:{pointer}/text]")
    if (type_ in IN_CONTEXT_ACTIONS) != (kind == "context_actions"):
        _refuse(f"unsupported type: {type_} [json-pointer:{pointer}/type]")
    if len(str(element.get("action_id", ""))) > LONGEST_ID:
        _refuse(f"must be less than {LONGEST_ID + 1} characters [json-pointer:{pointer}/action_id]")
    if type_ == "button":
        _check_button(element, pointer)
    if type_ == "feedback_buttons":
        for name in THUMBS:
            _check_button(_object(element, name), f"{pointer}/{name}", needs_value=True)
    if type_ in MOST_OPTIONS:
        groups = [element, *_objects(element, "option_groups")]
        _check_options([option for group in groups for option in _objects(group, "options")], MOST_OPTIONS[type_], pointer)


def _check_button(button: Payload, pointer: str, *, needs_value: bool = False) -> None:
    if not 0 < len(_text_of(button)) <= LONGEST_BUTTON_TEXT:
        _refuse(f"must be between 1 and {LONGEST_BUTTON_TEXT} characters [json-pointer:{pointer}/text]")
    if len(str(button.get("value", ""))) > LONGEST_BUTTON_VALUE or (needs_value and not button.get("value")):
        _refuse(f"must be less than {LONGEST_BUTTON_VALUE + 1} characters [json-pointer:{pointer}/value]")
    if len(str(button.get("accessibility_label", ""))) > LONGEST_LABEL:
        _refuse(f"must be less than {LONGEST_LABEL + 1} characters [json-pointer:{pointer}/accessibility_label]")


def _check_options(options: list[Payload], most: int, pointer: str) -> None:
    if not 0 < len(options) <= most:
        _refuse(f"must hold between 1 and {most} options [json-pointer:{pointer}/options]")
    for index, option in enumerate(options):
        if not 0 < len(_text_of(option)) <= LONGEST_OPTION:
            _refuse(f"must be between 1 and {LONGEST_OPTION} characters [json-pointer:{pointer}/options/{index}/text]")
        if len(str(option.get("value", ""))) > LONGEST_OPTION_VALUE:
            _refuse(f"must be less than {LONGEST_OPTION_VALUE + 1} characters [json-pointer:{pointer}/options/{index}/value]")


def _text_of(block: Payload) -> str:
    text = block.get("text", "")
    if isinstance(text, dict):
        return str(cast(Payload, text).get("text", ""))
    return str(text)


def _object(block: Payload, name: str) -> Payload:
    value = block.get(name)
    return cast(Payload, value) if isinstance(value, dict) else {}


def _objects(block: Payload, name: str) -> list[Payload]:
    try:
        return _OBJECTS.validate_python(block.get(name) or [])
    except ValidationError:
        _refuse(f"must be a list of objects [json-pointer:/{name}]")


def _refuse(message: str, *, code: str = "invalid_blocks") -> NoReturn:
    raise SlackError(code, response_metadata={"messages": [f"[ERROR] {message}"]}, errors=[message])
