from tests.memory.test_answers import *  # noqa: F403
