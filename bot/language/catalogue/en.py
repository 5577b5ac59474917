"""The English texts: every word that Footnote itself says to people, in the order in which people meet them.

A catalogue is data, one language whole in one file, and may be as long as that takes. Every other one has the same names, with
the same blanks in braces; how to add one is told in CONTRIBUTING.md. What the model reads lives in `answering/prompts/` and
`language/marks.py`; what is wrong with a setting is said where the setting is checked.
"""

from bot.language.units import Unit

LANGUAGE = "English"
"""What the language calls itself."""

# How it writes numbers, dates and lists.
THOUSANDS = ","
DECIMAL = "."
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = "{day} {month}"
DAY_OF_YEAR = "{day} {month} {year}"
DAY_AND_TIME = "{day} {time}"
AND = "{some} and {last}"
"""The last of a list behind the others."""


def plural_form(count: int) -> int:
    """Which of a text's forms goes with a count; a text that depends on one is a tuple of as many as the language has."""
    return 0 if count == 1 else 1


COUNTED: dict[Unit, tuple[str, ...]] = {
    "page": ("{count:,} page", "{count:,} pages"),
    "line": ("{count:,} line", "{count:,} lines"),
    "row": ("{count:,} row", "{count:,} rows"),
    "image": ("{count:,} image", "{count:,} images"),
    "slide": ("{count:,} slide", "{count:,} slides"),
    "section": ("{count:,} section", "{count:,} sections"),
    "message": ("{count:,} message", "{count:,} messages"),
    "sheet": ("{count:,} sheet", "{count:,} sheets"),
    "file": ("{count:,} file", "{count:,} files"),
    "claim": ("{count:,} claim", "{count:,} claims"),
    "token": ("{count:,} token", "{count:,} tokens"),
    "kept answer": ("{count:,} kept answer", "{count:,} kept answers"),
    "private answer": ("{count:,} private answer", "{count:,} private answers"),
    "question": ("{count:,} question", "{count:,} questions"),
    "rating": ("{count:,} rating", "{count:,} ratings"),
    "recap signature": ("{count:,} signature of a recap", "{count:,} signatures of recaps"),
    "setting": ("{count:,} setting", "{count:,} settings"),
    "day": ("{count:,} day", "{count:,} days"),
    "second": ("{count:,} second", "{count:,} seconds"),
    "minute": ("{count:,} minute", "{count:,} minutes"),
    "hour": ("{count:,} hour", "{count:,} hours"),
    "element": ("{count:,} element", "{count:,} elements"),
    "comment": ("{count:,} comment", "{count:,} comments"),
}
"""What is counted, with its number."""

HELP = (
    "I read threads and files and answer with footnotes.\n"
    "• Mention me in a channel with a question: I read the thread, its files, and the messages that you link to.\n"
    "• Send me a file in a direct message, with or without a question.\n"
    "• Reply in a thread I took part in; no mention is needed.\n"
    "• `/ask <question>` answers you alone, and so does "
    "`/recap [#channel or link] [since yesterday | 7d | 2026-11-01 | my last message here]`.\n"
    "• `/footnote recaps`: a channel's daily or weekly recap.\n"
    "• `/footnote usage`, `/footnote limits`, `/footnote forget me` or `forget <link to a message or a file>`.\n"
    "• `/footnote instructions` tells how I am to answer in this channel, `/footnote settings` lets admins change it.\n"
    "• `/footnote doctor` tells admins what is wrong with how I am set up, and how to mend it.\n"
    "• Slack allows no commands in threads. Mention me there: "
    "`@Footnote recap`, `@Footnote forget`, `@Footnote usage`, `@Footnote limits`.\n"
    "I am an AI and can be wrong: every answer says exactly what it read."
)

# To a command, at once; to the asker alone, like whatever follows.
ON_IT = "I'm on it. The answer follows here, for you alone."
ASK_WHAT = "Write your question behind it: `/ask what was decided in <link to a message>?`"
UNKNOWN_SUBCOMMAND = "I don't know that one. There are {known}."
UNKNOWN_SUBCOMMAND_NEAR = "I don't know that one. Did you mean `{near}`? There are {known}."
NOT_A_MOMENT = (
    "I don't understand since when. Write for example `since yesterday`, `7d`, `2026-11-01` or `since my last message here`."
)
IN_THE_FUTURE = "That lies in the future: I can only recap what has been said."
NO_LAST_MESSAGE = "I find no message of yours there among the newest. Write for example `since yesterday` or `7d`."
SINCE = "since {when}"
SINCE_YOUR_LAST = "since your last message"
LINKED_MESSAGE = "linked message"
TOO_MANY_LINKS = "only the first 5 links of a question are read"
LINK_ELSEWHERE = "That link leads elsewhere. I recap channels and threads of this workspace."
TRY_COMMAND_AGAIN = "I can't take this right now. Please try again in a minute."

# Usage and limits.
YOUR_USAGE = "What you have used:"
ALL_FREE_IN = "all free again in {when}"
NO_LIMIT = "no limit"
LIMIT_UNITS = {
    "per_minute": "questions in a minute",
    "per_hour": "questions in an hour",
    "tokens_per_day": "tokens today (UTC)",
}
LIMIT_NAMES = {
    "user_per_minute": "questions a minute for each person",
    "user_per_hour": "questions an hour for each person",
    "user_tokens_per_day": "tokens a day (UTC) for each person",
    "guest_per_minute": "questions a minute for each guest",
    "guest_per_hour": "questions an hour for each guest",
    "guest_tokens_per_day": "tokens a day (UTC) for each guest",
    "channel_per_minute": "questions a minute in one channel",
    "channel_per_hour": "questions an hour in one channel",
    "workspace_per_minute": "questions a minute in this workspace",
    "workspace_per_hour": "questions an hour in this workspace",
    "workspace_tokens_per_day": "tokens a day (UTC) for this workspace",
    "overall_per_minute": "questions a minute in all workspaces together",
    "overall_per_hour": "questions an hour in all workspaces together",
}
LIMITS_HEAD = ("limit", "value", "set by")
USED = "{name}: {used:,} of {limit:,}"
LIMIT_SOURCES = {"setting": "settings", "everywhere": "operator", "workspace": "admin here"}
OVER_LIMIT = "I did not answer: the limit of {what} ({value}) is reached. Please ask again in {when}."
OVER_OWN_LIMIT = f"{OVER_LIMIT} `/footnote usage` shows what you have used."
TOO_LARGE_FOR_LIMIT = (
    "I can't answer this: it needs more than the limit of {what} ({value}) allows. Please ask about less at once."
)
ADMINS_ONLY = "Only workspace admins see and change limits. Your own use: `/footnote usage`."
LIMITS_HOW = (
    "To change one: `/footnote limits set user-per-minute 20` (or `none`), `/footnote limits reset user-per-minute`; "
    "`/footnote limits reset @person` clears what that person has used."
)
USAGE_FORGIVEN = "Cleared: what that person has used counts no more."

