from tests.memory.test_feedback import *  # noqa: F403
