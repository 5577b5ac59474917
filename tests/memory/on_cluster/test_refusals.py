from tests.memory.test_refusals import *  # noqa: F403
