from tests.memory.test_whereabouts import *  # noqa: F403
