-- Units set aside for orders: POST /api/v1/holds, one unit each, of the first `members` members.
package.path = package.path .. ";" .. "bench/lua/?.lua"
local asking = require("asking")
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  state = asking.begin(args, number)
end

function request()
  local id = asking.next(state)
  local body = '{"id":"' .. id .. '","member":"m' .. math.random(state.members) ..
    '","order":"' .. id .. '","currency":"EUR","wallet":"points","units":1,' ..
    '"lines":[{"amount":100.00,"sku":"a"}]}'
  return wrk.format("POST", "/api/v1/holds", asking.headers(state, id), body)
end
