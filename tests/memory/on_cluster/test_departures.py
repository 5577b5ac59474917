from tests.memory.test_departures import *  # noqa: F403
