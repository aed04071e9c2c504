-- Tells how many places a pod has taken for a tenant. KEYS: taken. ARGV: pod, how many, prefix of pods' keys, how long it
-- is remembered in ms. Gives how many living others have.
if ARGV[2] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
local others = 0
local taken = redis.call('HGETALL', KEYS[1])
for i = 1, #taken, 2 do
  if taken[i] ~= ARGV[1] then
    if redis.call('EXISTS', ARGV[3] .. taken[i]) == 1 then
      others = others + taken[i + 1]
    else
      redis.call('HDEL', KEYS[1], taken[i])
    end
  end
end
return {others}
