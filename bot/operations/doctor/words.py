"""Every word of the doctor's: how each finding is put, and the line that mends it, in the order in which they are shown."""

from bot.operations.doctor.finding import Saying

# Of any check.
TOO_SLOW = Saying("no result within {seconds} seconds", "run it again; if it stays so, what stands above and below says where")
BROKEN = Saying("the check itself failed ({error})", "please report this line")
SETTING = Saying("{sentence}", "{name}=…, in .env or in the environment")
SETTING_TOO_MUCH = Saying("{sentence}", "{name}= (empty), in .env and in the environment")
SETTINGS_FILE = Saying("{sentence}", "a file that this user may read, saved as UTF-8")
UNAVAILABLE = Saying("not available ({detail})", "see what stands above and below")

# The settings.
TRANSPORT = Saying("{transport}")
SOCKET_MODE_WINS = Saying("Socket Mode; SLACK_SIGNING_SECRET is not used")
NO_SLACK = Saying(
    "no Slack tokens are set",
    "SLACK_BOT_TOKEN=xoxb-… and SLACK_APP_TOKEN=xapp-… (README, “Connect it to Slack”); without Slack: python -m bot playground",
)
NO_BOT_TOKEN = Saying(
    "SLACK_BOT_TOKEN is not set", "SLACK_BOT_TOKEN=xoxb-…, from the app's page OAuth & Permissions, once the app is installed"
)
NO_WAY_TO_HEAR = Saying(
    "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: Slack can't reach it",
    "SLACK_APP_TOKEN=xapp-…, from the app's page Basic Information, with the scope connections:write",
)
SIGNING_SECRET = Saying("has the right form; Slack alone can tell whether it is the app's")
NOT_A_SIGNING_SECRET = Saying(
    "SLACK_SIGNING_SECRET is not of 32 hexadecimal digits: every request of Slack's would be refused",
    "SLACK_SIGNING_SECRET=…, from the app's page Basic Information, App Credentials",
)
FILE_HOST = Saying("{host} is among SLACK_FILE_HOSTS")
NO_FILE_HOST = Saying(
    "{host}, where Slack keeps files, is not among SLACK_FILE_HOSTS: no file can be read", "SLACK_FILE_HOSTS={host}"
)
MANY = Saying("HTTP, for the workspaces that install the app")
CLIENT_ID = Saying("has the right form; Slack alone can tell whether it is the app's")
NOT_A_CLIENT_ID = Saying(
    "SLACK_CLIENT_ID is not of two numbers with a dot between: Slack would not know whose app is installed",
    "SLACK_CLIENT_ID=…, from the app's page Basic Information, App Credentials",
)
NOT_A_CLIENT_SECRET = Saying(
    "SLACK_CLIENT_SECRET is not of 32 hexadecimal digits: no installation could be finished",
    "SLACK_CLIENT_SECRET=…, from the app's page Basic Information, App Credentials",
)
KEPT = Saying("for {hours} hours")
NOTHING_KEPT = Saying(
    "CONTEXT_TTL=0: each question reads its thread and files from Slack anew, also those of a follow-up",
    "CONTEXT_TTL=86400, unless nothing may be kept",
)
KEYS_SET = Saying("set by CONTEXT_KEYS")
KEY_IN_FOLDER = Saying("one in DATA_DIR, made at the first start")
KEYS_NOT_SHARED = Saying(
    "REDIS_URL is set and CONTEXT_KEYS is not: a host without this DATA_DIR can't open what others kept, and answers nothing",
    'CONTEXT_KEYS=k1:<what "openssl rand -base64 32" prints>, the same on all hosts',
)
LIMITS = Saying(
    "{questions} questions a minute and {tokens} tokens a day for each person, {workspace} tokens a day for the workspace"
)
NO_TOKEN_LIMIT = Saying(
    "nothing bounds what the model may cost in a day",
    "LIMIT_WORKSPACE_TOKENS_PER_DAY=20000000, or a spending limit of the key",
)
LIMIT_BELOW_CONTEXT = Saying(
    "{name}={limit} is below MODEL_CONTEXT_TOKENS={context}: a question about a long file is refused whatever was used before",
    "{name}={context} or more",
)

