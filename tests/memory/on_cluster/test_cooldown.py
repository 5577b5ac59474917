from tests.memory.test_cooldown import *  # noqa: F403
