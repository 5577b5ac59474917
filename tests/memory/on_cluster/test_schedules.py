from tests.memory.test_schedules import *  # noqa: F403