TRACES = Saying("sent to OTEL_EXPORTER_OTLP_ENDPOINT")
NO_TRACES = Saying(
    "OTEL_EXPORTER_OTLP_ENDPOINT is set, and what sends traces is not installed",
    "make run OTEL=1, or pip install --no-deps --require-hashes -r requirements-otel.txt",
)

# Slack.
BOT_TOKEN = Saying("workspace {workspace}, bot user {user}")
BOT_TOKEN_REFUSED = Saying(
    "Slack does not accept SLACK_BOT_TOKEN ({code})",
    "SLACK_BOT_TOKEN=xoxb-…, from the app's page OAuth & Permissions",
)
BOT_TOKEN_REVOKED = Saying(
    "Slack no longer accepts SLACK_BOT_TOKEN ({code}): the app was removed, or the token withdrawn",
    "install the app again (its page Install App), then SLACK_BOT_TOKEN=xoxb-…, the new token",
)
BOT_TOKEN_EXPIRED = Saying(
    "SLACK_BOT_TOKEN has expired: token rotation is on for the app, and can't be turned off",
    "make the app anew from app_manifest.yml (token_rotation_enabled: false), then SLACK_BOT_TOKEN=xoxb-…",
)
SLACK_UNREACHABLE = Saying(
    "Slack can't be reached at {url} ({detail})",
    "let this machine reach {host} (HTTPS_PROXY=… where there is a proxy)",
)
NOT_SLACK = Saying(
    "what answers at {url} is not Slack's Web API ({detail})",
    "SLACK_API_URL=https://slack.com/api/, or none at all; HTTPS_PROXY=… of a proxy that lets Slack's answers through",
)
SCOPES = Saying("all {count} of app_manifest.yml")
SCOPE_MISSING = Saying(
    "{scope} is missing: {meaning}",
    "paste app_manifest.yml at api.slack.com/apps, your app, App Manifest; then reinstall the app (Install App)",
)
SCOPE_MEANINGS = {
    "app_mentions:read": "mentions in channels are not heard",
    "channels:history": "threads of public channels are neither heard nor read",
    "groups:history": "threads of private channels are neither heard nor read",
    "im:history": "direct messages are neither heard nor read",
    "mpim:history": "group direct messages are neither heard nor read",
    "commands": "there are no slash commands and no shortcuts",
    "files:read": "no file can be read",
    "users:read": "people have ids in place of names, and guests and admins are not known",
    "channels:read": "public channels have ids in place of names, and it is not heard when it is invited",
    "groups:read": "private channels have ids in place of names, and recaps and links of them are refused",
    "im:read": "links to direct messages are refused",
    "mpim:read": "links to group direct messages are refused",
    "usergroups:read": "user groups have ids in place of names",
    "im:write": "it can't begin a direct message, to answer where a command's address has ended",
    "chat:write": "nothing can be answered",
    "reactions:write": "where Slack knows no status, no eyes show that it works",
    "files:write": "long answers, tables and images of pages can't be attached",
}
"""What comes of it where a scope of the manifest was not granted; the agent's own scope has a finding of its own."""
SCOPE_OF_MANIFEST = "app_manifest.yml says what for"
SCOPES_UNKNOWN = Saying("Slack did not tell them", "compare the app's page OAuth & Permissions with app_manifest.yml")
NO_MANIFEST = Saying("app_manifest.yml is not beside bot/: not compared", "put app_manifest.yml beside the folder bot/")
AGENT = Saying("declared")
NO_AGENT = Saying(
    "not declared (assistant:write is missing): the app is a plain bot, without Slack's own status and Stop button",
    "features.agent_view as in app_manifest.yml, then reinstall the app",
)
APP_TOKEN = Saying("opens connections")
APP_TOKEN_REFUSED = Saying(
    "Slack does not accept SLACK_APP_TOKEN ({code})",
    "SLACK_APP_TOKEN=xapp-…, from the app's page Basic Information, App-Level Tokens",
)
APP_TOKEN_LACKS_SCOPE = Saying(
    "SLACK_APP_TOKEN lacks the scope connections:write",
    "SLACK_APP_TOKEN=xapp-…, a new one with connections:write, from the app's page Basic Information, App-Level Tokens",
)
NO_CONNECTION = Saying(
    "Slack opens no connection for SLACK_APP_TOKEN ({code})",
    "settings.socket_mode_enabled: true, as in app_manifest.yml, on the app's page Socket Mode",
)
CLOCK = Saying("within {seconds} s of Slack's")
CLOCK_OFF = Saying(
    "{seconds} s {direction} Slack's: “since an hour ago” and “just shared” are off by as much",
    "sudo timedatectl set-ntp true, or the time synchronisation of the host",
)
CLOCK_FAR_OFF = Saying(
    "{seconds} s {direction} Slack's: every request over HTTP is refused as too old",
    "sudo timedatectl set-ntp true, or the time synchronisation of the host",
)

