-- Whether a session is still a pod's; one that Redis has forgotten is made known again.
-- KEYS: session, index, expiry. ARGV: id, pod, epoch, address, record, ttl in ms, rank, expiry.
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'pod', ARGV[2], 'epoch', ARGV[3], 'address', ARGV[4], 'record', ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
  redis.call('ZADD', KEYS[2], ARGV[7], ARGV[1])
  redis.call('ZADD', KEYS[3], ARGV[8], ARGV[1])
  return {1}
end
local owner = redis.call('HMGET', KEYS[1], 'pod', 'epoch')
return {(owner[1] == ARGV[2] and owner[2] == ARGV[3]) and 1 or 0}
