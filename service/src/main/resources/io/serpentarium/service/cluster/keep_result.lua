-- Keeps a result. KEYS: record, the tenant's tokens by when they are forgotten, sizes of its results.
-- ARGV: token, result, how long it is kept in ms, most results of the tenant, most bytes of them, prefix of its records,
-- 1 to keep it only in the place of one that is there.
-- The tenant's oldest go for it. The field '' of the sizes has their sum. Gives whether it was kept.
local function forget(token)
  redis.call('ZREM', KEYS[2], token)
  local size = redis.call('HGET', KEYS[3], token)
  if size then
    redis.call('HDEL', KEYS[3], token)
    redis.call('HINCRBY', KEYS[3], '', -size)
  end
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, token in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  forget(token)
end
local present = redis.call('EXISTS', KEYS[1]) == 1
if (ARGV[7] == '1' and not present) then
  return {0}
end
forget(ARGV[1])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
redis.call('HSET', KEYS[3], ARGV[1], #ARGV[2])
local sum = redis.call('HINCRBY', KEYS[3], '', #ARGV[2])
while redis.call('ZCARD', KEYS[2]) > tonumber(ARGV[4]) or sum > tonumber(ARGV[5]) do
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 1)
  local gone = oldest[1] == ARGV[1] and oldest[2] or oldest[1]
  if not gone then
    break
  end
  forget(gone)
  redis.call('DEL', ARGV[6] .. gone)
  sum = tonumber(redis.call('HGET', KEYS[3], ''))
end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('PEXPIRE', KEYS[3], ARGV[3])
return {1}
