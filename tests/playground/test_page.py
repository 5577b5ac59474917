"""The page's files: self-contained, safe by construction, and consistent with one another. No browser is needed here."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "bot" / "playground" / "page"
INDEX = (PAGE / "index.html").read_text()
SCRIPTS = sorted(PAGE.glob("*.js"))
FILES = sorted(PAGE.iterdir())

LONGEST_FILE = 400
NAMESPACE = "http://www.w3.org/2000/svg"
NODE = shutil.which("node")
NODE_SECONDS = 30
OLDEST_NODE = 20

# As much of a browser's document as the scripts need to be loaded and to write text down: tags with text inside.
DOCUMENT = """
const made = (tag) => ({ tag, textContent: "", setAttribute() {}, append(...parts) {
  const inside = parts.map((part) => part.textContent ?? part).join("");
  this.textContent += tag === "p" || tag === "span" ? inside : `${tag}(${inside})`;
} });
globalThis.document = { querySelector: () => null, createElement: made, createTextNode: (text) => ({ textContent: text }) };
"""

Run = Callable[[str, str], object]

STATE = {
    "me": "U1",
    "bot": "U9",
    "messages": {},
    "status": {},
    "place": {"channel": "C1", "thread": None},
    "awaiting": {"channel": "C1", "ts": "1.000001"},
}
MESSAGE = {"user": "U9", "thread_ts": None, "text": "", "deleted": False}


def _node_is_recent() -> bool:
    if NODE is None:
        return False
    version = subprocess.run([NODE, "--version"], capture_output=True, text=True, timeout=NODE_SECONDS, check=False).stdout
    return int((re.match(r"v(\d+)", version) or ["", "0"])[1]) >= OLDEST_NODE


needs_node = pytest.mark.skipif(
    not _node_is_recent(), reason=f"without a browser the page's scripts need node {OLDEST_NODE} or later"
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The JSON value of a JavaScript expression in which the module's exports are `m`."""
    folder = tmp_path_factory.mktemp("scripts")
    for script in SCRIPTS:
        shutil.copy(script, folder)
    # A browser knows them as modules by the page's script tag, node by this.
    (folder / "package.json").write_text('{"type": "module"}')

    def value(module: str, expression: str) -> object:
        source = f"{DOCUMENT} const m = await import('./{module}'); console.log(JSON.stringify({expression}));"
        command = [NODE or "node", "--input-type=module", "--eval", source]
        done = subprocess.run(command, capture_output=True, text=True, timeout=NODE_SECONDS, check=True, cwd=folder)
        return json.loads(done.stdout)

    return value


def test_the_page_has_no_inline_script_style_or_handler() -> None:
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son\w+=|javascript:", INDEX)


def test_the_page_forbids_itself_whatever_does_not_come_from_its_server() -> None:
    policy = re.search(r'Content-Security-Policy"\s+content="([^"]+)"', INDEX)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"https?:|\*", policy[1])


def test_the_token_has_one_place() -> None:
    assert INDEX.count("__PAGE_TOKEN__") == 1
    assert '<meta name="playground-token" content="__PAGE_TOKEN__">' in INDEX


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_names_another_host(file: Path) -> None:
    assert not re.search(r"(?:https?:)?//(?:[a-z0-9-]+\.)+[a-z]{2,}", file.read_text().replace(NAMESPACE, ""))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_short(file: Path) -> None:
    assert len(file.read_text().splitlines()) < LONGEST_FILE


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_untrusted_text_can_only_become_text(script: Path) -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|createContextualFragment|\beval\(|new Function"
    )
    assert not re.search(forbidden, script.read_text())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_says_first_what_it_is_for(script: Path) -> None:
    assert re.match(r"// [A-Z].+[.]\n", script.read_text())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_imports_only_what_is_there(script: Path) -> None:
    for names, module in re.findall(r'^import \{([^}]+)\} from "([^"]+)";$', script.read_text(), re.M):
        exported = re.findall(r"^export (?:const|class) (\w+)", (PAGE / module).read_text(), re.M)
        assert {name.strip() for name in names.split(",")} <= set(exported)


def test_every_part_that_a_script_looks_up_is_in_the_page() -> None:
    looked_up = {found for script in SCRIPTS for found in re.findall(r'byId\("([^"]+)"\)', script.read_text())}
    assert looked_up <= set(re.findall(r'\bid="([^"]+)"', INDEX))


def test_every_file_that_the_page_refers_to_is_there() -> None:
    referred = re.findall(r'(?:src|href)="([^"#]+)"', INDEX)
    assert referred
    assert all((PAGE / name.removeprefix("/static/")).is_file() for name in referred)