# What came from Slack.
NOT_NOTED = Saying("none noted on this Redis yet: no bot has run with it")
NOTHING_YET = Saying("none since a bot began to note them, {ago}")
NOTHING_CAME = Saying(
    "none since a bot began to note them, {ago}: either nobody has used the app, or Slack does not reach it",
    "write to the app in Slack; if no answer comes, paste app_manifest.yml at api.slack.com/apps, your app, App Manifest"
    "{over_http}",
)
OVER_HTTP = ", with your address in each url and request_url"
NONE = "none"
ARRIVED = Saying("within an hour: {hour}; within a day: {day}; earlier: {earlier}")
MENTIONS_ALONE = Saying(
    "app_mention has come, and no message in a channel: either all mentions were in channels that it is not in, "
    "or replies without a mention, edits and deletions are not subscribed to",
    "message.channels and message.groups in settings.event_subscriptions.bot_events, as in app_manifest.yml; then reinstall it",
)
NEVER_CAME = Saying("since notes began, {ago}: {kinds}. It may be that nobody did what they tell of", "if somebody did: {mend}")
MEND_EVENTS = "settings.event_subscriptions.bot_events as in app_manifest.yml, then reinstall the app"
MEND_DIRECT = "the same, and features.app_home.messages_tab_enabled: true"
MEND_COMMANDS = "features.slash_commands as in app_manifest.yml{over_http}, then reinstall the app"
MEND_FORMS = "settings.interactivity.is_enabled: true, and features.shortcuts as in app_manifest.yml{over_http}"

# Many workspaces.
REDIRECT = Saying("{url}, by app_manifest.yml")
NO_REDIRECT = Saying(
    "app_manifest.yml names none: without one Slack finishes no installation",
    "oauth_config.redirect_urls: [https://<your host>{path}], there and on the app's page OAuth & Permissions",
)
WRONG_REDIRECT = Saying(
    "{url} by app_manifest.yml, where no installation is finished",
    "oauth_config.redirect_urls: [https://<your host>{path}], there and on the app's page OAuth & Permissions",
)
WORKSPACES = Saying("{count} have installed it; of {well} Slack accepts the token")
MORE_WORKSPACES = Saying("only the first {asked} were asked about", "the log, for those whose tokens Slack refuses")
NO_INSTALLATION = Saying("of {team} nothing can be opened: another key sealed it", "CONTEXT_KEYS=…, with the key that it had")
INSTALLATION_REFUSED = Saying(
    "Slack does not accept the token of {name} ({code}): the app was removed there, or the token withdrawn",
    "an admin of that workspace installs it again",
)
INSTALLATION_UNKNOWN = Saying("whether Slack accepts the token of {name} could not be asked ({detail})", "run it again")
INSTALLATION_LACKS = Saying("{name} has not granted: {scopes}", "an admin of that workspace installs it again")

