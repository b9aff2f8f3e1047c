/*
 * The chat of Yinuo on any page, with one tag and no build:
 *
 *   <script src="https://bot.example.cn/webhooks/webchat/widget.js" async></script>
 *
 * data-title="..."      the name above the chat
 * data-identity="..."   a JWT signed by the site: a signed-in customer is known at once
 * data-open             the chat is open when the page has loaded
 * data-inline="#chat"   the chat is part of the page, inside this element, instead of floating above it
 * data-language="..."   what the chat speaks before the first message: zh-Hans, zh-Hant or en; else what <html lang> says
 *
 * window.YinuoChat.open() and .close() work from the moment this file has run.
 */
(() => {
  "use strict";
  if (window.YinuoChat) return; // a page that carries the tag twice still has one chat

  const tag = document.currentScript;
  if (!tag || !tag.src) throw new Error("Yinuo: widget.js must be loaded by a <script src> that is not a module");

  const { title = "", identity = "", open, inline = "" } = tag.dataset;
  const language = tag.dataset.language || document.documentElement.lang;
  const base = new URL(".", tag.src).href;

  const parsed = new Promise((resolve) => {
    if (document.readyState !== "loading") resolve();
    else document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  });

  const place = () => (inline ? document.querySelector(inline) : null);

  const chat = Promise.all([import(`${base}static/chat.js`), parsed]).then(([{ startChat }]) => {
    if (inline && !place()) throw new Error(`Yinuo: nothing on this page matches data-inline="${inline}"`);
    return startChat({ base, title, identity, language, place: place(), openNow: open !== undefined });
  });

  /** Said here because the files with the other words may be what did not come. */
  function notOpened() {
    if (/^en\b/i.test(language)) return "The chat did not open. Please check your network, then reload this page.";
    if (/^zh-(hant|tw|hk|mo)\b/i.test(language)) return "對話沒有打開。請檢查網絡，然後刷新這個頁面。";
    return "对话没有打开。请检查网络，然后刷新这个页面。";
  }

  chat.catch(async (error) => {
    await parsed;
    if (place()) place().textContent = notOpened();
    console.error(error);
  });

  window.YinuoChat = {
    open: () => chat.then((started) => started.open()),
    close: () => chat.then((started) => started.close()),
  };
})();
