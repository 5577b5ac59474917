from tests.memory.test_replies import *  # noqa: F403
