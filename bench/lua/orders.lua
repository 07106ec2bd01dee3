-- Orders paid, each new: PUT /api/v1/orders/main/… of one of the members.
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
  lines = '[{"amount":50.00,"sku":"a","category":"shoes"},' ..
    '{"amount":60.00,"quantity":2,"sku":"b","category":"books"},' ..
    '{"amount":13.45,"sku":"c","category":"gifts"}]'
end

function request()
  local id = asking.next(state)
  local body = '{"member":"m' .. math.random(state.members) .. '","currency":"EUR","placed_at":"' ..
    stamp .. '","paid_at":"' .. stamp .. '","lines":' .. lines .. ',"discounts":[]}'
  return wrk.format("PUT", "/api/v1/orders/main/" .. id, asking.headers(state, id), body)
end
