-- Quotes of carts with thirty lines: POST /api/v1/quotes.
package.path = package.path .. ";" .. "bench/lua/?.lua"
local asking = require("asking")
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  state = asking.begin(args, number)
  local parts = {}
  for n = 1, 30 do
    parts[n] = '{"amount":' .. n .. '.50,"sku":"s' .. n .. '","category":"' ..
      (n % 3 == 0 and "shoes" or "books") .. '"}'
  end
  lines = "[" .. table.concat(parts, ",") .. "]"
end

function request()
  local id = asking.next(state)
  local body = '{"member":"m' .. math.random(state.members) .. '","order":"' .. id ..
    '","currency":"EUR","lines":' .. lines .. "}"
  return wrk.format("POST", "/api/v1/quotes", asking.headers(state, id), body)
end
