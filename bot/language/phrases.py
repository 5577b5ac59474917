"""Every word that Footnote itself says to people, in one place, in the order in which people meet them.

What the model reads lives in `answering/prompts/`; what is wrong with a setting is said where the setting is checked.
"""

NAME = "Footnote"
"""How Footnote's own mention is written in a Turn, whatever the workspace calls it."""

HELP = (
    "I read threads and files and answer with footnotes.\n"
    "• Mention me in a channel with a question: I read the thread, its files, and the messages that you link to.\n"
    "• Send me a file in a direct message, with or without a question.\n"
    "• Reply in a thread I took part in; no mention is needed.\n"
    "• `/ask <question>` answers you alone, and so does "
    "`/recap [#channel or link] [since yesterday | 7d | 2026-11-01 | my last message here]`.\n"
    "• `/footnote usage`, `/footnote limits`, `/footnote forget me` or `forget <link to a message or a file>`.\n"
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
BEGINNING = "beginning"
"""How the text before a document's first heading is cited."""

# In and around an answer.
UNVERIFIED = "[unverified]"
"""Behind a sentence with a figure, a date, a quote or an address that the cited source does not hold."""
COMPUTED = "[computed]"
"""Behind a sentence with a figure that the source does not hold, but that is worked out from those that it does."""
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
CHANNEL_SHORTENED = "only the newest {count} messages"
THREADS_LEFT_OUT = "the replies of {count} threads left out"
THREADS_SHORTENED = "only the newest replies of {count} threads"

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
SOME_OF = "{count:,} of {total}"
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
FILE_TOO_LARGE = "too large: {size} MB, the limit is {limit} MB"
A_FOLDER = "a folder, not a file"
NO_SUCH_FILE = "no such file"
CANNOT_OPEN = "the file could not be opened"

# The receipt, behind "not read: ". What could not be read:
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

AS_IMAGE = "1 as image"
AS_IMAGES = "{count:,} as images"

# The receipt, beside a file or one of its pages: what of it was left out, or guessed.
READ_IN_PART = "read {unit} {first:,}-{last:,} of {total:,}"
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
ONE_PAGE = "1 page"
SOME_PAGES = "{count:,} pages"
FIRST_FRAME_ONLY = "first of {total} frames"
HIDDEN_LEFT_OUT = "hidden text left out ({where})"
REINDENTED = "lines are counted after breaking its long lines up"
IMAGES_LEFT_OUT = "{count} in it left out"
CHAPTERS_LOST = "{count:,} damaged or missing chapters left out"
OUTPUT_SHORTENED = "long output shortened"
GUESSED_ENCODING = "text encoding guessed as {encoding}"
NOT_A_TABLE = "rows too long for a table, read as text"
FIRST_ROWS = "rows {first:,}-{last:,}"
ONE_ROW_FOUND = "1 row that matches the question"
ROWS_FOUND = "{count:,} rows that match the question"
SOME_ROWS_FOUND = "{count:,} of the rows that match the question"
LAST_ROWS = "the last {tail:,}"
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
QUOTED_HISTORY = "earlier messages, quoted:"
CONTENTS = "contents"
MORE_CONTENTS = "and {count:,} more"

# What long material is called where the model reads it, and in the receipt.
THIS_THREAD = "this thread"
OUTLINE = "Where what stands in this document (not all of its text follows):"

COMPARED = "{old} and {new} compared"
DIFFERENCES = "differences {first}-{last}"
DIFFERENCE_REMOVED = "- removed [{anchor}]: {text}"
DIFFERENCE_ADDED = "- added [{anchor}]: {text}"
DIFFERENCE_CHANGED = "- changed [{old}] [{new}]: {before} → {after}"
DIFFERENCE_CELL = "- changed [{old}] [{new}]: {row}, {column}: {before} → {after}"
NO_VALUE = "(empty)"
PLACES_NOT_READ = "{name} {place} not read: {reason}"
READING_STOPPED = "what was noted down was not put together: {reason}"
COMPARED_IN_PART = "compared the first {count:,} sentences and rows of each"
FACTS_LEFT_OUT = "{count:,} lesser facts left out"
DIFFERENCES_LEFT_OUT = "{count:,} more differences left out"
NOT_COMPARED = "two others were compared"
NO_DIFFERENCES = "No difference was found in the text of the two."

# The receipt's notes: what else the reader should know.
THREAD_SHORTENED = "only the newest {count} messages of the thread"
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
ONE_MINUTE_AGO = "1 minute ago"
MINUTES_AGO = "{minutes} minutes ago"
HOURS_AGO = "{hours} hours ago"
IMAGES_DROPPED = "{count} not seen by the model"
ANSWERED_BY = "answered by {model}"
READ_BY = "parts read by {model}"
ANSWER_CUT = "the answer was cut at its longest allowed length"

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
PASSWORD_REMOVED = "(password removed)"  # noqa: S105 - a replacement
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
