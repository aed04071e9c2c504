-- Keeps the answer to a request whose claim is still there. KEYS: record, the tenant's keys by when they are forgotten, sizes
-- of its answers. ARGV: key, answer, most bytes of the tenant's answers, prefix of its records.
-- Gives whether it was: a Redis that has lost it must not keep the answer, for ever and to whoever claims the key next.
-- Its oldest keys go for it; one that is larger than all may be is not kept.
if redis.call('HEXISTS', KEYS[1], 'fingerprint') == 0 or #ARGV[2] > tonumber(ARGV[3]) then
  return {0}
end
redis.call('HSET', KEYS[1], 'answer', ARGV[2])
redis.call('HSET', KEYS[3], ARGV[1], #ARGV[2])
local sum = redis.call('HINCRBY', KEYS[3], '', #ARGV[2])
redis.call('PEXPIRE', KEYS[3], redis.call('PTTL', KEYS[2]))
while sum > tonumber(ARGV[3]) do
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 1)
  local gone = oldest[1] == ARGV[1] and oldest[2] or oldest[1]
  if not gone then
    break
  end
  local size = redis.call('HGET', KEYS[3], gone) or 0
  redis.call('ZREM', KEYS[2], gone)
  redis.call('HDEL', KEYS[3], gone)
  redis.call('DEL', ARGV[4] .. gone)
  sum = redis.call('HINCRBY', KEYS[3], '', -size)
end
return {1}
