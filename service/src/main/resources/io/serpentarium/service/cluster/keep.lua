-- Writes what a pod says of its session; refused (0) when pod or epoch are others by now.
-- KEYS: session, state, expiry, sizes of the tenant's states. ARGV: id, pod, epoch, record, ttl in ms, expiry, what, state.
-- what: touch leaves the state, keep replaces it, drop deletes it; free and release give the session
-- away too, with the state that is there or with another.
local owner = redis.call('HMGET', KEYS[1], 'pod', 'epoch')
if owner[1] ~= ARGV[2] or owner[2] ~= ARGV[3] then
  return {0}
end
local what = ARGV[7]
if what ~= 'touch' then
  redis.call('HDEL', KEYS[1], 'deaths')
end
redis.call('HSET', KEYS[1], 'record', ARGV[4])
if what == 'keep' or what == 'release' then
  redis.call('SET', KEYS[2], ARGV[8])
  redis.call('HSET', KEYS[4], ARGV[1], #ARGV[8])
elseif what == 'drop' then
  redis.call('DEL', KEYS[2])
  redis.call('HDEL', KEYS[4], ARGV[1])
end
if what == 'free' or what == 'release' then
  redis.call('HSET', KEYS[1], 'pod', '')
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
redis.call('ZADD', KEYS[3], ARGV[6], ARGV[1])
return {1}
