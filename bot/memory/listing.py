"""Lists of ids, by which what is kept is found again when it is to be forgotten. Ids only, no content."""

LISTED = """
local function listed(list, id, ttl)
    local now = redis.call('TIME')[1]
    redis.call('ZADD', list, now, id)
    redis.call('ZREMRANGEBYSCORE', list, '-inf', now - ttl)
    redis.call('EXPIRE', list, ttl)
end
"""
"""Lua: adds an id to a list that holds each for `ttl` seconds after it was last added."""
