-- Claims a key for one request. KEYS: record, the tenant's keys by when they are forgotten, sizes of its answers.
-- ARGV: key, fingerprint, how long it is kept in ms, most keys of the tenant, prefix of its records.
-- Gives the fingerprint of the first request and, when it was answered, the answer; nothing for the first.
-- Where the tenant has too many keys its oldest are forgotten. The field '' of the sizes has their sum.
local function forget(key)
  redis.call('ZREM', KEYS[2], key)
  local size = redis.call('HGET', KEYS[3], key)
  if size then
    redis.call('HDEL', KEYS[3], key)
    redis.call('HINCRBY', KEYS[3], '', -size)
  end
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  forget(key)
end
local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'answer')
if known[1] then
  return {known[1], known[2] or nil}
end
while redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) do
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
  forget(oldest)
  redis.call('DEL', ARGV[5] .. oldest)
end
redis.call('HSET', KEYS[1], 'fingerprint', ARGV[2])
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
for i = 1, 3 do
  redis.call('PEXPIRE', KEYS[i], ARGV[3])
end
return {}
