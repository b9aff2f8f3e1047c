-- A caller of FreeSWITCH talks with Yinuo: each answer of the voice door is done verb by verb, and what the caller says
-- or keys is posted to the next step. docs/channels/voice.md says how to set it up, and how far it was tried.
--
-- Needs mod_lua, mod_curl, a module that speaks Mandarin, and one that understands it (without one: keys only).
-- https://developer.signalwire.com/freeswitch/FreeSWITCH-Explained/Modules/mod_curl_3965033
-- https://developer.signalwire.com/freeswitch/FreeSWITCH-Explained/Modules/mod-dptools/6586714

local function setting(name, otherwise)
  local value = freeswitch.getGlobalVariable("yinuo_" .. name)
  if value == nil or value == "" then return otherwise end
  return value
end

local DOOR = setting("url", "")                  -- http://voice:SECRET@127.0.0.1:5005
local SPEAKS, VOICE = setting("tts_engine", "unimrcp"), setting("tts_voice", "default")
local HEARS = setting("asr", "")                 -- as behind "detect:", e.g. unimrcp:my-profile; empty for keys only
local GRAMMAR = setting("grammar", "builtin:speech/transcribe")
local GATEWAY = setting("gateway", "")           -- through which numbers are dialled
local PROFILE = setting("profile", "external")   -- through which SIP addresses are dialled
local FALLBACK = setting("fallback", "")         -- a dial string for when the door does not answer at all
local SORRY = "非常抱歉，系统现在有点问题，谢谢您来电。我直接为您转接，请稍等。"
local MOST_STEPS, MOST_KEYS = 400, 40

local function utf8_of(code)
  if code < 0x80 then return string.char(code) end
  if code < 0x800 then return string.char(0xC0 + math.floor(code / 0x40), 0x80 + code % 0x40) end
  local low = string.char(0x80 + math.floor(code / 0x40) % 0x40, 0x80 + code % 0x40)
  if code < 0x10000 then return string.char(0xE0 + math.floor(code / 0x1000)) .. low end
  return string.char(0xF0 + math.floor(code / 0x40000), 0x80 + math.floor(code / 0x1000) % 0x40) .. low
end

local PLAIN = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local function unescaped(raw)
  raw = raw:gsub("\\u([dD][89abAB]%x%x)\\u([dD][c-fC-F]%x%x)", function(high, low)
    return utf8_of(0x10000 + (tonumber(high, 16) - 0xD800) * 0x400 + tonumber(low, 16) - 0xDC00)
  end)
  return (raw:gsub("\\(.)(%x?%x?%x?%x?)", function(kind, hex)
    if kind == "u" and #hex == 4 then return utf8_of(tonumber(hex, 16)) end
    return (PLAIN[kind] or kind) .. hex
  end))
end

local value_at  -- the value that begins at a place, and the place behind it

local function text_at(json, at)
  local last = at
  repeat
    last = json:find('["\\]', last + 1) or error("no end of a text")
    local escaped = json:sub(last, last) == "\\"
    if escaped then last = last + 1 end
  until not escaped
  return unescaped(json:sub(at + 1, last - 1)), last + 1
end

local function list_at(json, at, close, read)
  local found = {}
  at = json:find("%S", at + 1)
  while json:sub(at, at) ~= close do
    at = json:find("%S", read(found, at))
    if json:sub(at, at) == "," then at = json:find("%S", at + 1) end
  end
  return found, at + 1
end

