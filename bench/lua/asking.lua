-- What all scripts share: a run's name, how many members, and keys to spread the requests over.
local shared = {}

function shared.begin(args, number)
  local keys = {}
  for line in io.lines(args[3]) do keys[#keys + 1] = line end
  math.randomseed(os.time() + number * 7919)
  return {run = args[1], members = tonumber(args[2]), keys = keys, number = number, sent = 0}
end

function shared.next(state)
  state.sent = state.sent + 1
  return state.run .. "-" .. state.number .. "-" .. state.sent
end

function shared.headers(state, id)
  return {
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = id,
    ["Authorization"] = "Bearer " .. state.keys[state.sent % #state.keys + 1],
  }
end

return shared
