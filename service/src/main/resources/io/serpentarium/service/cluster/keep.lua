-- Writes what a pod says of its session; refused (0) when pod or epoch are others by now, and (2) when the parts of the
-- state are not all there any more. KEYS: session, state, expiry, sizes of the tenant's states, parts of the state.
-- ARGV: id, pod, epoch, record, ttl in ms, expiry, what, bytes of these parts, last part of the state.
-- what: touch leaves the state, keep replaces it, drop deletes it; free and release give the session
-- away too, with the state that is there or with another.
local owner = redis.call('HMGET', KEYS[1], 'pod', 'epoch')
if owner[1] ~= ARGV[2] or owner[2] ~= ARGV[3] then
  redis.call('UNLINK', KEYS[5])
  return {0}
end
local what = ARGV[7]
local replaces = what == 'keep' or what == 'release'
if replaces and redis.call('STRLEN', KEYS[5]) ~= tonumber(ARGV[8]) then
  return {2}
end
if what ~= 'touch' then
  redis.call('HDEL', KEYS[1], 'deaths')
end
redis.call('HSET', KEYS[1], 'record', ARGV[4])
if replaces then
  local size = redis.call('APPEND', KEYS[5], ARGV[9])
  redis.call('RENAME', KEYS[5], KEYS[2])
  redis.call('HSET', KEYS[4], ARGV[1], size)
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
