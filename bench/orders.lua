-- Orders paid, each new: PUT /api/v1/orders/main/… of one of `members`, with one of the keys.
-- Arguments: a run's name, how many members, a file with keys, one a line.
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  run, members = args[1], tonumber(args[2])
  keys = {}
  for line in io.lines(args[3]) do keys[#keys + 1] = line end
  math.randomseed(os.time() + number * 7919)
  sent, refused = 0, 0
  stamp = os.date("!%Y-%m-%dT%H:%M:%SZ")
  lines = '[{"amount":50.00,"sku":"a","category":"shoes"},{"amount":60.00,"quantity":2,"sku":"b","category":"books"},{"amount":13.45,"sku":"c","category":"gifts"}]'
end

function request()
  sent = sent + 1
  local id = run .. "-" .. number .. "-" .. sent
  local body = '{"member":"m' .. math.random(members) .. '","currency":"EUR","placed_at":"' .. stamp ..
    '","paid_at":"' .. stamp .. '","lines":' .. lines .. ',"discounts":[]}'
  return wrk.format("PUT", "/api/v1/orders/main/" .. id, {
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = id,
    ["Authorization"] = "Bearer " .. keys[sent % #keys + 1],
  }, body)
end

function response(status, headers, body)
  if status ~= 200 then
    refused = refused + 1
    if refused < 3 then print("answered", status, body) end
  end
end
