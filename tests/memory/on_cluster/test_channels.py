from tests.memory.test_channels import *  # noqa: F403
