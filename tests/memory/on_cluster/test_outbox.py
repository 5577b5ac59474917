from tests.memory.test_outbox import *  # noqa: F403