# The doctor, for admins. What it finds is English in every language: it is about settings, and what people look up.
DOCTOR_FOR_ADMINS = "Only workspace admins can have me examined: it is about how I am run."
DOCTOR_LOOKS = "I'm looking at everything that I need. What I find follows here, for you alone, within a minute or two."
DOCTOR_BUSY = "I'm being examined already. Please try again in a minute or two."
DOCTOR_WELL = "All is well ({well} findings)."
DOCTOR_FOUND = "Fails: {failed}, warnings: {warned}, well: {well}."
DOCTOR_MEND = "Mend:"
DOCTOR_MORE = "And {count} more; whoever runs me sees all with `python -m bot doctor`."

# Forgetting.
FORGET_WHAT = (
    "Say what: `/footnote forget me`, or `/footnote forget <link>` with a link to a message (its thread is meant) or a file. "
    "In a thread, mention me: `@Footnote forget`."
)
WHAT_OF_YOU = "of you"
WHAT_OF_THREAD = "of that thread"
WHAT_OF_FILE = "of that file"
FORGOTTEN = "Forgotten {what}: {parts}. What stands in Slack stays there."
NOTHING_KEPT = "I keep nothing {what}."

# While it works: the status, behind Footnote's name.
READING_THREAD = "is reading the thread…"
READING_FILES = "is reading {names}…"
WAITING_FOR_MODEL = "is waiting for the model, which is busy…"
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
QUESTION_LOST = "I can't read this question any more: it was kept encrypted, and I no longer have the key. Please ask again."
GAVE_UP = "I tried several times and could not answer this. Please ask again; if it keeps happening, tell the person who runs me."

# Instead of an answer, or beside one: a place in Slack. The first sentence is the same for all that must not be told apart.
NOT_YOURS_TO_READ = (
    "I can't read that here: there is no such place, or I am not in it, or not everybody who would see my answer may read it. "
    "In a channel of yours, write `/invite @Footnote`; what not everybody here may read, ask about with `/ask` or `/recap`."
)
NOT_A_MEMBER = "I am not in {place}. To let me read it, write `/invite @Footnote` there."
NOTHING_SAID = "Nobody has written in {place} {since}."
THREAD_DELETED = "That message or thread was deleted."

# Places in Slack: their names, and the receipt's notes on what of them was left out.
A_DIRECT_MESSAGE = "a direct message"
A_GROUP_MESSAGE = "a group message"
THREAD_IN = "thread in {place}, {when}"
CHANNEL_SHORTENED = "only the newest {count:,} messages"
THREADS_LEFT_OUT = "the replies of {count:,} threads left out"
THREADS_SHORTENED = "only the newest replies of {count:,} threads"

# Private answers: sent on elsewhere, and shared.
ANSWERED_DIRECTLY = "About what you asked, “{question}”:"
CONTINUED_DIRECTLY = "More of my answer to “{question}”:"
A_RECAP = "a recap"
SHARE = "Share in channel"
ASKED = "@{asker} asked:"
NOTHING_TO_SHARE = "I no longer have that answer. Please ask again."
SHARE_NEEDS_ME = "I can't share it where I am no member. To let me, write `/invite @Footnote` in that channel."

# The receipt: how much of each file was read.
AI_CAN_BE_WRONG = "AI, can be wrong."
RECEIPT_OPENING = "Read: "
WHOLE = "read"
PARTLY = "read in part"
SOME_OF: dict[Unit, tuple[str, ...]] = {
    "page": ("{count:,} of {total:,} page", "{count:,} of {total:,} pages"),
    "image": ("{count:,} of {total:,} image", "{count:,} of {total:,} images"),
    "slide": ("{count:,} of {total:,} slide", "{count:,} of {total:,} slides"),
    "section": ("{count:,} of {total:,} section", "{count:,} of {total:,} sections"),
    "message": ("{count:,} of {total:,} message", "{count:,} of {total:,} messages"),
    "line": ("{count:,} of {total:,} line", "{count:,} of {total:,} lines"),
    "row": ("{count:,} of {total:,} row", "{count:,} of {total:,} rows"),
}
FIRST_OF = "first {count}"
ROWS_OF_SHEETS = "{rows} of {sheets}"
CHOSEN = "{extent}, chosen from what was read"
UNTIL = "read up to {place}"
TRANSCRIPT = "transcript {extent}"
"""What is read of audio and video."""
MADE_BY_SLACK = "made by Slack"
ONLY_ITS_BEGINNING = "only its beginning: Slack does not tell the rest"
NOT_READ = "not read"

