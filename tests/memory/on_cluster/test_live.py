from tests.memory.test_live import *  # noqa: F403
