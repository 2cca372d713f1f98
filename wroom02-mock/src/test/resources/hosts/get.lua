-- A host of an AT module in Lua, from the manuals: fetches / over link 2 of several and prints the status line.
-- usage: get.lua DEVICE nonos|esp-at|atmod HOST PORT
local device, dialect, host, port = table.unpack(arg)
local LINK = 2

-- A read ends after ten seconds of silence.
assert(os.execute("stty -F " .. device .. " raw -echo 115200 min 0 time 100"), "no stty")
local input = assert(io.open(device, "rb"))
local output = assert(io.open(device, "wb"))
output:setvbuf("no")

local function byte()
  return input:read(1) or error("the module says nothing any more")
end

local payload, closed = {}, false

-- The next line, or ">" where a prompt may come; blocks of payload are kept on the way.
local function token(prompt)
  local line = ""
  while true do
    local char = byte()
    line = line .. char
    if line == ">" and prompt then return line end
    local id, length = line:match("^%+IPD,(%d+),(%d+):$")
    if id then
      assert(tonumber(id) == LINK, "bytes of a link that is not ours")
      for _ = 1, tonumber(length) do payload[#payload + 1] = byte() end
      line = ""
    elseif char == "\n" then
      line = line:gsub("[\r\n]+$", "")
      if line == LINK .. ",CLOSED" then closed = true end
      if line ~= "" then return line end
    end
  end
end

local refusals = { ERROR = true, FAIL = true, ["SEND FAIL"] = true }

local function await(wanted, prompt)
  while true do
    local said = token(prompt)
    if said:match("^%s*(.-)%s*$") == wanted then return end
    assert(not refusals[said], "the module said " .. said)
  end
end

local function command(text)
  output:write(text, "\r\n")
  await("OK")
end

local suffix = dialect == "esp-at" and "" or "_CUR"
command("ATE0")
command("AT+CWMODE" .. suffix .. "=1")
command("AT+CWJAP" .. suffix .. '="wroom4j","arduino-java"')
command("AT+CIPMUX=1")
command(("AT+CIPSTART=%d,\"TCP\",\"%s\",%s"):format(LINK, host, port))
local request = "GET / HTTP/1.0\r\nHost: " .. host .. "\r\n\r\n"
output:write(("AT+CIPSEND=%d,%d\r\n"):format(LINK, #request))
await(">", true)
output:write(request)
await("SEND OK")
while not closed do token() end
print((table.concat(payload):match("^[^\r]*")))
