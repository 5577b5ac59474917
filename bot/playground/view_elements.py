"""What stands in the blocks of a view: texts, fields, menus, buttons, as Slack takes them. Pure.

Of the elements that Slack knows, those are here that forms of this app's kind are made of; the rest is refused as unknown.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

LONGEST_ID = 255

# docs.slack.dev/reference/block-kit/block-elements
TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
LONGEST_PLACEHOLDER = 150
LONGEST_INPUT = 3_000
LONGEST_OPTION = 75
LONGEST_OPTION_VALUE = 150
MOST_OPTIONS = 100
MOST_CHECKBOXES = 10
"""Of radio buttons as well."""

LONGEST_BUTTON_TEXT = 75
LONGEST_BUTTON_VALUE = 2_000

# docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
LONGEST_CONFIRM_TITLE = 100
LONGEST_CONFIRM_TEXT = 300
LONGEST_CONFIRM_BUTTON = 30


class Strict(BaseModel):
    # Built when the first view comes: the page need not wait for it.
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class PlainText(Strict):
    """Text as it is."""

    type: Literal["plain_text"]
    text: str = Field(min_length=1)
    emoji: bool = True


class Mrkdwn(Strict):
    """Text in Slack's markup."""

    type: Literal["mrkdwn"]
    text: str = Field(min_length=1)
    verbatim: bool = False


def upto(longest: int) -> AfterValidator:
    def check(text: PlainText | Mrkdwn) -> PlainText | Mrkdwn:
        if len(text.text) > longest:
            raise ValueError(f"must be less than {longest + 1} characters")
        return text

    return AfterValidator(check)


Text: TypeAlias = Annotated[PlainText | Mrkdwn, Field(discriminator="type")]
Id: TypeAlias = Annotated[str, Field(max_length=LONGEST_ID)]


class Option(Strict):
    """One of the things to choose from."""

    text: Annotated[Text, upto(LONGEST_OPTION)]
    value: str = Field(max_length=LONGEST_OPTION_VALUE)
    description: Annotated[Text, upto(LONGEST_OPTION)] | None = None


class OptionGroup(Strict):
    """Options under a heading."""

    label: Annotated[PlainText, upto(LONGEST_OPTION)]
    options: list[Option] = Field(min_length=1, max_length=MOST_OPTIONS)


class PlainTextInput(Strict):
    """A field to type into."""

    type: Literal["plain_text_input"]
    action_id: Id = ""
    placeholder: Annotated[PlainText, upto(LONGEST_PLACEHOLDER)] | None = None
    multiline: bool = False
    initial_value: str | None = Field(default=None, max_length=LONGEST_INPUT)
    min_length: int | None = Field(default=None, ge=0, le=LONGEST_INPUT)
    max_length: int | None = Field(default=None, ge=1, le=LONGEST_INPUT)
    focus_on_load: bool | None = None


class StaticSelect(Strict):
    """A menu to choose one option from."""

    type: Literal["static_select"]
    action_id: Id = ""
    placeholder: Annotated[PlainText, upto(LONGEST_PLACEHOLDER)] | None = None
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


class TimePicker(Strict):
    """A time of day."""

    type: Literal["timepicker"]
    action_id: Id = ""
    placeholder: Annotated[PlainText, upto(LONGEST_PLACEHOLDER)] | None = None
    initial_time: str | None = Field(default=None, pattern=TIME)
    focus_on_load: bool | None = None


class Checkboxes(Strict):
    """Boxes to tick, any number of them."""

    type: Literal["checkboxes"]
    action_id: Id = ""
    options: list[Option] = Field(min_length=1, max_length=MOST_CHECKBOXES)
    initial_options: list[Option] | None = Field(default=None, min_length=1)
    focus_on_load: bool | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "Checkboxes":
        if any(option not in self.options for option in self.initial_options or ()):
            raise ValueError("`initial_options` must be among the options")
        return self