# Redis.
REDIS = Saying("{name}, {where}")
REDIS_SILENT = Saying(
    "answers, and tells nothing of itself",
    "allow INFO to this user, or make sure of: appendonly yes, maxmemory-policy noeviction",
)
REDIS_UNREACHABLE = Saying(
    "no connection to REDIS_URL ({error})", "REDIS_URL=redis://host:6379/0, of a server that runs and has connections left"
)
REDIS_REFUSES = Saying("the server refuses the user or password in REDIS_URL", "REDIS_URL=rediss://user:password@host:6379/0")
REDIS_LOADING = Saying("the server is still reading its data back", "run it again when that is done")
EMBEDDED_DOWN = Saying(
    "the embedded Valkey does not start ({detail})", "look into {log}, or REDIS_URL=redis://… of another server"
)
EMBEDDED_CANT = Saying(
    "the embedded Valkey does not start on this machine",
    "REDIS_URL=redis://… of another server (the embedded one needs glibc 2.28 or newer)",
)
REDIS_TOO_OLD = Saying("{name} is too old", "Valkey, or Redis {needed} or newer")
REDIS_CLUSTER = Saying("the server is part of a cluster", "REDIS_URL=redis+cluster://host:6379,host:6379")
REDIS_REPLICA = Saying("the server is a replica, which takes no writes", "REDIS_URL=… of the primary")
FEW_CONNECTIONS = Saying(
    "the server takes {left} more, and each process of the bot opens {connections}",
    "maxclients, larger by {connections} for each process",
)
DURABLE = Saying("an append-only file is kept")
NOT_DURABLE = Saying("no append-only file is kept: a crash of the server loses waiting questions", "appendonly yes")
WRITTEN_LATE = Saying(
    "the append-only file is written to disk when the system pleases (appendfsync no): a power cut loses half a minute",
    "appendfsync everysec, or always",
)
APPEND_FAILED = Saying("the server can't write its append-only file", "free space on the disk of the server")
NO_EVICTION = Saying("none (noeviction)")
EVICTION = Saying(
    "the server may throw away questions, or which were answered, when memory is short ({policy})",
    "maxmemory-policy noeviction",
)
NEARLY_FULL = Saying(
    "{percent} % of what it may use are used; when it is full no question is taken in", "maxmemory, a larger one"
)
QUICK = Saying("{milliseconds} ms")
SLOW = Saying("{milliseconds} ms for one command; a question takes dozens", "REDIS_URL=… of a server nearer to this machine")

# The API.
NO_KEY = Saying("AIMLAPI_API_KEY is not set: nothing can be answered", "AIMLAPI_API_KEY=…, from aimlapi.com/app/keys")
KEY = Saying("the API accepts it")
KEY_REFUSED = Saying("the API does not accept AIMLAPI_API_KEY", "AIMLAPI_API_KEY=…, from aimlapi.com/app/keys")
KEY_UNKNOWN = Saying("set; the API did not tell whether it is good ({detail})")
BALANCE = Saying("{balance} USD")
LOW_BALANCE = Saying("{balance} USD", "top up at aimlapi.com/app/billing")
API_UNREACHABLE = Saying(
    "the API can't be reached at {url} ({detail})",
    "AIMLAPI_BASE_URL=https://api.aimlapi.com/v1, and let this machine reach it (HTTPS_PROXY=… where there is a proxy)",
)
NO_LIST = Saying(
    "the API gave no list of models ({detail}): not checked", "AIMLAPI_BASE_URL=https://api.aimlapi.com/v1, or later"
)
MODEL = Saying("{model} is listed")
MODEL_GONE = Saying("{model} is not listed: the first fallback that is answers for it", "MODEL={instead}")
FALLBACK_GONE = Saying("{model} is not listed", "MODEL_FALLBACKS={rest}")
ALL_GONE = Saying("{model} is not listed, and no fallback is", "MODEL={instead}")
SOME_MODEL = "<one of {url}/models>"
SMALL_CONTEXT = Saying("{model} takes {listed} tokens, MODEL_CONTEXT_TOKENS is {set}", "MODEL_CONTEXT_TOKENS={listed}")
IMAGES_AUTO = Saying("sent, until the model refuses them; by the API's list it {takes}")
IMAGES_ALWAYS = Saying("always sent; by the API's list the model {takes}")
IMAGES_NEVER = Saying("never sent (MODEL_IMAGES=never)")
IMAGES_REFUSED = Saying("MODEL_IMAGES=always, and by the API's list {model} takes none", "MODEL_IMAGES=auto")
TAKES_IMAGES = {True: "takes them", False: "takes none", None: "may take them or not"}

