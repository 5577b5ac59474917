from tests.memory.test_limits import *  # noqa: F403

del TestManyAtOnce  # noqa: F821 - it makes clients of its own, of a single server
