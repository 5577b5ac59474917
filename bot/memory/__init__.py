"""All that outlives a process: the inbox and what is kept in Redis. No other room knows a key, a script or the vault.

Whatever can't reach Redis raises `StoreUnavailable`.
"""