@needs_node
@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@Footnote what is this?", "<@U9> what is this?"),
        ("(@footnote), and @Anna Lee!", "(<@U9>), and <@U2>!"),
        ("@Anna and @Anna Lee", "<@U3> and <@U2>"),
        ("mail me@Footnote or @Footnotes", "mail me@Footnote or @Footnotes"),
        ("1 < 2 && 3 > 2", "1 &lt; 2 &amp;&amp; 3 &gt; 2"),
        ("<@U9> <!here> &lt;", "&lt;@U9&gt; &lt;!here&gt; &amp;lt;"),
        ("`@Footnote` and ```\n@Footnote\n```", "`@Footnote` and ```\n@Footnote\n```"),
        ("", ""),
    ],
)
def test_what_is_typed_goes_out_as_slacks_own_composer_would_send_it(run: Run, typed: str, sent: str) -> None:
    users = [{"id": "U9", "name": "Footnote"}, {"id": "U3", "name": "Anna"}, {"id": "U2", "name": "Anna Lee"}]
    assert run("mrkdwn.js", f"m.encode({json.dumps(typed)}, {json.dumps(users)})") == sent


@needs_node
@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("what of #finance-plans, @Anna?", "what of <#C2>, <@U3>?"),
        ("#Finance a#finance #finances `#finance` #", "<#C1> a#finance #finances `#finance` #"),
    ],
)
def test_channels_that_are_named_become_mentions(run: Run, typed: str, sent: str) -> None:
    users = [{"id": "U3", "name": "Anna"}]
    channels = [{"id": "C1", "name": "finance"}, {"id": "C2", "name": "finance-plans"}, {"id": "D1", "name": ""}]
    assert run("mrkdwn.js", f"m.encode({json.dumps(typed)}, {json.dumps(users)}, {json.dumps(channels)})") == sent


@needs_node
@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("http://127.0.0.1:8765/archives/C1/p1700000000000019", "#C1//1700000000.000019"),
        (
            "http://localhost:8765/archives/C1/p1700000060000000?thread_ts=1700000000.000019&cid=C1",
            "#C1/1700000000.000019/1700000060.000000",
        ),
        ("http://127.0.0.1:8765/archives/C1/p1700000000000019?thread_ts=x/y", "#C1//1700000000.000019"),
        ("http://127.0.0.1:8765/archives/C1", None),
        ("http://127.0.0.1:1/archives/C1/p1700000000000019", None),
        ("https://127.0.0.1:8765/archives/C1/p1700000000000019", None),
        ("http://a.example:8765/archives/C1/p1700000000000019", None),
    ],
)
def test_addresses_of_messages_here_lead_to_their_place_on_the_page(run: Run, address: str, place: str | None) -> None:
    here = '(globalThis.location = {protocol: "http:", port: "8765"}) && '
    assert run("permalinks.js", f"{here}m.placeOf({json.dumps(address)})") == place
    assert run("permalinks.js", f"m.placeOf({json.dumps(address)})") is None


@needs_node
@pytest.mark.parametrize(
    ("source", "before", "typed"),
    [
        ("peopleIn", "hi @Foo", "@Foo"),
        ("peopleIn", "mail@foo", None),
        ("channelsIn", "/recap #fin-", "#fin-"),
        ("channelsIn", "a#b", None),
        ("commandsIn", "/re", "/re"),
        ("commandsIn", "/", "/"),
        ("commandsIn", " /re", None),
        ("commandsIn", "/recap ", None),
        ("commandsIn", "either/or", None),
    ],
)
def test_suggestions_open_where_slack_opens_them(run: Run, source: str, before: str, typed: str | None) -> None:
    found = f"m.{source}(() => []).before.exec({json.dumps(before)})?.groups.typed ?? null"
    assert run("suggestions.js", found) == typed


@needs_node
def test_a_channel_that_the_bot_joins_is_known_to_have_it(run: Run) -> None:
    channel = {"id": "C1", "name": "design", "is_im": False, "is_private": False, "has_bot": False}
    state = f"{{...m.EMPTY, bot: 'U9', channels: {json.dumps([channel])}}}"
    event: dict[str, object] = {"type": "joined", "channel": "C1", "user": "U9"}
    assert run("state.js", f"m.withEvent({state}, {json.dumps(event)}).channels[0].has_bot") is True
    assert run("state.js", f"m.withEvent({state}, {json.dumps({**event, 'user': 'U1'})}).channels[0].has_bot") is False