IMAGES_REFUSED_LATELY = Saying(
    "{model} refused images within the last day: it is sent text alone until tomorrow",
    "MODEL=… of one that takes images, or MODEL_IMAGES=never; python -m bot doctor --ask sends it one now",
)
UNKNOWN = "unknown"
IMAGE_PASSED = Saying("{model} was sent a small image, and answered ({tokens} tokens)")
IMAGE_REFUSED = Saying(
    "{model} refused a small image, and answered without it", "MODEL=… of one that takes images, or MODEL_IMAGES=never"
)
NO_ANSWER = Saying(
    "{model} was asked about a small image, and gave no answer ({detail})", "see what stands above; else MODEL={other}"
)

# Reading.
WORKER = Saying("starts, and reads a file in {seconds} s")
NO_WORKER = Saying("no file can be read ({reason}: {detail})", "FILE_MEMORY_BYTES={memory}, FILE_READ_SECONDS={seconds}, or more")
READERS = Saying("all load")
NO_READER = Saying(
    "not read here: {kinds} ({module}: {error})",
    "install what it needs again: pip install --no-deps --require-hashes -r requirements.txt",
)
OCR = Saying("reads scans on this machine")
NO_OCR = Saying(
    "scans are not read on this machine, only seen by a model that takes images",
    "install ocr: make run OCR=1, or pip install --no-deps --require-hashes -r requirements-ocr.txt",
)
OCR_BROKEN = Saying(
    "is installed, and did not read a line of large letters",
    "FILE_MEMORY_BYTES={memory} or more, or install it again: pip install --no-deps --require-hashes -r requirements-ocr.txt",
)

# The machine.
FOLDER = Saying("{folder} can be written")
FOLDER_TO_BE = Saying("{folder} will be made at the first start")
FOLDER_CLOSED = Saying(
    "{folder} can't be written by this user", "DATA_DIR=… of a folder that this user owns, or: chown {user} {folder}"
)
FOLDER_FOREIGN = Saying(
    "{folder} belongs to another user: the bot would not use it", "chown -R {user} {folder}, or run it as its owner"
)
DISK = Saying("{free} free")
DISK_LOW = Saying(
    "{free} free; the files of one question may take {needed}", "free space on the disk of {folder}, or DATA_DIR=… elsewhere"
)
DISK_FULL = Saying("{free} free: no file can be read", "free space on the disk of {folder}, or DATA_DIR=… elsewhere")
DISK_GONE_WITH_CONTAINER = Saying(
    "{folder} is in the container itself: waiting questions and the key go with it",
    "a volume mounted at {folder}, or REDIS_URL=… and CONTEXT_KEYS=…",
)
DISK_OF_HOST = Saying(
    "{folder} is on the disk that {host} makes anew at each start: waiting questions and the key go with it",
    "REDIS_URL=… and CONTEXT_KEYS=…, or DATA_DIR=… on a volume",
)
DISK_IN_MEMORY = Saying(
    "{folder} is in memory ({kind}): waiting questions and the key are lost at a restart of the machine",
    "DATA_DIR=… on a disk, or REDIS_URL=… and CONTEXT_KEYS=…",
)
DISK_OF_NETWORK = Saying(
    "{folder} is on a network ({kind}), where locks and sockets may not work",
    "DATA_DIR=… on a disk of this machine, or REDIS_URL=… and CONTEXT_KEYS=…",
)
PORT = Saying("{port} is free")
PORT_OURS = Saying("{port} answers as Footnote does: the bot runs already")
PORT_TAKEN = Saying("{port} is taken by another program", "{setting}={other}, or any that is free")
PORT_FORBIDDEN = Saying("{port} can't be listened on ({error})", "{setting}={usual}, or any above 1023")
