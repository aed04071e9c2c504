-- Keeps a snapshot. KEYS: snapshot, sizes of all, sizes of the tenant's.
-- ARGV: id, size, most snapshots, most bytes, most of one tenant: snapshots, bytes; description, content. Without content
-- it only asks for a place. Gives 0 when there is none, and 2 when there is none for the tenant.
local function full(key, most, mostBytes)
  local bytes = 0
  for _, size in ipairs(redis.call('HVALS', key)) do
    bytes = bytes + size
  end
  return redis.call('HLEN', key) >= tonumber(most) or bytes + ARGV[2] > tonumber(mostBytes)
end
if full(KEYS[2], ARGV[3], ARGV[4]) then
  return {0}
end
if full(KEYS[3], ARGV[5], ARGV[6]) then
  return {2}
end
if ARGV[8] then
  redis.call('HSET', KEYS[1], 'description', ARGV[7], 'content', ARGV[8])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
end
return {1}
