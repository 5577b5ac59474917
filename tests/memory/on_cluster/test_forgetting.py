from tests.memory.test_forgetting import *  # noqa: F403
