from tests.memory.test_threads import *  # noqa: F403