@needs_node
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _read: my_file.pdf_ ~gone~ 2*3*4 a_b_c", "strong(bold) em(read: my_file.pdf) s(gone) 2*3*4 a_b_c"),
        ("`*code*` and ```\nfenced <https://a.example|b>", "code(*code*) and pre(code(fenced b))"),
        ("<@U9> in <#C1|general>, <!here>", "@name-U9 in #general, @here"),
        ("<https://a.example/?x=1&amp;y=2|label> https://b.example.", "a(label) a(https://b.example)."),
        ("<javascript:alert(1)|press> <mailto:a@b.example>", "<javascript:alert(1)|press> a@b.example"),
        ("&lt;b&gt; <b>", "<b> <b>"),
        ("• one\n  ◦ two\n3. three", "ul(li(•one)li(◦two)li(3.three))"),
        ("&gt; one\n&gt; &gt; two", "blockquote(onebr()two)"),
        ("", ""),
    ],
)
def test_mrkdwn_is_shown_as_slack_shows_it(run: Run, text: str, shown: str) -> None:
    names = "{ user: (id) => `name-${id}`, channel: (id) => id }"
    assert run("mrkdwn.js", f"m.plain({json.dumps(text)}, {names})") == shown


@needs_node
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# One ##\n### Two", "h3(One) h4(Two)"),
        ("**bold** __bold__ *it* _it_ ~~gone~~ **a *b* c**", "strong(bold) strong(bold) em(it) em(it) s(gone) strong(a em(b) c)"),
        ("snake_case_name 2*3*4 ** a ** \\*no\\*", "snake_case_name 2em(3)4 ** a ** *no*"),
        ("`**a**` ``b`c``", "code(**a**) code(b`c)"),
        ("```py\n**a**\n\n# b\n```\nafter", "pre(code(**a**\n\n# b)) after"),
        ("~~~\nnever closed", "pre(code(never closed))"),
        ("[label](https://a.example/x_(y)?z=1) https://b.example.", "a(label) a(https://b.example)."),
        (
            "[x](javascript:alert(1)) [y](data:text/html,1) ![z](https://a.example/i.png)",
            "[x](javascript:alert(1)) [y](data:text/html,1) a(z)",
        ),
        ("<https://a.example> <script>alert(1)</script> &lt;b&gt;", "a(https://a.example) <script>alert(1)</script> <b>"),
        ("<!channel> <@U1>", "@channel @name-U1"),
        ("- one\n  - two\n1. three\n---", "ul(li(•one)li(◦two)li(1.three)) hr()"),
        ("> one\n> **two**", "blockquote(onebr()strong(two))"),
        ("one\ntwo\n\nthree", "onebr()two three"),
        (
            "text\n| a | b \\| c |\n|---|--:|\n| **1** |\n\nafter",
            "text div(table(thead(tr(th(a)th(b | c)))tbody(tr(td(strong(1)))))) after",
        ),
        ("a | b\n---\nc", "a | b hr() c"),
        ("", ""),
    ],
)
def test_markdown_is_shown_as_far_as_slack_shows_it(run: Run, text: str, shown: str) -> None:
    names = "{ user: (id) => `name-${id}`, channel: (id) => id }"
    source = f"m.renderMarkdown({json.dumps(text)}, {names}).map((node) => node.textContent).join(' ')"
    assert run("markdown.js", source) == shown.replace("\\n", "\n")


@needs_node
@pytest.mark.parametrize(
    "piece",
    [
        "**a ",
        "*a ",
        "_a*b",
        "__a_",
        "`",
        "``a`",
        "```\n",
        "[a",
        "[a](",
        "[a](https://x(",
        "<",
        "~~a ",
        "|",
        "a|\n",
        "- ",
        "> ",
        "# ",
        "\\",
        " #",
        "*a*",
    ],
)
def test_no_markdown_makes_showing_it_slow_or_impossible(run: Run, piece: str) -> None:
    # Longer than any Markdown of Slack's may be.
    expression = f"m.plainMarkdown({json.dumps(piece)}.repeat(12_000), {{ user: String, channel: String }})"
    assert isinstance(run("markdown.js", expression), str)


@needs_node
@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("<@U9> a &lt; b &amp; c", "@name-U9 a < b & c"),
        (
            "<https://a.example/?x=1&amp;y=2> <https://b.example|label> <#C1|general> <!here>",
            "https://a.example/?x=1&y=2 https://b.example #general <!here>",
        ),
    ],
)
def test_what_was_sent_is_shown_for_editing_as_it_was_typed(run: Run, kept: str, typed: str) -> None:
    names = "{ user: (id) => `name-${id}`, channel: (id) => id }"
    assert run("mrkdwn.js", f"m.decode({json.dumps(kept)}, {names})") == typed


