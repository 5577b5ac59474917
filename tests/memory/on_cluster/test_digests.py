from tests.memory.test_digests import *  # noqa: F403
