-- Keeps a snapshot. KEYS: snapshot, sizes of all, sizes of the tenant's.
-- ARGV: id, size, most snapshots, most bytes, description, content. Without content it only asks for a place.
-- Gives 0 when there is none.
local bytes = 0
for _, size in ipairs(redis.call('HVALS', KEYS[2])) do
  bytes = bytes + size
end
if redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[3]) or bytes + ARGV[2] > tonumber(ARGV[4]) then
  return {0}
end
if ARGV[6] then
  redis.call('HSET', KEYS[1], 'description', ARGV[5], 'content', ARGV[6])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
end
return {1}
