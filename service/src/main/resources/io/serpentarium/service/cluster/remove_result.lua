-- Takes out a result. KEYS: record, the tenant's tokens by when they are forgotten, sizes of its results. ARGV: token.
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
local size = redis.call('HGET', KEYS[3], ARGV[1])
if size then
  redis.call('HDEL', KEYS[3], ARGV[1])
  redis.call('HINCRBY', KEYS[3], '', -size)
end
return {}