# The receipt, behind "not read: ". What this answer had no place for:
TOO_MANY_FILES = "only the newest {most} files are read for one answer"
NO_ROOM = "no room left beside newer files"
TOO_MANY_IMAGES = "too many images for one answer"
NO_IMAGES = "the model takes no images"
NOTHING_READ = "nothing readable in it"
OUT_OF_TIME = "no time left for it in this answer"
OUT_OF_BUDGET = "more than one answer may read"
LIMIT_REACHED_MEANWHILE = "a limit was reached before it"
CREDITS_ENDED = "the API account ran out of credits before it"
MODEL_STOPPED = "the model became unavailable before it"
MODEL_DECLINED = "the model declined to read it"
MODEL_SILENT = "the model gave no answer to it"
TOO_LONG_FOR_MODEL = "too long for the model"

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
TRANSCRIPT_COMING = "Slack is still writing down what is said in it: please ask again in a minute"
TRANSCRIPT_NOT_DELIVERED = "Slack did not deliver its transcript"
NO_WORDS_HEARD = "Slack heard no words in it"
FILE_TOO_LARGE = "too large: {size:.4g} MB, the limit is {limit:.3g} MB"
A_FOLDER = "a folder, not a file"
NO_SUCH_FILE = "no such file"
CANNOT_OPEN = "the file could not be opened"

# The receipt, behind "not read: ". What could not be read:
FORMATS = {
    "archive": "archive",
    "audio": "audio",
    "binary data": "binary data",
    "compressed file": "compressed file",
    "compression": "compression",
    "database": "database",
    "drawing": "drawing",
    "e-book": "e-book",
    "email": "email",
    "embedded object": "embedded object",
    "file": "file",
    "font": "font",
    "image": "image",
    "image in an uncommon format": "image in an uncommon format",
    "legacy Office document": "legacy Office document",
    "Office document": "Office document",
    "OLE container": "OLE container",
    "OpenDocument presentation": "OpenDocument presentation",
    "OpenDocument spreadsheet": "OpenDocument spreadsheet",
    "OpenDocument text": "OpenDocument text",
    "Outlook message": "Outlook message",
    "program": "program",
    "7z archive": "7z archive",
    "RAR archive": "RAR archive",
    "SQLite database": "SQLite database",
    "TAR archive": "TAR archive",
    "text": "text",
    "transcript": "transcript",
    "video": "video",
    "ZIP archive": "ZIP archive",
}
"""What formats are called that are called differently in other languages, by their name in the code."""
EMPTY_FILE = "empty file"
UNSUPPORTED_FORMAT = "unsupported format ({format})"
UNSUPPORTED_WITH_WAY_OUT = "unsupported format ({format}): {way_out}"
SAVE_AS_XLSX = "please save it as XLSX"
EXPORT_AS_PDF = "please export it as PDF"
WAYS_OUT = {
    "audio": "please share a transcript (VTT, SRT or text)",
    "video": "please share a transcript (VTT, SRT or text)",
    "archive": "please share the files in it, or a ZIP of them",
    "keynote": EXPORT_AS_PDF,
    "pages": EXPORT_AS_PDF,
    "numbers": "please export it as Excel or CSV",
    "postscript": EXPORT_AS_PDF,
    "drawing": "please export it as PDF or PNG",
    "photoshop": "please export it as PDF or PNG",
    "picture": "please share it as PNG or JPEG",
    "book": "please share it as EPUB or PDF",
    "ole": "please save it in a current format, or as PDF",
    "sqlite": "please export its tables as CSV",
    "parquet": "please export it as CSV",
    "database": "please export its tables as CSV",
    "binary": "if it is a document, please export it as PDF or text",
}
"""Kind of a file → what to share instead. Fonts and programs hold nothing to read."""
COPY_PROTECTED = "copy-protected (DRM): please share a copy that is not"
PASSWORD_PROTECTED = "password-protected"  # noqa: S105 - a reason, no password
WRONG_PASSWORD = "that password does not open it"  # noqa: S105 - a reason, no password
DAMAGED = "damaged {format}: please export and share it again"
CRASHED_READER = "damaged or too complex to read: please share it as PDF or text"
TOO_SLOW_TO_READ = "took longer than {seconds} seconds to read: please share a part of it"
TOO_LARGE_TO_READ = "needs too much memory to read: please share a part of it"
TOO_MANY_PIXELS = "too many pixels: please share it smaller"
NOT_READ_NOW = "could not be read just now"
TOO_DEEP = "too many files inside each other"
MEMBER_TOO_LARGE = "too large: the limit inside another file is {limit} MB"
TOO_MANY_MEMBERS = "more than {limit:,} parts inside"
UNPACKS_TOO_LARGE = "unpacks to more than may be unpacked of one file"
UNKNOWN_ENCRYPTION = "encrypted in a way that I can't undo: please share it unpacked"
ENCRYPTED_MAIL = "encrypted mail: please share what your mail program shows"
NO_TIME_LEFT = "no time left after the files before it"
NO_SPACE_LEFT = "no room left after the files before it"

AS_IMAGES = ("{count:,} as image", "{count:,} as images")

