from tests.memory.test_participation import *  # noqa: F403
