from tests.memory.test_taps import *  # noqa: F403