class RadioButtons(Strict):
    """Options of which one is chosen."""

    type: Literal["radio_buttons"]
    action_id: Id = ""
    options: list[Option] = Field(min_length=1, max_length=MOST_CHECKBOXES)
    initial_option: Option | None = None
    focus_on_load: bool | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "RadioButtons":
        if self.initial_option is not None and self.initial_option not in self.options:
            raise ValueError("`initial_option` must be one of the options")
        return self


class Confirm(Strict):
    """What is asked before a press or a choice counts."""

    title: Annotated[PlainText, upto(LONGEST_CONFIRM_TITLE)]
    text: Annotated[Text, upto(LONGEST_CONFIRM_TEXT)]
    confirm: Annotated[PlainText, upto(LONGEST_CONFIRM_BUTTON)]
    deny: Annotated[PlainText, upto(LONGEST_CONFIRM_BUTTON)]
    style: Literal["primary", "danger"] | None = None


class Button(Strict):
    """Something to press."""

    type: Literal["button"]
    action_id: Id = ""
    text: Annotated[PlainText, upto(LONGEST_BUTTON_TEXT)]
    value: str | None = Field(default=None, max_length=LONGEST_BUTTON_VALUE)
    style: Literal["primary", "danger"] | None = None
    confirm: Confirm | None = None


ConversationKind: TypeAlias = Literal["im", "mpim", "private", "public"]


class ConversationFilter(Strict):
    """Which conversations are offered; it must say something."""

    include: list[ConversationKind] | None = Field(default=None, min_length=1)
    exclude_external_shared_channels: bool | None = None
    exclude_bot_users: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ConversationFilter":
        if not self.model_fields_set:
            raise ValueError("must define at least one of the fields")
        return self


class _Menu(Strict):
    action_id: Id = ""
    placeholder: Annotated[PlainText, upto(LONGEST_PLACEHOLDER)] | None = None
    confirm: Confirm | None = None
    focus_on_load: bool | None = None


class ConversationsSelect(_Menu):
    """Slack's own list of conversations, to choose one."""

    type: Literal["conversations_select"]
    initial_conversation: str | None = None
    default_to_current_conversation: bool | None = None
    filter: ConversationFilter | None = None


class UsersSelect(_Menu):
    """Slack's own list of people, to choose one."""

    type: Literal["users_select"]
    initial_user: str | None = None


class MultiConversationsSelect(_Menu):
    """Slack's own list of conversations, to choose any number."""

    type: Literal["multi_conversations_select"]
    initial_conversations: list[str] | None = None
    default_to_current_conversation: bool | None = None
    max_selected_items: int | None = Field(default=None, ge=1)
    filter: ConversationFilter | None = None


class MultiUsersSelect(_Menu):
    """Slack's own list of people, to choose any number."""

    type: Literal["multi_users_select"]
    initial_users: list[str] | None = None
    max_selected_items: int | None = Field(default=None, ge=1)


One: TypeAlias = ConversationsSelect | UsersSelect
Many: TypeAlias = MultiConversationsSelect | MultiUsersSelect
InInput: TypeAlias = Annotated[
    PlainTextInput | StaticSelect | TimePicker | Checkboxes | RadioButtons | One | Many, Field(discriminator="type")
]
InActions: TypeAlias = Annotated[Button | StaticSelect | Checkboxes | RadioButtons | One, Field(discriminator="type")]
BesideSection: TypeAlias = Annotated[Button | StaticSelect | Checkboxes | RadioButtons | One | Many, Field(discriminator="type")]
Element: TypeAlias = PlainTextInput | StaticSelect | TimePicker | Checkboxes | RadioButtons | One | Many
Acting: TypeAlias = Button | StaticSelect | Checkboxes | RadioButtons | One | Many
"""What tells the app at once when it is used, where it is no part of a form."""

TAGS = frozenset(
    {"plain_text", "mrkdwn", "plain_text_input", "static_select", "checkboxes", "radio_buttons", "button", "timepicker"}
) | frozenset({"conversations_select", "users_select", "multi_conversations_select", "multi_users_select"})
"""The types by which texts and elements are recognised."""