# The receipt, beside a file or one of its pages: what of it was left out, or guessed.
READ_IN_PART: dict[Unit, str] = {
    "line": "read lines {first:,}-{last:,} of {total:,}",
    "character": "read characters {first:,}-{last:,} of {total:,}",
    "section": "read sections {first:,}-{last:,} of {total:,}",
    "chapter": "read chapters {first:,}-{last:,} of {total:,}",
    "slide": "read slides {first:,}-{last:,} of {total:,}",
    "cell": "read cells {first:,}-{last:,} of {total:,}",
    "minute": "read minutes {first:,}-{last:,} of {total:,}",
}
CUT_AT_BUDGET = "cut after {characters:,} characters"
STOPPED_AT_DEADLINE = "reading stopped after {seconds} seconds"
NO_TEXT_LAYER = "no text layer"
GARBLED_TEXT = "garbled text"
TEXT_RECOGNISED = "text recognised (OCR)"
NO_TEXT_RECOGNISED = "no text recognised"
SCAN_NOT_READ = "scan not read"
SCAN_NEEDS_OCR = "scan not read: install ocr"
BREAKS_OFF = "breaks off: its end is missing"
DAMAGED_PAGE = "damaged page"
ON_SOME_PAGES = "{warning} ({pages})"
FIRST_FRAME_ONLY = "first of {total} frames"
HIDDEN = {
    "hidden runs": ("{count:,} hidden run", "{count:,} hidden runs"),
    "hidden rows": ("{count:,} hidden row", "{count:,} hidden rows"),
    "tracked deletions": ("{count:,} tracked deletion", "{count:,} tracked deletions"),
    "hidden slides": ("{count:,} hidden slide", "{count:,} hidden slides"),
    "hidden shapes": ("{count:,} hidden shape", "{count:,} hidden shapes"),
    "hidden sheets": ("{count:,} hidden sheet", "{count:,} hidden sheets"),
    "hidden columns": ("{count:,} hidden column", "{count:,} hidden columns"),
    "hidden sections": ("{count:,} hidden section", "{count:,} hidden sections"),
}
HIDDEN_LEFT_OUT = "hidden text left out ({where})"
REINDENTED = "lines are counted after breaking its long lines up"
IMAGES_LEFT_OUT = "{count} in it left out"
CHAPTERS_LOST = "{count:,} damaged or missing chapters left out"
OUTPUT_SHORTENED = "long output shortened"
GUESSED_ENCODING = "text encoding guessed as {encoding}"
NOT_A_TABLE = "rows too long for a table, read as text"
FIRST_ROWS = "rows {first:,}-{last:,}"
ROWS_FOUND = ("{count:,} row that matches the question", "{count:,} rows that match the question")
SOME_ROWS_FOUND = "{count:,} of the rows that match the question"
LAST_ROWS = "the last {tail:,}"
AND_THE_LAST = "{some}, and {last}"
SHOWN_OF = "{shown} of {total:,} rows"
SHOWN_OF_ABOUT = "{shown} of about {total:,} rows"
SHOWN_OF_UNKNOWN = "only {shown}; how many there are I can't tell"
NO_ROW_FOUND = "no further row matches the question"
SEARCHED_UP_TO = "searched for the question's words up to row {row:,}"
NO_TIME_TO_SEARCH = "no time left to search for the question's words"
NOT_SEARCHED = "not searched for this question's words: {reason}"
STATISTICS_UP_TO = "its statistics cover rows up to {row:,}"
FIRST_COLUMNS_ONLY = "only its first {count} columns"
CELLS_CUT = "{count:,} long cells cut after {characters:,} characters"
TABLE_BREAKS_OFF = "no table any more below row {row:,}"
OF_SHEET = "{sheet}: {warning}"
AND_MORE = "{names}, {count:,} more"
MORE_SHEETS_IN_PART = "{count} more sheets in part"
HIDDEN_SHEETS = "hidden sheets left out: {names}"
CHART_SHEETS = "chart sheets left out: {names}"
HIDDEN_ROWS = "{count:,} hidden rows left out"
HIDDEN_COLUMNS = "hidden columns left out: {names}"
HIDDEN_CELLS = "hidden text left out ({count:,} cells)"
NO_STORED_VALUES = "{count:,} formulas without a stored value shown as formulas"
SHEET_DAMAGED = "damaged after row {row:,}"
SHEETS_NOT_READ = "no room or time left for the sheets {names}"
TEXTS_MISSING = "{count:,} texts shown as …: the file holds too many, or they are damaged"
ROWS_BEYOND = "{count:,} of {total:,} rows of a sheet not read"
READ_SIMPLY = "an unusual file, read without formats, notes and hidden marks"
MORE_MEMBERS = "{count:,} more in it not read: there are too many"
MEMBERS_TOO_DEEP = "{count:,} in it not read: too many files inside each other"
LINKS_LEFT_OUT = "links and system files left out ({count:,})"
SMALL_IMAGES_LEFT_OUT = "small images in the text left out ({count:,})"
NO_WORDS_IN_MAIL = "no text in the message"
UNNAMED = "unnamed"

# What long material is called where the model reads it, and in the receipt.
THIS_THREAD = "this thread"

COMPARED = "{old} and {new} compared"
PLACES_NOT_READ = "{name} {place} not read: {reason}"
READING_STOPPED = "what was noted down was not put together: {reason}"
COMPARED_IN_PART = "compared the first {count:,} sentences and rows of each"
FACTS_LEFT_OUT = "{count:,} lesser facts left out"
DIFFERENCES_LEFT_OUT = "{count:,} more differences left out"
NOT_COMPARED = "two others were compared"

# The receipt's notes: what else the reader should know.
THREAD_SHORTENED = "only the newest {count:,} messages of the thread"
MESSAGES_LEFT_OUT = "{count} at the beginning of the thread left out"
TASK_CUT = "your message was too long and was cut"
CLAIMS_UNVERIFIED = "{count} not confirmed"
CLAIMS_BARE = "{count} without a footnote"
CLAIMS_UNSEEN = "{count} from images, not checked"
TOOK = "{tokens}, {seconds} s"
COST = "${dollars:.4f}"
FROM_MY_ANSWER = "made from my answer above"
NOT_IN_THE_MATERIAL = "That is not in what I have read."
READING_PART = "is reading {name}: part {part} of {parts}…"
ANSWER_NOT_KEPT = "I no longer have that answer at hand. Please ask once more, in the thread."
RECENT_FILES = "using {names}, shared {age}"
JUST_NOW = "just now"
HOURS_AGO = ("{count} hour ago", "{count} hours ago")
MINUTES_AGO = ("{count} minute ago", "{count} minutes ago")
IMAGES_DROPPED = "{count} not seen by the model"
ANSWERED_BY = "answered by {model}"
READ_BY = "parts read by {model}"
ANSWER_CUT = "the answer was cut at its longest allowed length"