@needs_node
@pytest.mark.parametrize(
    ("session", "status", "streaming", "may_stop", "work"),
    [
        ("", "", None, True, {"text": "", "stoppable": False}),
        ("", "is reading…", None, True, {"text": "is reading…", "stoppable": False}),
        ("processing", "", None, True, {"text": "is working…", "stoppable": True}),
        ("processing", "is reading…", "in_progress", True, {"text": "is reading…", "stoppable": True}),
        ("active", "", "in_progress", True, {"text": "is writing…", "stoppable": True}),
        ("active", "", "in_progress", False, {"text": "is writing…", "stoppable": False}),
        ("active", "", "completed", True, {"text": "", "stoppable": False}),
    ],
)
def test_what_the_bot_does_in_a_thread_is_said_and_can_be_stopped(
    run: Run, session: str, status: str, streaming: str | None, may_stop: bool, work: object
) -> None:
    state = {"sessions": {"C1:1.0": session}, "status": {"C1:1.0": status}, "may_stop": may_stop}
    assert run("state.js", f"m.workIn({json.dumps(state)}, 'C1', '1.0', {json.dumps([{'streaming': streaming}])})") == work


@needs_node
@pytest.mark.parametrize(
    "piece", ["*a ", "_a*b", "`", "```", "<", "<@", "*_~", "(*a_a", "&gt; ", "https://", "*a*", "- ", " *a_(~b"]
)
def test_no_text_makes_showing_it_slow_or_impossible(run: Run, piece: str) -> None:
    # Longer than any message may be; what took quadratic time would run into the limit on the script.
    assert isinstance(run("mrkdwn.js", f"m.plain({json.dumps(piece)}.repeat(40_000), {{ user: String, channel: String }})"), str)


@needs_node
@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1536, "1.5 KB"), (20_480, "20 KB"), (5 << 30, "5.0 GB")],
)
def test_sizes_are_shown_in_round_figures(run: Run, size: int, shown: str) -> None:
    assert run("files.js", f"m.formatSize({size})") == shown


def after(*events: Mapping[str, object]) -> str:
    """JavaScript for the state after these events."""
    start = f"{{...m.EMPTY, ...{json.dumps(STATE)}}}"
    return f"{json.dumps(events)}.reduce(m.withEvent, {start})"


@needs_node
def test_messages_are_shown_once_each_in_the_order_of_their_timestamps(run: Run) -> None:
    events = [
        {"type": "message", "channel": "C1", "message": {**MESSAGE, "ts": ts}}
        for ts in ("2.000010", "2.000009", "10.0", "2.000010")
    ]
    assert run("state.js", f"m.messagesOf({after(*events)}, 'C1').map(({{ts}}) => ts)") == ["2.000009", "2.000010", "10.0"]


@needs_node
def test_a_change_replaces_the_text_and_a_deletion_removes_the_message(run: Run) -> None:
    grown: dict[str, object] = {"type": "changed", "channel": "C1", "message": {**MESSAGE, "ts": "1.0", "text": "grown"}}
    deleted: dict[str, object] = {"type": "deleted", "channel": "C1", "ts": "1.0"}
    first: dict[str, object] = {"type": "message", "channel": "C1", "message": {**MESSAGE, "ts": "1.0"}}
    assert run("state.js", f"m.messagesOf({after(first, grown)}, 'C1').map(({{text}}) => text)") == ["grown"]
    assert run("state.js", f"m.messagesOf({after(first, grown, deleted)}, 'C1')") == []


@needs_node
@pytest.mark.parametrize(
    ("event", "began"),
    [
        ({"type": "status", "channel": "C1", "thread_ts": "1.000001", "status": "is reading…"}, True),
        ({"type": "status", "channel": "C1", "thread_ts": "1.000001", "status": ""}, False),
        ({"type": "status", "channel": "C2", "thread_ts": "1.000001", "status": "is reading…"}, False),
        ({"type": "message", "channel": "C1", "message": {**MESSAGE, "ts": "2.0", "thread_ts": "1.000001"}}, True),
        ({"type": "message", "channel": "C1", "message": {**MESSAGE, "ts": "2.0", "thread_ts": "1.000001", "user": "U2"}}, False),
        ({"type": "file", "channel": ""}, False),
    ],
)
def test_an_answer_to_what_was_just_sent_is_noticed(run: Run, event: dict[str, object], began: bool) -> None:
    assert run("state.js", f"m.answerBegan({after(event)})") is began


@needs_node
def test_news_in_another_channel_is_marked_until_it_is_opened(run: Run) -> None:
    news: dict[str, object] = {"type": "message", "channel": "C2", "message": {**MESSAGE, "ts": "1.0"}}
    assert run("state.js", f"[...{after(news)}.unread]") == ["C2"]
    assert run("state.js", f"[...m.withPlace({after(news)}, {{channel: 'C2', thread: null}}).unread]") == []


