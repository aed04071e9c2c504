-- Appends to a value that is not at its place yet; refused (0) when the parts before are not all there any more.
-- KEYS: value. ARGV: bytes of the parts before, time after which it is forgotten in ms, part.
if redis.call('STRLEN', KEYS[1]) ~= tonumber(ARGV[1]) then
  return {0}
end
redis.call('APPEND', KEYS[1], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {1}
