from tests.memory.test_limit_scripts import *  # noqa: F403

del TestPace  # noqa: F821 - hypothesis runs a test in one class alone; it is of the scripts, wherever they run
