"""`python -m tests.faults.process [worker]` is `python -m bot [worker]`, but for the lease, which no setting changes.

A lease of half a minute is right for people, and makes a run in which hundreds of leases run out last for hours.
"""

import os
from functools import partial

from bot import app
from bot.__main__ import entry
from bot.worker import BEAT_SECONDS, LEASE_SECONDS, Worker

LEASE = "FAULTS_LEASE_SECONDS"

if __name__ == "__main__":
    lease = float(os.environ[LEASE])
    beat = lease * BEAT_SECONDS / LEASE_SECONDS
    app.Worker = partial(Worker, lease=lease, beat=beat)
    entry()