# Under an answer: what can be had of it with one tap, on the buttons and as they are read out. A dialog follows what ends in "…".
OFFERS = {
    "rest": "Read the rest",
    "sources": "Sources",
    "shorter": "Shorter",
    "longer": "Longer",
    "actions": "Action items",
    "table": "Table",
    "translated": "Translate…",
    "again": "Regenerate",
    "ask": "Ask…",
    "csv": "CSV",
    "xlsx": "XLSX",
}
OFFERS_SPOKEN = {
    "rest": "Answer again with what was not read yet",
    "sources": "Show the passages on which this answer rests",
    "shorter": "A shorter version of this answer",
    "longer": "A longer version of this answer",
    "actions": "The action items in this answer",
    "table": "This answer as a table",
    "translated": "Translate this answer",
    "again": "Answer the same question afresh",
    "ask": "Ask a further question about this answer",
    "csv": "The tables of this answer as CSV files",
    "xlsx": "The tables of this answer as an Excel file",
}
THUMBS = {"good": "👍 Helpful", "bad": "👎 Not helpful"}
THUMBS_SPOKEN = {"good": "This answer was helpful", "bad": "This answer was not helpful"}
TAPPED_AS = {
    "again": "Answered afresh",
    "ask": "A further question",
    "rest": "With the rest read",
    "translated": "In {words}",
}
"""How an answer to a tap begins, where the button's own word would not do."""
FOR_ASKER = ", for {asker}"
NO_LONGER_KEPT = "I no longer keep that answer. Please ask your question again: the new answer has the same buttons."
NOT_YOUR_ANSWER = "Only who asked can go on with this answer. Ask the same with `/ask`."
TABLES_ATTACHED = "The tables are in this thread already, as files."
NO_TABLES = "There is no table in that answer."
TABLES_SHEET = "Table {number}"

# The forms that a tap opens.
CANCEL = "Cancel"
CLOSE = "Close"
TRANSLATE_TITLE = "Translate the answer"
TRANSLATE_SUBMIT = "Translate"
LANGUAGE_LABEL = "Language"
LANGUAGE_PLACEHOLDER = "Choose a language"
OTHER_LANGUAGE_LABEL = "Or another one"
OTHER_LANGUAGE_HINT = (
    "Type any language, or a way of writing: “simple English”. What is typed here counts, whatever is chosen above."
)
LANGUAGE_MISSING = "Please choose a language, or type one."
LANGUAGES = {
    "Arabic": "العربية · Arabic",
    "Bengali": "বাংলা · Bengali",
    "Chinese (Simplified)": "简体中文 · Chinese (Simplified)",
    "Chinese (Traditional)": "繁體中文 · Chinese (Traditional)",
    "Czech": "Čeština · Czech",
    "Danish": "Dansk · Danish",
    "Dutch": "Nederlands · Dutch",
    "English": "English",
    "Finnish": "Suomi · Finnish",
    "French": "Français · French",
    "German": "Deutsch · German",
    "Greek": "Ελληνικά · Greek",
    "Hebrew": "עברית · Hebrew",
    "Hindi": "हिन्दी · Hindi",
    "Hungarian": "Magyar · Hungarian",
    "Indonesian": "Bahasa Indonesia · Indonesian",
    "Italian": "Italiano · Italian",
    "Japanese": "日本語 · Japanese",
    "Korean": "한국어 · Korean",
    "Norwegian": "Norsk · Norwegian",
    "Polish": "Polski · Polish",
    "Portuguese": "Português · Portuguese",
    "Romanian": "Română · Romanian",
    "Spanish": "Español · Spanish",
    "Swedish": "Svenska · Swedish",
    "Thai": "ไทย · Thai",
    "Turkish": "Türkçe · Turkish",
    "Ukrainian": "Українська · Ukrainian",
    "Vietnamese": "Tiếng Việt · Vietnamese",
}
"""What the model is told → how the form shows it."""
ASK_TITLE = "Ask about the answer"
ASK_SUBMIT = "Ask"
ASK_LABEL = "Your question"
QUESTION_MISSING = "Please type a question."
ASK_HINT = "The answer comes in the thread, with your question above it."
ASK_HINT_PRIVATE = "The answer is for you alone."
SOURCES_TITLE = "Sources"
SOURCES_FOLLOW = "The page's image follows in a moment."
SOURCES_IMAGE_ONLY = "An image: there is no text to quote."
SOURCES_WITHHELD = "The passage is not shown here; the link leads to it, if you may read it."
SOURCES_NONE = "This answer cites nothing."
SOURCES_MORE = "And {count:,} more, which do not fit here."
SOURCES_PICTURE = "Image of {anchor} of {source}"
THANKS = "Thank you, noted."
FEEDBACK_TITLE = "What was wrong?"
FEEDBACK_SUBMIT = "Send"
FEEDBACK_FAULT = "The answer…"
FAULTS = {
    "wrong": "says something that is not so",
    "unsourced": "cites a place that does not say so",
    "incomplete": "misses something",
    "misunderstood": "is about something else than I asked",
    "form": "is too long, too short or hard to read",
    "other": "is wrong in another way",
}
FEEDBACK_WORDS = "In your words"
FEEDBACK_HINT = "Kept for 90 days for who runs me; neither the question nor the answer is kept with it."

# Outside of answers: a first meeting, and words that one person alone sees.
WELCOME = (
    "Hello, I am Footnote. I read threads and files, and put a footnote behind what I say. Three things to try:\n"
    "• Share a PDF with me in a direct message, with or without a question.\n"
    "• Mention me under a long thread: *what was decided here?*\n"
    "• Ask on in the thread where I answered; there I need no mention.\n"
    "I am an AI and can be wrong: every answer says exactly what it read."
)
ENTER_PASSWORD = "Enter the password of {name}"  # noqa: S105 - a label
PRESS_AGAIN = "That took too long, and Slack no longer opens the form. Please press the button again."
PASSWORD_TITLE = "Password of a file"  # noqa: S105 - a title
PASSWORD_LABEL = "Password of {name}"  # noqa: S105 - a label
PASSWORD_HINT = "It opens the file once, and is neither kept nor logged nor shown to the model."  # noqa: S105
PASSWORD_SUBMIT = "Open"  # noqa: S105 - a label
PASSWORD_CLOSE = "Cancel"  # noqa: S105 - a label
MUTED = "I stay out of this thread now, unless you mention me. To have me back, write `unmute`."
UNMUTED = "I am back: replies in this thread need no mention."
EDITED_SINCE = "You edited a question that I had answered already."
ANSWER_AGAIN = "Answer again"
STOP = "Stop"
CARD_READING = "Reading {name}"
CARD_PART = "part {part} of {parts}"
STOPPED = "Stopped."

