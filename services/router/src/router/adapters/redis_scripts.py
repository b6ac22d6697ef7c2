"""
The Lua scripts of the assignment cache; each runs as one step. They need nothing newer than Redis 6.2.

    <prefix>marker                 `<generation>|<run id of the server it was built on>`
    <prefix>rebuild                lock of whoever rebuilds
    <prefix><generation>:a         assignments by lead, JSON: owner, pool, sequence, seed, when, release; all as text
    <prefix><generation>:t:<cycle> turns taken by owner; the cycle is tenant, pool and seed

A generation's assignments are one hash, so that to forget it is one command however many there are. Until November 2026
each had a key of its own and the marker was named `generation`, which is not believed any more.
"""

RESERVE = """
-- KEYS: marker, prefix.  ARGV: generation the caller knows, benches, requests.
local marker = redis.call('GET', KEYS[1])
if not marker then return {'absent', ''} end
local generation, run = string.match(marker, '^(%w+)|(%w+)$')
-- A server that was restarted may have lost its last second of writes; its run id is another.
if run ~= string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') then return {'absent', ''} end
if generation ~= ARGV[1] then return {'other', generation} end

local benches = cjson.decode(ARGV[2])
local prefix = KEYS[2] .. generation
local assigned = prefix .. ':a'
local loads = {}

local function taken_by(bench)
  if not loads[bench.cycle] then
    local found = redis.call('HMGET', prefix .. ':t:' .. bench.cycle, unpack(bench.owners))
    for i, count in ipairs(found) do found[i] = tonumber(count or 0) end
    loads[bench.cycle] = found
  end
  return loads[bench.cycle]
end

local function turn(weights, taken)
  local total, following, chosen, most = 0, 1, nil, nil
  for i, weight in ipairs(weights) do
    total = total + weight
    following = following + taken[i]
  end
  for i, weight in ipairs(weights) do
    local behind = following * weight - total * taken[i]
    if most == nil or behind > most then chosen, most = i, behind end
  end
  return chosen, following - 1
end

local answers = {}
for _, request in ipairs(cjson.decode(ARGV[3])) do
  local lead, bench = request[1], benches[request[2] + 1]
  local held = redis.call('HGET', assigned, lead)
  if held then
    answers[#answers + 1] = {'kept', cjson.decode(held)}
  elseif #bench.owners == 0 then
    answers[#answers + 1] = {'nobody'}
  else
    local taken = taken_by(bench)
    local chosen, sequence = turn(bench.weights, taken)
    local owner = bench.owners[chosen]
    local picked = {owner, bench.pool, string.format('%.0f', sequence), bench.seed, request[3], request[4]}
    answers[#answers + 1] = {'picked', picked, {unpack(taken)}}
    taken[chosen] = taken[chosen] + 1
    redis.call('HSET', assigned, lead, cjson.encode(picked))
    redis.call('HINCRBY', prefix .. ':t:' .. bench.cycle, owner, 1)
  end
end
-- One text instead of a nested reply: the client reads it ten times faster.
return {'ok', cjson.encode(answers)}
"""

RESTORE = """
-- KEYS: prefix.  ARGV: generation, assignments as [lead, tenant, value], which of two about one lead wins.
local prefix = KEYS[1] .. ARGV[1]
local assigned = prefix .. ':a'
local function cycle_of(tenant, held)
  return prefix .. ':t:' .. tenant .. '/' .. held[2] .. '/' .. held[4]
end
for _, each in ipairs(cjson.decode(ARGV[2])) do
  local lead, tenant, held = each[1], each[2], each[3]
  local before = redis.call('HGET', assigned, lead)
  if not before or ARGV[3] == 'later' then
    if before then
      local then_held = cjson.decode(before)
      redis.call('HINCRBY', cycle_of(tenant, then_held), then_held[1], -1)
    end
    redis.call('HSET', assigned, lead, cjson.encode(held))
    redis.call('HINCRBY', cycle_of(tenant, held), held[1], 1)
  end
end
return 1
"""

ACTIVATE = """
-- KEYS: marker, lock.  ARGV: generation, run id when the rebuilding began, token of the lock.
if redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
if string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ARGV[2])
return 1
"""

RELEASE = """
-- KEYS: lock.  ARGV: its token.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
