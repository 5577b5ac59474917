"""Every word that Footnote itself says to people, in one place, in the order in which people meet them.

What the model reads lives in `answering/prompts/`; what is wrong with a setting is said where the setting is checked.
"""

NAME = "Footnote"
"""How Footnote's own mention is written in a Turn, whatever the workspace calls it."""

HELP = (
    "I read threads and files and answer with footnotes.\n"
    "• Mention me in a channel with a question: I read the thread and its files.\n"
    "• Send me a file in a direct message, with or without a question.\n"
    "• Reply in a thread I took part in; no mention is needed.\n"
    "I am an AI and can be wrong: every answer says exactly what it read."
)

# While it works: the status, behind Footnote's name.
READING_THREAD = "is reading the thread…"
READING_FILES = "is reading {names}…"
THINKING = "is thinking…"

# In place of a name that Slack does not tell.
SOMEONE = "someone"
SOME_BOT = "an app"
SOME_CHANNEL = "a channel"
SOME_GROUP = "a group"
SOME_DATE = "a date"

# In and around an answer.
LINK_REMOVED = "(link removed)"
WHOLE_ANSWER_ATTACHED = "The whole answer is longer than Slack messages may be; it is attached as a file."
WHOLE_ANSWER_TITLE = "The whole answer"

# Instead of an answer: one honest sentence each. The model:
OUT_OF_CREDITS = "I can't answer: the API account behind me is out of credits. Please tell the person who runs me."
KEY_REFUSED = "I can't answer: the API refuses my key. Please tell the person who runs me."
NO_KEY = "I can't answer: no API key is set. Please tell the person who runs me."
REQUEST_REJECTED = "I can't answer: the model's API rejected my request. Please tell the person who runs me."
MODEL_UNAVAILABLE = "I can't answer right now: the model is unavailable. Please ask again in a few minutes."
MODEL_TOO_SLOW = "I can't answer right now: the model took too long. Please ask again in a few minutes."
MODEL_BUSY = "I can't answer right now: the model is too busy. Please ask again in a minute."
MODEL_BUSY_UNTIL = (
    "I can't answer right now: the model is too busy until about {seconds} seconds from now. Please ask again then."
)
CONTEXT_TOO_LONG = "I can't answer: this is more text than the model can read at once."
CONTENT_REFUSED = "The model declined to answer this question."
NO_ANSWER = "The model gave no answer. Please try rewording the question."

# Instead of an answer: Slack, Redis, and all of it together.
THREAD_UNREADABLE = "I can't read this thread. Please check that I am a member of this channel."
SLACK_LACKS_PERMISSION = "I can't do this: my Slack app lacks a permission. Please tell the person who runs me."
SLACK_TOKEN_REFUSED = "I can't do this: Slack refuses my token. Please tell the person who runs me."  # noqa: S105
SLACK_REFUSED = "I can't do this: Slack refused it."
SLACK_UNAVAILABLE = "I can't do this right now: Slack does not answer. Please ask again in a minute."
STORE_UNAVAILABLE = "I can't answer right now: my memory can't be reached. Please ask again in a few minutes."
GAVE_UP = "I tried several times and could not answer this. Please ask again; if it keeps happening, tell the person who runs me."

# The receipt: how much of each file was read.
AI_CAN_BE_WRONG = "AI, can be wrong."
RECEIPT_OPENING = "Read: "
WHOLE = "read"
PARTLY = "read in part"
SOME_OF = "{count:,} of {total}"
FIRST_OF = "first {count}"
NOT_READ = "not read"

# The receipt, behind "not read: ". What this answer had no place for:
TOO_MANY_FILES = "only the newest {most} files are read for one answer"
NO_ROOM = "no room left beside newer files"
TOO_MANY_IMAGES = "too many images for one answer"
NO_IMAGES = "the model takes no images"
NOTHING_READ = "nothing readable in it"

# The receipt, behind "not read: ". What could not be had from Slack, or from the folder that `ask` was given:
FILE_DELETED = "deleted"
FILE_GONE = "deleted meanwhile"
FILE_HIDDEN = "hidden by the free plan's limit"
FILE_EXTERNAL = "kept outside Slack ({place}), where I can't read it"
ANOTHER_SERVICE = "another service"
FILE_ELSEWHERE = "kept at an address that I don't fetch from"
FILE_NO_ACCESS = "no access: files:read is missing or I am not in the conversation it was shared in"
FILE_NOT_DELIVERED = "Slack did not deliver it"
FILE_NOT_IN_SLACK = "Slack holds no readable copy"
FILE_TOO_LARGE = "too large: {size} MB, the limit is {limit} MB"
A_FOLDER = "a folder, not a file"
NO_SUCH_FILE = "no such file"
CANNOT_OPEN = "the file could not be opened"

# The receipt, behind "not read: ". What could not be read:
EMPTY_FILE = "empty file"
UNSUPPORTED_FORMAT = "unsupported format ({format})"
PASSWORD_PROTECTED = "password-protected"  # noqa: S105 - a reason, no password
DAMAGED = "damaged {format}"
CRASHED_READER = "damaged or too complex to read"
TOO_SLOW_TO_READ = "took longer than {seconds} seconds to read"
TOO_LARGE_TO_READ = "needs too much memory to read"
TOO_MANY_PIXELS = "too many pixels"
NOT_READ_NOW = "could not be read just now"

# The receipt, beside a file or one of its pages: what of it was left out, or guessed.
READ_IN_PART = "read {unit} {first:,}-{last:,} of {total:,}"
CUT_AT_BUDGET = "cut after {characters:,} characters"
STOPPED_AT_DEADLINE = "reading stopped after {seconds} seconds"
SCANNED = "no text layer (scanned)"
NO_TEXT_LAYER = "no text layer"
DAMAGED_PAGE = "damaged page"
FIRST_FRAME_ONLY = "first of {total} frames"
GUESSED_ENCODING = "text encoding guessed as {encoding}"
NOT_A_TABLE = "rows too long for a table, read as text"

# The receipt's notes: what else the reader should know.
THREAD_SHORTENED = "only the newest {count} messages of the thread"
MESSAGES_LEFT_OUT = "{count} at the beginning of the thread left out"
TASK_CUT = "your message was too long and was cut"
RECENT_FILES = "using {names}, shared {age}"
JUST_NOW = "just now"
ONE_MINUTE_AGO = "1 minute ago"
MINUTES_AGO = "{minutes} minutes ago"
IMAGES_DROPPED = "{count} not seen by the model"
ANSWERED_BY = "answered by {model}"
ANSWER_CUT = "the answer was cut at its longest allowed length"

# Outside of answers: a first meeting, and words that one person alone sees.
WELCOME = (
    "Hello, I am Footnote. I read threads and files, and put a footnote behind what I say. Three things to try:\n"
    "• Share a PDF with me in a direct message, with or without a question.\n"
    "• Mention me under a long thread: *what was decided here?*\n"
    "• Ask on in the thread where I answered; there I need no mention.\n"
    "I am an AI and can be wrong: every answer says exactly what it read."
)
MUTED = "I stay out of this thread now, unless you mention me. To have me back, write `unmute`."
UNMUTED = "I am back: replies in this thread need no mention."
EDITED_SINCE = "You edited a question that I had answered already."
ANSWER_AGAIN = "Answer again"
STOP = "Stop"
STOPPED = "Stopped."