# What is wrong with a limit's name or value, to an admin.
UNKNOWN_LIMIT = "There is no limit of that name. There are: {known}."
UNKNOWN_LIMIT_NEAR = "There is no limit of that name. Did you mean `{near}`?"
NOT_A_LIMIT = "{name} takes a whole number from 0 to {most}; 0 or `none` is no limit."
OVERALL_LIMIT_IN_WORKSPACE = "A limit on all workspaces together can't be changed for one of them."

# App Home, settings, and where nothing is answered. Instead of an answer, to the asker alone:
NOT_FOR_OUTSIDERS = "I'm sorry, here I answer only people of the organisation that added me."
NOT_FOR_GUESTS = "I'm sorry, the admins of this workspace have set that I don't answer guests."
NOT_FOR_YOU = "I'm sorry, the admins of this workspace have set that I don't answer you. They can change that."
NOT_IN_SHARED_CHANNELS = (
    "I'm sorry, I don't answer in channels that are shared with other organisations. An admin can change that in my Home tab."
)
NOT_HERE = "I'm sorry, the admins have set that I don't answer in this channel. In a direct message I may."
NOT_OF_THAT_CHANNEL = "I'm sorry, the admins have set that I don't answer in that channel, so I don't recap it either."

# A channel's instructions.
INSTRUCTIONS_HERE = (
    "In this channel I am asked to keep to these wishes on tone and form:\n{instructions}\n"
    "They stand below my own rules: I use only what is in the thread and its files, and put a footnote behind what I say."
)
NO_INSTRUCTIONS_HERE = (
    "I have no instructions of this channel's own, only my rules: "
    "I use only what is in the thread and its files, and put a footnote behind what I say."
)
INSTRUCTIONS_NOT_OUTSIDE = "I tell the instructions of this channel only to people of the organisation that added me."

# App Home.
HOME_ABOUT = (
    "• Mention me in a channel, or write to me under *Messages*: I read the thread and its files, and answer with footnotes.\n"
    "• `/ask` and `/recap` answer you alone; links to messages and channels are read if you may read them.\n"
    "• I am an AI and can be wrong: every answer says exactly what it read."
)
HOME_RECENT = "Your recent questions"
HOME_NOTHING_RECENT = "Nothing at the moment: what you ask in channels and in Messages is listed here while its answer is kept."
HOME_NOTHING_KEPT = "Nothing is kept here, so nothing is listed."
HOME_FILES_ONLY = "(files without words)"
HOME_USAGE = "Your usage"
HOME_YOURS = "Your settings"
HOME_LANGUAGE = "*Language* of what I say to you, and of answers where you name no other"
HOME_LENGTH = "*Length* of the answers to what you ask"
LANGUAGE_AS_SLACK = "As in Slack"
LENGTHS = {"short": "Short", "normal": "Normal", "long": "Long"}
HOME_DATA = "Your data"
HOME_DATA_KEPT = (
    "What I was asked, what I read for it and my answers are kept encrypted for {span}, then they are gone. "
    "The text of the thread and its files goes to the model when you ask, and nowhere else. "
    "What you set here stays until you change it."
)
HOME_DATA_NOT_KEPT = (
    "Nothing of threads, files and answers is kept: Slack is read each time. "
    "The text of the thread and its files goes to the model when you ask, and nowhere else. "
    "What you set here stays until you change it."
)
FORGET_ME = "Forget everything about me"
FORGET_ME_TITLE = "Forget everything?"
FORGET_ME_WARNING = (
    "Threads with your words, what was read for you, answers to you and your settings here are deleted. "
    "What stands in Slack stays there."
)
FORGET_ME_YES = "Forget it"
FORGET_ME_NO = "Keep it"
HOME_ADMIN = "For admins"
HOME_MODEL = "*Model*: `{model}`"
HOME_WHO = "*Who and where*: {facts}"
HOME_KEEPING = "*Keeping and receipts*: {facts}"
HOME_CHANNELS = "*Channels with settings of their own*: {channels}"
HOME_NO_CHANNELS = "*Channels with settings of their own*: none yet. Choose one, or type `/footnote settings` in it."
HOME_CHOOSE_CHANNEL = "Settings of a channel"
AND_MORE_OF_A_LIST = "and {count:,} more"
CHANGE = "Change"
FACT_ALL_CHANNELS = "all channels"
FACT_CHANNELS_ALLOWED = "only in {channels}"
FACT_CHANNELS_DENIED = "not in {channels}"
FACT_EVERYBODY = "everybody"
FACT_PEOPLE_ALLOWED = "only {people}"
FACT_PEOPLE_DENIED = "not {people}"
FACT_GUESTS = {True: "guests too", False: "no guests"}
FACT_OUTSIDE = {
    "nothing": "not in channels shared with other organisations",
    "members": "in shared channels, only this workspace's people",
    "everybody": "people of other organisations too",
}
FACT_KEPT = "context for {span}"
FACT_NOT_KEPT = "no context"
FACT_COST = {True: "receipts tell the cost", False: "receipts tell no cost"}

