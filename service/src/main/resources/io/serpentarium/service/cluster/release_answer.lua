-- Frees a key whose request did nothing. KEYS: record, the tenant's keys by when they are forgotten. ARGV: key.
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return {}