function value_at(json, at)
  at = json:find("%S", at) or error("no value")
  local first = json:sub(at, at)
  if first == '"' then return text_at(json, at) end
  if first == "[" then
    return list_at(json, at, "]", function(found, place)
      found[#found + 1], place = value_at(json, place)
      return place
    end)
  end
  if first == "{" then
    return list_at(json, at, "}", function(found, place)
      local name
      name, place = text_at(json, place)
      found[name], place = value_at(json, json:find(":", place, true) + 1)
      return place
    end)
  end
  local word = json:match("^[%w%.+-]+", at) or error("no value")
  if word == "true" or word == "false" then return word == "true", at + #word end
  return tonumber(word), at + #word  -- nothing for null
end

local function read_json(json)
  local good, value = pcall(value_at, json or "", 1)
  return good and type(value) == "table" and value or nil
end

local function json_of(value)
  if type(value) == "string" then
    return '"' .. value:gsub('[%c"\\]', function(sign) return string.format("\\u%04x", sign:byte()) end) .. '"'
  end
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  for _, one in ipairs(value) do parts[#parts + 1] = json_of(one) end
  if #parts > 0 then return "[" .. table.concat(parts, ",") .. "]" end
  for name, one in pairs(value) do parts[#parts + 1] = json_of(name) .. ":" .. json_of(one) end
  return "{" .. table.concat(parts, ",") .. "}"
end

local CALL = session:get_uuid()

local function caller()
  if session:getVariable("privacy_hide_number") == "true" then return "anonymous" end
  return session:getVariable("caller_id_number") or ""
end

local FROM, TO = caller(), session:getVariable("destination_number") or ""

-- mod_curl takes words apart at blanks and decodes what it posts.
local function encoded(text)
  return (text:gsub("[^%w]", function(sign) return string.format("%%%02X", sign:byte()) end))
end

-- The verbs that the door answers with; nil where it did not.
local function ask(hook, news)
  if hook:sub(1, 1) ~= "/" then return nil end
  local body = { call_sid = CALL, from = FROM, to = TO, direction = "inbound", call_status = "in-progress" }
  for name, value in pairs(news) do body[name] = value end
  local command = DOOR .. hook .. " json connect-timeout 3 timeout 8 content-type application/json post "
  local answer = read_json(freeswitch.API():execute("curl", command .. encoded(json_of(body))))
  if answer == nil or answer.status_code ~= 200 then return nil end
  return read_json(answer.body)
end

local function keys_after(first, verb)
  local finish, most = verb.finishOnKey or "#", verb.numDigits or MOST_KEYS
  if first == finish then return "" end
  if #first >= most then return first end
  return first .. (session:getDigits(most - #first, finish, (verb.interDigitTimeout or 4) * 1000) or "")
end

-- What recognition gives is the words themselves, JSON with a text, or NLSML (RFC 6787) in an MRCP answer.
local function words_of(result)
  if result:match("Completion%-Cause:%s*001") then return "" end  -- something was heard, and not understood
  if result:match("Completion%-Cause:%s*0*[2-9]") then return nil end
  local sure = tonumber(result:match('confidence="([%d%.]+)"'))
  local words = result:match("<input[^>]*>%s*(.-)%s*</input>")
  if words == nil and result:match("^%s*{") then words = (read_json(result) or {}).text end
  if words == nil and not result:match("^%s*<") then words = result end
  if sure and sure > 1 then sure = sure / 100 end
  return words, sure
end

local function heard(result, verb)
  local key = result and result:match("^DIGIT:%s*([%d*#])")
  if key then return { reason = "dtmfDetected", digits = keys_after(key, verb) } end
  local words, sure
  if result and result ~= "" then words, sure = words_of(result) end
  if words == nil then return { reason = "timeout" } end
  return { reason = "speechDetected", speech = { alternatives = { { transcript = words, confidence = sure } } } }
end

local function listens_for(verb, kind)
  return table.concat(verb.input or {}, " "):find(kind, 1, true) ~= nil
end

local function keyed(verb, prompt, wait)
  local most, finish, between = verb.numDigits or MOST_KEYS, verb.finishOnKey or "#", (verb.interDigitTimeout or 4) * 1000
  local pressed = prompt == "say:" and (session:getDigits(most, finish, wait, between) or "")
    or session:playAndGetDigits(1, most, 1, wait, finish, prompt, "", "[0-9*#]+", "yinuo_keys", between)
  return (pressed or "") == "" and { reason = "timeout" } or { reason = "dtmfDetected", digits = pressed }
end

local function gather(verb)
  local prompt = "say:" .. ((verb.say or {}).text or "")
  local wait = math.floor((verb.timeout or 6) * 1000)
  local keys = listens_for(verb, "digits")
  if HEARS == "" or not listens_for(verb, "speech") then return keyed(verb, prompt, wait) end
  session:setVariable("playback_terminators", keys and "0123456789*#" or "none")
  session:setVariable("detect_speech_result", "")
  local timers = string.format("{start-input-timers=true,no-input-timeout=%d}", wait)
  session:execute("play_and_detect_speech", prompt .. " detect:" .. HEARS .. " " .. timers .. GRAMMAR)
  return heard(session:getVariable("detect_speech_result"), verb)
end

local REASONS = { USER_BUSY = "busy", NO_ANSWER = "no-answer", NO_USER_RESPONSE = "no-answer",
  ALLOTTED_TIMEOUT = "no-answer", ORIGINATOR_CANCEL = "no-answer" }

-- A number or a SIP address and nothing else, as what stands in a dial string can be an order, too.
local function dial_string(target)
  local number = (target.number or ""):match("^%+?%d+$")
  if number and GATEWAY ~= "" then return "sofia/gateway/" .. GATEWAY .. "/" .. number end
  local address = (target.sipUri or ""):match("^sips?:([%w%.%-_+]+@[%w%.%-:]+)$")
  return address and "sofia/" .. PROFILE .. "/" .. address
end

local function dial(verb)
  local where = dial_string((verb.target or {})[1] or {})
  if where == nil then return { dial_call_status = "failed" } end
  local how = string.format("{originate_timeout=%d,ignore_early_media=true", verb.timeout or 25)
  local shown = (verb.callerId or ""):match("^%+?%d+$")
  if shown then how = how .. ",origination_caller_id_number=" .. shown end
  session:setVariable("hangup_after_bridge", "false")
  session:setVariable("continue_on_fail", "true")
  session:execute("bridge", how .. "}" .. where)
  local came = session:getVariable("originate_disposition") or ""
  return { dial_call_status = came == "SUCCESS" and "completed" or REASONS[came] or "failed" }
end

-- Each gives the news for its hook, where it has one. What is not here (config: recording) is left out.
local DO = {
  say = function(verb) session:speak(verb.text) end,
  gather = gather,
  dial = dial,
  hangup = function() session:hangup() end,
}

-- Verb after verb, until a hook answers with others. A hook that does not answer leaves those behind it.
local function done(verbs)
  for _, verb in ipairs(verbs) do
    if not session:ready() then return nil end
    local act = DO[verb.verb]
    local news = act and act(verb)
    local others = news and session:ready() and ask(verb.actionHook or "", news)
    if others then return others end
  end
  return nil
end

local function talk()
  session:answer()
  session:setAutoHangup(false)
  session:set_tts_params(SPEAKS, VOICE)
  session:setVariable("tts_engine", SPEAKS)
  session:setVariable("tts_voice", VOICE)
  local verbs, steps, tries = ask("/webhooks/voice/call", {}), 0, 1
  while verbs == nil and tries < 3 and session:ready() do
    session:sleep(1000)
    verbs, tries = ask("/webhooks/voice/call", {}), tries + 1
  end
  if verbs == nil and session:ready() then
    session:speak(SORRY)
    if FALLBACK ~= "" then session:execute("bridge", FALLBACK) end
  end
  while verbs and steps < MOST_STEPS do
    verbs, steps = done(verbs), steps + 1
  end
  if session:ready() then session:hangup() end
  ask("/webhooks/voice/status", { call_status = "completed" })
end

talk()
