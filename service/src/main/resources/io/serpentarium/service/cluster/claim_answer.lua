-- Claims a key for one request. KEYS: record. ARGV: fingerprint, how long it is kept in ms.
-- Gives the fingerprint of the first request and, when it was answered, the answer; nothing for the first.
local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'answer')
if not known[1] then
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return {}
end
return {known[1], known[2] or nil}
