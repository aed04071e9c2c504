-- Takes a session that no living pod has, by raising its epoch. KEYS: session, state.
-- ARGV: pod, address, prefix of pods' keys, whether sessions of dead pods may be taken.
-- Gives 'absent', 'owned', or 'taken', the epoch, the record and, if there is one, the state.
local owner = redis.call('HGET', KEYS[1], 'pod')
if not owner then
  return {'absent'}
end
if owner ~= '' and owner ~= ARGV[1]
    and (ARGV[4] ~= '1' or redis.call('EXISTS', ARGV[3] .. owner) == 1) then
  return {'owned'}
end
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
local state = redis.call('GET', KEYS[2])
redis.call('HSET', KEYS[1], 'pod', state and ARGV[1] or '', 'address', ARGV[2])
return {'taken', epoch, redis.call('HGET', KEYS[1], 'record'), state or nil}
