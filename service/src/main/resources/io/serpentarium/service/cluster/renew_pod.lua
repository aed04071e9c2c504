-- Renews a pod's lease. KEYS: pod, pods that take sessions, all pods, when it was renewed last.
-- ARGV: pod, address, lease in ms, whether sessions may be sent to it, how long that is remembered in ms, prefix of
-- pods' keys. Gives whether the lease was still there, the time in ms, and id and address of each other pod.
local held = redis.call('EXISTS', KEYS[1])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[4], string.format('%.0f', now), 'PX', ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[1])
if ARGV[4] == '1' then
  redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
else
  redis.call('ZREM', KEYS[2], ARGV[1])
end
local answer = {held, now}
for _, pod in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  local address = redis.call('GET', ARGV[6] .. pod)
  if address and pod ~= ARGV[1] then
    table.insert(answer, pod)
    table.insert(answer, address)
  end
end
return answer
