-- A tenant's sessions from a rank on. KEYS: index, expiry. ARGV: rank, how many, prefixes of the keys of sessions
-- and of states. Gives id, record, pod, whether there is a state, for each.
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf', 'LIMIT', 0, 2 * ARGV[2] + 100)) do
  local known = redis.call('HMGET', ARGV[3] .. id, 'record', 'pod')
  if known[1] then
    table.insert(found, id)
    table.insert(found, known[1])
    table.insert(found, known[2])
    table.insert(found, redis.call('EXISTS', ARGV[4] .. id))
  else
    redis.call('ZREM', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
  end
  if #found >= 4 * tonumber(ARGV[2]) then
    break
  end
end
return found