# Settings in a window: of a channel, of the workspace.
SETTINGS_SAVE = "Save"
SETTINGS_CLOSE = "Close"
CHANNEL_SETTINGS_TITLE = "Channel settings"
CHANNEL_SETTINGS_OF = "Settings of {channel}"
CHANNEL_SETTINGS_READ_ONLY = "Only workspace admins change these."
CHANNEL_ANSWERS = "Questions in this channel"
CHANNEL_ON = "Answer them"
CHANNEL_OFF = "Don't answer, and tell who asks"
CHANNEL_INSTRUCTIONS = "Instructions"
CHANNEL_INSTRUCTIONS_HINT = (
    "Wishes on tone, form and length, up to 2,000 characters. Everybody here can ask for them. They can't lift my rules: "
    "footnotes stay, and nothing is used but what was shared."
)
CHANNEL_INSTRUCTIONS_EXAMPLE = "For example: answer in bullet points, formally, in French."
CHANNEL_NO_INSTRUCTIONS = "none"
CHANNEL_LIMITS_HINT = "Empty: as in the whole workspace ({value}); none: no limit."
CHANNEL_LIMIT_LABELS = {
    "channel_per_minute": "Questions a minute, of all people here together",
    "channel_per_hour": "Questions an hour, of all people here together",
}
SETTINGS_IN_CHANNELS_ONLY = "Only channels have settings. Type `/footnote settings` in one; your own are in my Home tab."
SETTINGS_NOT_OPENED = "That took too long, and Slack no longer opens the settings. Please type it again."
RIGHTS_LOST = "Only workspace admins change this, and you are none any more. Nothing was saved."
NOT_SAVED = "I can't save this right now. Please try again in a minute."
TOO_LONG_INSTRUCTIONS = "At most 2,000 characters."
ACCESS_TITLE = "Who and where"
ACCESS_CHANNELS_ALLOWED = "Only in these channels"
ACCESS_CHANNELS_ALLOWED_HINT = "Where none is named, in all channels that I am in. Direct messages are not affected."
ACCESS_CHANNELS_DENIED = "Not in these channels"
ACCESS_PEOPLE_ALLOWED = "Only these people"
ACCESS_PEOPLE_ALLOWED_HINT = "Where nobody is named, everybody."
ACCESS_PEOPLE_DENIED = "Not these people"
ACCESS_GUESTS = "Guests"
ACCESS_GUESTS_YES = "Answer them, within their own limits"
ACCESS_GUESTS_NO = "Don't answer them"
ACCESS_OUTSIDE = "Other organisations (Slack Connect)"
ACCESS_OUTSIDE_CHOICES = {
    "nothing": "Answer nobody in shared channels",
    "members": "Answer only this workspace's people there",
    "everybody": "Answer everybody there",
}
TOO_MANY_LISTED = "At most {most:,} of them."
KEEPING_TITLE = "Keeping and receipts"
KEEPING_RETENTION = "Context is kept for"
KEEPING_RETENTION_HINT = (
    "Of threads, files and answers, from now on; what is kept already goes when it was to. Whoever runs me has set the most."
)
KEEPING_MOST = "{span} (the most)"
KEEPING_COST = "What an answer cost, in its receipt"
KEEPING_COST_AS_SET = "As whoever runs me has set it"
KEEPING_COST_YES = "Tell it"
KEEPING_COST_NO = "Don't tell it"
# Shortcuts. By callback id: what is asked with one, as it is quoted where its answer is shared.
SHORTCUT_ASKS = {
    "summarize_thread": "Summarise this thread.",
    "explain_file": "Explain this file.",
    "action_items": "What is to be done after this thread?",
    "translate": "Translate this message: {language}.",
}
SHORTCUT_AGAIN = "That took too long, and Slack no longer opens the form. Please use the shortcut again."
SHORTCUT_UNREADABLE = (
    "I can't read that thread, because I am not in this conversation. In a channel, write `/invite @Footnote` and use the "
    "shortcut again; elsewhere, send me what it is about in a direct message."
)
SHORTCUT_EMPTY = "There is nothing to read in it: neither words nor files."
NO_FILE_TO_EXPLAIN = "That message carries no file. Use “Explain this file” on the message with which the file was shared."
NO_FILE_READ = (
    "I could not read {files}. If I am not in this conversation, write `/invite @Footnote` in the channel, or send me the file "
    "in a direct message."
)
FILES_NOT_TRANSLATED = "its words alone were translated, not {names}"
FILES_TRANSLATED = "the message holds only files: what they say was translated"
SHARE_IN_THREAD = "Share in thread"
TRANSLATE_MESSAGE_TITLE = "Translate a message"
TRANSLATE_MESSAGE_FORM = "The translation is for you alone."

# The form behind the shortcut "Ask Footnote", and the message with which the question is posted.
ASK_FORM_TITLE = "Ask Footnote"
ASK_FORM_SUBMIT = "Ask"
ASK_FORM_QUESTION = "Your question"
ASK_FORM_QUESTION_HINT = "Links to messages are read, as far as you may read them."
ASK_FORM_FILES = "With these files"
ASK_FORM_FILES_HINT = "What you shared with me in our direct messages. In a channel, others read what I say of them."
ASK_FORM_PLACE = "Where to answer"
ASK_FORM_PLACE_PLACEHOLDER = "Only me, in a direct message"
ASK_FORM_PLACE_HINT = "In a channel, I post your question with your name, and answer in its thread."
ASK_FORM_NOT_A_MEMBER = "I am not in {place}. To have me answer there, write /invite @Footnote in that channel first."
ASK_FORM_NOT_YOURS = "You are not in {place}. Choose a channel that you are in."
ASK_FORM_NO_PLACE = "I find no such channel, or I am not in it. To have me answer there, write /invite @Footnote in it first."
ASK_FORM_UNAVAILABLE = "Slack doesn't tell whether I may write there. Please try again in a minute."
YOU_ASKED = "You asked:"
WITH_FILES = "With {files}."
NOT_POSTED = "I could not post your question there: Slack refused it. Please ask again, or choose another place."

