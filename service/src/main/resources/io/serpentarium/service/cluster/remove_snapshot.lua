-- Forgets a tenant's snapshot. KEYS: snapshot, sizes of all, sizes of the tenant's, content. ARGV: id.
-- Gives whether the tenant had it.
if redis.call('HDEL', KEYS[3], ARGV[1]) == 0 then
  return {0}
end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('UNLINK', KEYS[1], KEYS[4])
return {1}
