from tests.memory.test_limit_scripts import *  # noqa: F403
