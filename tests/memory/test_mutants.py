"""The tests of the scripts notice mistakes: a few of those that `mutants.py` makes, each time; it makes all of them."""

from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from tests.memory import test_scripts
from tests.memory.equivalent_mutants import EQUIVALENT
from tests.memory.lua_mutants import mutants_of
from tests.memory.mutants import GROUPS, all_mutants, applied

WORST = [
    ("HEAD", "return v[1] == owner and v[2] == 'running' | and is or"),
    ("PUT", "if redis.call('EXISTS', question(id)) == 1 then return 0 end | if false"),
    ("PUT", "redis.call('RPUSH', pending(thread), id) | 'RPUSH' is 'LPUSH'"),
    ("HEAD", "if redis.call('ZSCORE', due, thread) then return false end | if false"),
    ("PUT", "if begin(thread, now + delay) then wake() end | without wake()"),
    ("CLAIM", "move(thread, now + lease) | without move(thread, now + lease)"),
    ("CLAIM", "redis.call('ZADD', prefix .. 'lines', math.max(exactly, next_at), channel) | max is min"),
    ("BEAT", "if not mine(id, owner) then return 0 end | if false"),
    ("BEAT", "move(thread, now + lease) | without move(thread, now + lease)"),
    ("LATER", "if not mine(id, owner) then return 0 end | if false"),
    ("LATER", "wake() | without wake()"),
    ("END", "if v[1] ~= owner then return 0 end | if false"),
    ("END", "redis.call('LREM', pending(thread), 1, id) | without redis.call('LREM', pending(thread), 1, id)"),
    ("END", "wake() | without wake() (2)"),
    ("REOPEN", "redis.call('RPUSH', pending(thread), id) | 'RPUSH' is 'LPUSH'"),
]
"""What would lose a question, answer it twice or out of turn, or let it lie: the fences, the dedupe, the order, the wakes."""


@pytest.mark.parametrize(("piece", "name"), WORST, ids=[f"{piece}-{number}" for number, (piece, _) in enumerate(WORST)])
def test_the_model_notices_each_of_the_worst_mistakes(piece: str, name: str, redis_socket: Path) -> None:
    class OnThisServer(test_scripts.Machine):
        socket = redis_socket

    (mutant,) = [mutant for where, mutant in all_mutants(GROUPS["inbox"]) if (where, mutant.name) == (piece, name)]
    once = settings(
        max_examples=200,
        stateful_step_count=50,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=True,
    )
    # What a mistake breaks may depend on the clock, and then not be seen twice: it was noticed all the same.
    with applied(GROUPS["inbox"], piece, mutant), pytest.raises((AssertionError, Flaky)):
        run_state_machine_as_test(OnThisServer, settings=once)


def test_what_is_said_to_be_equivalent_is_said_of_mutants_that_are_made() -> None:
    made = {(f"{name} {piece}", mutant.name) for name, group in GROUPS.items() for piece, mutant in all_mutants(group)}
    assert EQUIVALENT.keys() <= made


def test_a_mutant_differs_from_its_script_in_one_place() -> None:
    script = "local x = redis.call('GET', KEYS[1])\nif not x then redis.call('SET', KEYS[1], 1, 'NX') end\nreturn 1\n"
    names = [mutant.mistake for mutant in mutants_of(script)]
    assert "without redis.call('SET', KEYS[1], 1, 'NX')" in names
    assert "without 'NX'" in names
    assert {"if true", "if false", "not is gone"} <= set(names)
    assert len(names) == len({mutant.script for mutant in mutants_of(script)})
