-- Keeps a snapshot. KEYS: snapshot, sizes of all, sizes of the tenant's, content, parts of the content.
-- ARGV: id, size, most snapshots, most bytes, most of one tenant: snapshots, bytes; description, bytes of the parts, last
-- part. Without a description it only asks for a place. Gives 0 when there is none, 2 when there is none for the tenant,
-- and 3 when the parts are not all there any more.
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
if ARGV[7] then
  if redis.call('STRLEN', KEYS[5]) ~= tonumber(ARGV[8]) then
    return {3}
  end
  redis.call('APPEND', KEYS[5], ARGV[9])
  redis.call('RENAME', KEYS[5], KEYS[4])
  redis.call('PERSIST', KEYS[4])
  redis.call('SET', KEYS[1], ARGV[7])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
end
return {1}
