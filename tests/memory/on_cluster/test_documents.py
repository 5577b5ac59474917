from tests.memory.test_documents import *  # noqa: F403
