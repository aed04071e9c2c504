-- What is known of a session. KEYS: session, state. ARGV: prefix of pods' keys.
-- Gives nothing, or record, pod, address, whether the pod lives, whether there is a state.
local found = redis.call('HMGET', KEYS[1], 'record', 'pod', 'address')
if not found[2] then
  return {}
end
local alive = found[2] ~= '' and redis.call('EXISTS', ARGV[1] .. found[2]) or 0
return {found[1], found[2], found[3], alive, redis.call('EXISTS', KEYS[2])}
