-- Orders placed, each paid with one unit: PUT /api/v1/orders/main/… of the first `members` members.
package.path = package.path .. ";" .. "bench/lua/?.lua"
local asking = require("asking")
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  state = asking.begin(args, number)
  stamp = os.date("!%Y-%m-%dT%H:%M:%SZ")
end

function request()
  local id = asking.next(state)
  local body = '{"member":"m' .. math.random(state.members) .. '","currency":"EUR","placed_at":"' ..
    stamp .. '","lines":[{"amount":100.00,"sku":"a"}],"discounts":[],' ..
    '"redeemed":[{"wallet":"points","units":1}]}'
  return wrk.format("PUT", "/api/v1/orders/main/" .. id, asking.headers(state, id), body)
end
