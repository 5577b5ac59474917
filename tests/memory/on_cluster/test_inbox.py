from tests.memory.test_inbox import *  # noqa: F403
