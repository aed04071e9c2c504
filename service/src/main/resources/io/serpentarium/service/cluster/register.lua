-- Makes a new session known. KEYS: session, index, expiry, sizes of the tenant's states.
-- ARGV: id, pod, epoch, address, record, ttl in ms, rank, expiry, now, most sessions of the tenant.
-- Gives 0 when there are too many.
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[9])) do
  redis.call('ZREM', KEYS[2], gone)
  redis.call('ZREM', KEYS[3], gone)
  redis.call('HDEL', KEYS[4], gone)
end
if redis.call('ZCARD', KEYS[2]) + 1 > tonumber(ARGV[10]) then
  return {0}
end
redis.call('HSET', KEYS[1], 'pod', ARGV[2], 'epoch', ARGV[3], 'address', ARGV[4], 'record', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('ZADD', KEYS[2], ARGV[7], ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[8], ARGV[1])
return {1}
