-- Takes a session that no living pod has, by raising its epoch. KEYS: session, state.
-- ARGV: pod, address, prefix of pods' keys, whether sessions of dead pods may be taken, prefix of the keys that tell
-- when pods were renewed last, since when this pod lives in ms, until when this may be done in ms: a Redis that stood
-- still does not what nobody waits for any more; bytes of a part. One that a dead pod cannot have known of takes nothing
-- of it as long as that may go on without Redis, unless it is in its place, at its address.
-- A session with which two pods died, and nothing was kept of it between, stays where it is: it may be what killed them.
-- Gives 'late', 'absent', 'owned', 'quarantined', or 'taken', the epoch, the record and, if there is a state, its first
-- part.
local time = redis.call('TIME')
if time[1] * 1000 + math.floor(time[2] / 1000) > tonumber(ARGV[7]) then
  return {'late'}
end
local owner = redis.call('HGET', KEYS[1], 'pod')
if not owner then
  return {'absent'}
end
if owner ~= '' and owner ~= ARGV[1] then
  local renewed = redis.call('GET', ARGV[5] .. owner)
  local unknown = renewed and tonumber(renewed) < tonumber(ARGV[6])
    and redis.call('HGET', KEYS[1], 'address') ~= ARGV[2]
  if ARGV[4] ~= '1' or unknown or redis.call('EXISTS', ARGV[3] .. owner) == 1 then
    return {'owned'}
  end
  if redis.call('HINCRBY', KEYS[1], 'deaths', 1) > 1 then
    return {'quarantined'}
  end
end
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
local state = redis.call('EXISTS', KEYS[2]) == 1 and redis.call('GETRANGE', KEYS[2], 0, ARGV[8] - 1)
redis.call('HSET', KEYS[1], 'pod', state and ARGV[1] or '', 'address', ARGV[2])
return {'taken', epoch, redis.call('HGET', KEYS[1], 'record'), state or nil}
