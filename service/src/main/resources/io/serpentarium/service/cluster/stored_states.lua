-- How many bytes the states of a tenant's sessions have. KEYS: sizes of states, index, expiry. ARGV: now.
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[1])) do
  redis.call('HDEL', KEYS[1], gone)
  redis.call('ZREM', KEYS[2], gone)
  redis.call('ZREM', KEYS[3], gone)
end
local bytes = 0
for _, size in ipairs(redis.call('HVALS', KEYS[1])) do
  bytes = bytes + size
end
return {bytes}