# Scheduled recaps: the form.
RECAPS_TITLE = "Scheduled recap"
RECAPS_SUBMIT = "Save"
RECAPS_CLOSE = "Cancel"
RECAPS_BUTTON = "Scheduled recap…"
RECAPS_OFF = "{place} has no scheduled recap."
RECAPS_ON = "{place} is recapped {when}; the next one comes {next}."
RECAPS_PAUSED = "The recap of {place} is paused: I could not read the channel, or write in it. Saving this begins it anew."
RECAPS_WHO_SET = "Set by @{setter}."
RECAPS_WHAT = "It tells what was said in the channel since the last one. When nothing was said, none comes."
RECAPS_HOW_OFTEN = "How often"
RECAPS_NEVER = "Off"
RECAPS_AT = "At"
RECAPS_ZONE = "Time zone"
RECAPS_TIME_MISSING = "Please choose a time."
RECAPS_EVERY = {"daily": "every day", "working_days": "Monday to Friday", "weekly": "every {weekday}"}
RECAPS_WHEN = "{every} at {time} ({zone})"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RECAPS_TYPE_AGAIN = "That took too long, and Slack no longer opens the form. Please type `/footnote recaps` again."

# Scheduled recaps: why there is no form.
RECAPS_CHANNELS_ONLY = "Scheduled recaps are for channels. Type `/footnote recaps` in one."
RECAPS_FULL_MEMBERS_ONLY = "Scheduled recaps are set by full members of this workspace, for channels that they are in."
RECAPS_INVITE_ME = (
    "I am not in this channel, and can't recap what I don't read. Write `/invite @Footnote` here, then `/footnote recaps` again."
)
RECAPS_ARCHIVED = "This channel is archived: nothing new is said here."

# Scheduled recaps: what whoever sets one is told.
RECAPS_SET = "{place} is recapped {when}. The next one comes {next}. `/footnote recaps` changes it."
RECAPS_ENDED = "{place} is not recapped any more. `/footnote recaps` begins it anew."
RECAPS_LEFT_OUT = "The scheduled recap of {place} was left out. {why} The next one covers that time too."
RECAPS_STOPPED = (
    "I paused the scheduled recap of {place}: I am not in that channel any more, or it is archived. "
    "To have it again, write `/invite @Footnote` there, then `/footnote recaps`."
)

# Scheduled recaps: how each begins.
RECAPS_HEADINGS = {"daily": "Daily recap", "working_days": "Daily recap", "weekly": "Weekly recap"}
RECAPS_FIRST_LINE = "{recap}, set by @{setter}; change it with `/footnote recaps`."
RECAPS_FIRST_LINE_UNSIGNED = "{recap}; change it with `/footnote recaps`."

# What Slack suggests in a direct message: what the button shows, and what is said when it is tapped. `recap`, `help` and `usage`
# are orders, the same in every language; the others have to name their file as a file.
SUGGESTIONS_TITLE = "Ask me, for example:"
SUGGESTION_TITLES = {
    "summary": "Summarise {name}",
    "figures": "What figures are in {name}?",
    "actions": "What is decided in {name}?",
    "spoken": "What was said in {name}?",
    "changes": "What changed between {before} and {name}?",
    "recap": "Recap #{channel}",
    "help": "What can you do?",
    "usage": "What have I used?",
}
SUGGESTIONS = {
    "summary": "Summarise the file {name}",
    "figures": "What are the most important figures in the file {name}?",
    "actions": "Which decisions and action items are in the file {name}?",
    "spoken": "What was said in the file {name}?",
    "changes": "What changed between the files {before} and {name}?",
    "recap": "recap #{channel}",
    "help": "help",
    "usage": "usage",
}

# Steps of a workflow: what takes the place of their outputs.
STEP_UNKNOWN = "I know no step of that name. Please add it to the workflow anew."
STEP_WITHOUT_FILE = "I can't summarise it: the step was given no file. Give it a file's variable, its ID, or a link to it."
STEP_WITHOUT_QUESTION = "I can't answer: the step was given no question."
STEP_TOO_LONG = "I can't answer: the question is longer than {most:,} characters."
STEP_NOT_A_CHANNEL = "I can't answer: what the step was given as a channel is none."
STEP_NOT_A_LINK = "I can't answer: what the step was given as a link leads to no message of this workspace."
STEP_FILE_NOT_READ = "I can't summarise it: {files}."
STEP_PLACE_NOT_READ = (
    "I can't answer: a step reads only public channels that I am in, and none that whoever it runs for may not read."
)
STEP_FILE_NO_ACCESS = "no access: a step reads files of public channels that I am in, and those that its own workflow was given"
STEP_SHORTENED = "(shortened)"

# The pages on which somebody adds the app to a workspace.
INSTALL_HEADING = "Add Footnote to Slack"
INSTALL_WHAT = (
    "Footnote reads the thread it is asked in and the files shared there, and answers in that thread. "
    "Every answer that used a file ends with a receipt: what was read, and what was not and why. It is an AI and can be wrong."
)
INSTALL_RIGHTS_HEADING = "What it may do in your workspace"
INSTALL_RIGHTS = {
    "conversations": "Read messages of the conversations that it is a member of, and the names of these",
    "files": "Read the files that are shared there",
    "people": "See the names, languages and roles of people, and the names of user groups",
    "commands": "Offer its commands and its shortcuts",
    "answers": "Answer: write and change its own messages, react to questions, share its own files, and open direct messages",
}
INSTALL_RIGHTS_NOT = "It reads nothing in channels to which nobody has invited it, and does nothing in anybody's name."
INSTALL_ADD = "Add to Slack"
INSTALL_AGREE = "Slack asks you next whether you agree."
INSTALLED_HEADING = "Footnote is in {place}"
INSTALLED_NEXT = "Write to it directly, or invite it to a channel with /invite @Footnote and mention it with a question."
INSTALLED_OPEN = "Open Slack"
INSTALL_FAILED_HEADING = "Footnote was not added"
INSTALL_AGAIN = "Begin again"
INSTALL_DENIED = "You did not agree in Slack, or may not add apps to that workspace. Nothing was changed."
INSTALL_OTHER_BROWSER = (
    "This is not the browser in which you began, or it keeps no cookies, or you began more than five minutes ago. "
    "Nothing was changed."
)
INSTALL_STATE_OVER = "This link was used already, or you began more than five minutes ago. Nothing was changed."
INSTALL_NOT_ACCEPTED = "Slack did not accept the installation. Please begin again."
INSTALL_LATER = "Something that this needs can't be reached now. Please try again in a moment."
