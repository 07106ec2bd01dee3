-- Balances: GET /api/v1/members/…/balances.
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
  local path = "/api/v1/members/m" .. math.random(state.members) .. "/balances"
  return wrk.format("GET", path, asking.headers(state, id))
end
