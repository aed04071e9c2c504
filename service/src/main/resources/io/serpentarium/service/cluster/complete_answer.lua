-- Keeps the answer to a request whose claim is still there. KEYS: record. ARGV: answer.
-- Gives whether it was: a Redis that has lost it must not keep the answer, for ever and to whoever claims the key next.
if redis.call('HEXISTS', KEYS[1], 'fingerprint') == 0 then
  return {0}
end
redis.call('HSET', KEYS[1], 'answer', ARGV[1])
return {1}
