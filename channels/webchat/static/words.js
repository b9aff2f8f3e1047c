/**
 * Everything the chat itself says to a customer, in each tongue. What the company says comes from the server.
 * The tables are JSON, so that other programs can read them: tests compare their keys and letters.
 */
const TABLES = {
  "zh-Hans": {
    "lang": "zh-CN",
    "mark": "诺",
    "comma": "，",
    "date": "{month}月{day}日（{weekday}）",
    "dateOfYear": "{year}年{month}月{day}日（{weekday}）",
    "months": ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
    "weekdays": { "Mon": "周一", "Tue": "周二", "Wed": "周三", "Thu": "周四", "Fri": "周五", "Sat": "周六", "Sun": "周日" },
    "dayToTime": "",
    "by": "{time} 前",
    "byShanghai": "北京时间 {time} 前",
    "title": "客户服务",
    "subtitle": "告诉您谁负责、几点前联系您",
    "launcher": "找客服",
    "openChat": "打开客服对话",
    "unread": "，{n} 条新消息",
    "close": "关闭对话",
    "log": "对话内容",
    "input": "请写下发生了什么",
    "placeholder": "请写下发生了什么",
    "placeholderLater": "还有要说的，接着写",
    "keys": "Enter 发送，Shift + Enter 换行",
    "send": "发送",
    "newer": "看最新消息",
    "greeting": "您好。请直接写下发生了什么，不用选菜单。最多问您两个问题，就会告诉您由谁负责、几点前联系您。",
    "suggestionsLabel": "也可以点一句话开始",
    "suggestions": ["我要投诉", "维修进度", "退款", "找总部", "我的承诺进展"],
    "speaker": { "customer": "您", "bot": "自动助手", "person": "人工" },
    "speakerLong": { "customer": "您说：", "bot": "自动助手说：", "person": "人工客服说：" },
    "waiting": "正在为您安排",
    "state": { "sending": "发送中", "sent": "已收到", "unsent": "没有发出去", "refused": "没有发出去" },
    "retry": "再发一次",
    "edit": "改一改再发",
    "promise": "负责您这件事的人",
    "due": "最晚联系时间",
    "case": "受理编号",
    "offline": "现在没有网络。请放心写，写好的话留在这里，联网后自动发出。",
    "lost": "暂时连不上客服系统，正在自动重连。您可以继续写，写好的话不会丢。",
    "unsentNote": "多次没有连上。请检查网络，再点“再发一次”。",
    "expired": "为保护您的隐私，之前的对话已经过期，这里不再显示。已经约好的联系不受影响，会照常进行。请在这里继续说。",
    "identityRefused": "您在网站上的登录已过期，现在先以访客身份为您办理。重新登录后刷新页面，就能看到以前的记录。",
    "join": {
      "open": "以前联系过？接上以前的事",
      "title": "接上以前的事",
      "close": "收起",
      "byCode": { "label": "我有短信里的接续码", "help": "短信里的 8 位字母和数字，不分大小写。", "send": "接上" },
      "byPhone": { "label": "用手机号接上以前的事", "help": "先发一条短信，确认这个号码是您的。", "send": "发验证码" },
      "confirm": { "label": "短信里的验证码", "help": "6 位数字，10 分钟内有效。", "send": "确认" },
      "again": "没有收到，重新填号码",
      "empty": "还没有填写。",
      "asking": "正在核对",
      "sent": "已经发出，请看手机短信。",
      "unreachable": "没有连上。请检查网络，再试一次。"
    },
    "fallback": {
      "400": "这句话没能收下。请改一改再发。",
      "401": "验证码不对，或者已经过期。",
      "413": "这句话太长了。请分成几条发送。",
      "429": "发得有点快，前面的话还在处理。请稍等，会自动再发。",
      "other": "暂时没能收下，请稍后再发一次。"
    }
  },
  "zh-Hant": {
    "lang": "zh-TW",
    "mark": "諾",
    "comma": "，",
    "date": "{month}月{day}日（{weekday}）",
    "dateOfYear": "{year}年{month}月{day}日（{weekday}）",
    "months": ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
    "weekdays": { "Mon": "週一", "Tue": "週二", "Wed": "週三", "Thu": "週四", "Fri": "週五", "Sat": "週六", "Sun": "週日" },
    "dayToTime": "",
    "by": "{time} 前",
    "byShanghai": "北京時間 {time} 前",
    "title": "客戶服務",
    "subtitle": "告訴您誰負責、幾點前聯繫您",
    "launcher": "找客服",
    "openChat": "打開客服對話",
    "unread": "，{n} 條新消息",
    "close": "關閉對話",
    "log": "對話內容",
    "input": "請寫下發生了什麼",
    "placeholder": "請寫下發生了什麼",
    "placeholderLater": "還有要說的，接著寫",
    "keys": "Enter 發送，Shift + Enter 換行",
    "send": "發送",
    "newer": "看最新消息",
    "greeting": "您好。請直接寫下發生了什麼，不用選菜單。最多問您兩個問題，就會告訴您由誰負責、幾點前聯繫您。",
    "suggestionsLabel": "也可以點一句話開始",
    "suggestions": ["我要投訴", "維修進度", "我要辦理退款", "找總部", "我的承諾進展"],
    "speaker": { "customer": "您", "bot": "自動助手", "person": "人工" },
    "speakerLong": { "customer": "您說：", "bot": "自動助手說：", "person": "人工客服說：" },
    "waiting": "正在為您安排",
    "state": { "sending": "發送中", "sent": "已收到", "unsent": "沒有發出去", "refused": "沒有發出去" },
    "retry": "再發一次",
    "edit": "改一改再發",
    "promise": "負責您這件事的人",
    "due": "最晚聯繫時間",
    "case": "受理編號",
    "offline": "現在沒有網絡。請放心寫，寫好的話留在這裡，聯網後自動發出。",
    "lost": "暫時連不上客服系統，正在自動重連。您可以繼續寫，寫好的話不會丟。",
    "unsentNote": "多次沒有連上。請檢查網絡，再點“再發一次”。",
    "expired": "為保護您的隱私，之前的對話已經過期，這裡不再顯示。已經約好的聯繫不受影響，會照常進行。請在這裡繼續說。",
    "identityRefused": "您在網站上的登錄已過期，現在先以訪客身份為您辦理。重新登錄後刷新頁面，就能看到以前的記錄。",
    "join": {
      "open": "以前聯繫過？接上以前的事",
      "title": "接上以前的事",
      "close": "收起",
      "byCode": { "label": "我有短信裡的接續碼", "help": "短信裡的 8 位字母和數字，不分大小寫。", "send": "接上" },
      "byPhone": { "label": "用手機號接上以前的事", "help": "先發一條短信，確認這個號碼是您的。", "send": "發驗證碼" },
      "confirm": { "label": "短信裡的驗證碼", "help": "6 位數字，10 分鐘內有效。", "send": "確認" },
      "again": "沒有收到，重新填號碼",
      "empty": "還沒有填寫。",
      "asking": "正在核對",
      "sent": "已經發出，請看手機短信。",
      "unreachable": "沒有連上。請檢查網絡，再試一次。"
    },
    "fallback": {
      "400": "這句話沒能收下。請改一改再發。",
      "401": "驗證碼不對，或者已經過期。",
      "413": "這句話太長了。請分成幾條發送。",
      "429": "發得有點快，前面的話還在處理。請稍等，會自動再發。",
      "other": "暫時沒能收下，請稍後再發一次。"
    }
  },
  "en": {
    "lang": "en",
    "mark": "诺",
    "comma": ", ",
    "date": "{weekday}, {day} {month}",
    "dateOfYear": "{weekday}, {day} {month} {year}",
    "months": [
      "January", "February", "March", "April", "May", "June",
      "July", "August", "September", "October", "November", "December"
    ],
    "weekdays": {
      "Mon": "Monday",
      "Tue": "Tuesday",
      "Wed": "Wednesday",
      "Thu": "Thursday",
      "Fri": "Friday",
      "Sat": "Saturday",
      "Sun": "Sunday"
    },
    "dayToTime": ", ",
    "by": "{time}",
    "byShanghai": "{time} Beijing time",
    "title": "Customer service",
    "subtitle": "You get a name and a time",
    "launcher": "Get help",
    "openChat": "Open the customer service chat",
    "unread": ", new messages: {n}",
    "close": "Close the chat",
    "log": "Conversation",
    "input": "Please write what happened",
    "placeholder": "Please write what happened",
    "placeholderLater": "Anything to add? Write it here",
    "keys": "Enter sends, Shift + Enter begins a new line",
    "send": "Send",
    "newer": "See the newest message",
    "greeting": "Hello. Please just write what happened; there is no menu to go through. After two questions at most you learn who is responsible and by when they will contact you.",
    "suggestionsLabel": "Or begin with one of these",
    "suggestions": [
      "I want to complain", "Where is my repair?",
      "I want a refund", "Any news on my case?", "I want to speak to head office"
    ],
    "speaker": { "customer": "You", "bot": "Assistant", "person": "Staff" },
    "speakerLong": { "customer": "You said: ", "bot": "The assistant said: ", "person": "A member of staff said: " },
    "waiting": "Arranging this for you",
    "state": { "sending": "Sending", "sent": "Received", "unsent": "Not sent", "refused": "Not sent" },
    "retry": "Send again",
    "edit": "Change it and send",
    "promise": "Responsible for your case",
    "due": "You hear from them by",
    "case": "Case number",
    "offline": "You are offline. Go on writing: it is kept here and sent as soon as you are online again.",
    "lost": "Customer service cannot be reached right now; trying again. You can go on writing, nothing will be lost.",
    "unsentNote": "There was no connection, several times over. Please check your network, then press “Send again”.",
    "expired": "To protect your privacy, the earlier conversation has ended and is no longer shown here. What was arranged still stands. Please go on here.",
    "identityRefused": "You are no longer signed in at this site, so you are served as a guest for now. Sign in again and reload the page to see what was said before.",
    "join": {
      "open": "Been in touch before? Continue there",
      "title": "Continue an earlier matter",
      "close": "Close",
      "byCode": {
        "label": "I have a code from a text message",
        "help": "8 letters and digits from the text message, in capitals or not.",
        "send": "Continue"
      },
      "byPhone": {
        "label": "Continue with my mobile number",
        "help": "We send a text message first, to make sure that the number is yours.",
        "send": "Send a code"
      },
      "confirm": {
        "label": "The code from the text message",
        "help": "6 digits, good for 10 minutes.",
        "send": "Confirm"
      },
      "again": "Nothing came? Enter the number again",
      "empty": "Nothing is filled in yet.",
      "asking": "Checking",
      "sent": "It is on its way; please look at your text messages.",
      "unreachable": "No connection. Please check your network and try again."
    },
    "fallback": {
      "400": "This could not be taken. Please change it and send it again.",
      "401": "The code is wrong or has run out.",
      "413": "This message is too long. Please send it in parts.",
      "429": "That was a little fast: what came before is still being worked on. Please wait a moment.",
      "other": "This could not be taken right now. Please try again a little later."
    }
  }
};

/** The tongue spoken now, and its words: whoever imports them reads them anew each time. */
export let language = "zh-Hans";
export let words = TABLES[language];

/** Speak the tongue of a language tag, such as a page or a message carries; false where it is spoken already. */
export function speak(tag) {
  const next = tongueOf(tag);
  if (next === language) return false;
  [language, words] = [next, TABLES[next]];
  return true;
}

/** zh-TW and zh-HK write Traditional; what is neither that nor English is answered in Simplified. */
function tongueOf(tag) {
  if (/^en\b/i.test(tag)) return "en";
  return /^zh-(hant|tw|hk|mo)\b/i.test(tag) ? "zh-Hant" : "zh-Hans";
}

/** A sentence with its blanks filled in. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (blank, name) => values[name]);
}
