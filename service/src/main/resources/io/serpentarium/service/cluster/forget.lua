-- Ends a session that its pod still has, or that none has. KEYS: session, state, index, expiry,
-- sizes of the tenant's states. ARGV: id, pod, epoch, prefix of pods' keys. Gives whether it was there.
local owner = redis.call('HMGET', KEYS[1], 'pod', 'epoch')
local mine = owner[1] == ARGV[2] and owner[2] == ARGV[3]
local noones = ARGV[3] == '' and owner[1]
  and (owner[1] == '' or owner[1] == ARGV[2] or redis.call('EXISTS', ARGV[4] .. owner[1]) == 0)
if not mine and not noones then
  return {0}
end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('HDEL', KEYS[5], ARGV[1])
return {1}
