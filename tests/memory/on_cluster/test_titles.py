from tests.memory.test_titles import *  # noqa: F403
