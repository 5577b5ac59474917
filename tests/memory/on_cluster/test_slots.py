from tests.memory.test_slots import *  # noqa: F403