@needs_node
def test_a_deleted_parent_is_shown_only_while_it_has_replies(run: Run) -> None:
    parent = {**MESSAGE, "ts": "1.0", "deleted": True}
    reply = {**MESSAGE, "ts": "2.0", "thread_ts": "1.0"}
    events: list[dict[str, object]] = [{"type": "message", "channel": "C1", "message": message} for message in (parent, reply)]
    assert run("state.js", f"m.conversations({after(*events)}, 'C1').map(({{replies}}) => replies.length)") == [1]
    assert run("state.js", f"m.conversations({after(events[0])}, 'C1')") == []


@needs_node
def test_what_stands_around_a_conversation_is_kept_by_its_place(run: Run) -> None:
    events: list[dict[str, object]] = [
        {"type": "title", "channel": "C1", "thread_ts": "1.0", "status": "Revenue"},
        {"type": "prompts", "channel": "C1", "prompts": {"title": "Ask:", "prompts": [["Help", "help"]]}},
        {"type": "run", "channel": "", "runs": [{"id": "Fx1", "state": "running"}]},
    ]
    found = f"(({{titles, prompts, runs}}) => ({{titles, prompts, runs}}))({after(*events)})"
    assert run("state.js", found) == {
        "titles": {"C1:1.0": "Revenue"},
        "prompts": {"C1": {"title": "Ask:", "prompts": [["Help", "help"]]}},
        "runs": [{"id": "Fx1", "state": "running"}],
    }


@needs_node
@pytest.mark.parametrize(
    ("length", "ticks"),
    [(1, [0, 1]), (844, [0, 200, 400, 600, 800]), (6_600, [0, 2_000, 4_000, 6_000]), (32_300, [0, 10_000, 20_000, 30_000])],
)
def test_the_axis_of_a_journey_has_few_and_round_marks(run: Run, length: int, ticks: list[int]) -> None:
    assert run("journey.js", f"m.ticksOf({length})") == ticks


@needs_node
@pytest.mark.parametrize(("at", "percent"), [(0, 0), (500, 50), (1_000, 100), (-20, 0), (1_300, 100)])
def test_nothing_is_drawn_beyond_the_axis(run: Run, at: int, percent: int) -> None:
    assert run("journey.js", f"m.percentOf({at}, 1000)") == percent


@needs_node
@pytest.mark.parametrize(
    ("milliseconds", "said"), [(0, "0 ms"), (999, "999 ms"), (2_649, "2.6 s"), (60_000, "1:00 min"), (125_300, "2:05 min")]
)
def test_durations_read_well(run: Run, milliseconds: int, said: str) -> None:
    assert run("durations.js", f"m.durationText({milliseconds})") == said


@needs_node
def test_a_channel_that_one_is_brought_into_is_there_with_its_messages(run: Run) -> None:
    added = {"id": "C2", "name": "two"}
    event: dict[str, object] = {"type": "joined", "channel": "C2", "user": "U1", "added": added, "messages": [MESSAGE]}
    found = f"(({{channels, messages}}) => [channels, messages.C2.length])({after(event, event)})"
    assert run("state.js", found) == [[added], 1]


@needs_node
def test_unknown_methods_are_those_that_were_told_last(run: Run) -> None:
    method = {"name": "chat.dance", "times": 2, "first_at": 1, "last_at": 2}
    told = [{"type": "unknown", "channel": "", "unknown": methods} for methods in ([], [method])]
    assert run("state.js", f"{after(*told)}.unknown") == [method]


@needs_node
@pytest.mark.parametrize(("named", "shown"), [("dm", "D1"), ("D1", "D1"), ("C1", "C1"), ("home", "home"), ("gone", "C1")])
def test_an_address_names_a_place_or_ones_own_direct_message(run: Run, named: str, shown: str) -> None:
    snapshot: dict[str, object] = {"channels": [{"id": "C1", "is_im": False}, {"id": "D1", "is_im": True}], "messages": {}}
    place = {"channel": named, "thread": None}
    found = f"m.withSnapshot({{...m.EMPTY, place: {json.dumps(place)}}}, {json.dumps(snapshot)}).place.channel"
    assert run("state.js", found) == shown


@needs_node
@pytest.mark.parametrize("running", [True, False])
def test_the_page_knows_whether_the_bot_runs(run: Run, running: bool) -> None:
    assert run("state.js", f"{after({'type': 'bot', 'channel': '', 'running': running})}.bot_running") is running
