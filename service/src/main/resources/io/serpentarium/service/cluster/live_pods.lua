-- Addresses of pods that take sessions, but not one's own. KEYS: pods. ARGV: pod, prefix of pods' keys.
local addresses = {}
for _, pod in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local address = redis.call('GET', ARGV[2] .. pod)
  if address and pod ~= ARGV[1] then
    table.insert(addresses, address)
  end
end
return addresses
