/** The style of the chat, inside its shadow root: nothing of the page comes in but what is written here. */
export const look = `
:host {
  all: initial !important;
  --yn-ink: #17212b; --yn-soft: #566472; --yn-line: #d9e0e6; --yn-ground: #f3f5f7; --yn-paper: #fff;
  --yn-blue: #1d4468; --yn-blue-deep: #15344f; --yn-tint: #e8eff5; --yn-seal: #ad2f1f; --yn-warn: #8a3a0b; --yn-warn-tint: #fdf3e7;
  color: var(--yn-ink) !important;
  font: 400 15px/1.6 system-ui, -apple-system, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif !important;
  text-align: start !important; direction: ltr !important; visibility: visible !important; pointer-events: auto !important;
  -webkit-text-size-adjust: 100% !important;
}
:host([lang="zh-TW"]) {
  font-family: system-ui, -apple-system, "PingFang TC", "HarmonyOS Sans TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC", sans-serif !important;
}
:host(.inline) { display: block !important; height: 100% !important; }
:host(.floating) { display: block !important; position: fixed !important; inset: auto 0 0 auto !important; z-index: 2147483000 !important; }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, p { margin: 0; font: inherit; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; touch-action: manipulation; }
svg { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus { outline: none; }
:focus-visible { outline: 3px solid #2f7fc1; outline-offset: 2px; }

.launcher {
  position: fixed; right: max(20px, env(safe-area-inset-right)); bottom: max(20px, env(safe-area-inset-bottom));
  display: flex; align-items: center; gap: 8px; min-height: 52px; padding: 0 22px 0 18px; border: 0; border-radius: 26px;
  background: var(--yn-blue); color: #fff; font-weight: 600; font-size: 16px; letter-spacing: .02em;
  box-shadow: 0 1px 2px rgb(15 35 55 / .25), 0 8px 24px rgb(15 35 55 / .22);
}
.launcher:hover { background: var(--yn-blue-deep); }
.badge {
  position: absolute; top: -6px; right: -4px; min-width: 24px; padding: 0 6px; border: 2px solid #fff; border-radius: 12px;
  background: var(--yn-seal); color: #fff; font-size: 12px; line-height: 20px; text-align: center;
}

.panel { display: flex; flex-direction: column; overflow: hidden; background: var(--yn-paper); border: 1px solid var(--yn-line); }
.panel.inline { height: 100%; border-radius: 14px; }
.panel.floating {
  position: fixed; right: max(20px, env(safe-area-inset-right)); bottom: calc(max(20px, env(safe-area-inset-bottom)) + 64px);
  width: 400px; max-width: calc(100vw - 40px); height: 660px; max-height: calc(100dvh - 104px); border-radius: 14px;
  box-shadow: 0 2px 6px rgb(15 35 55 / .1), 0 18px 48px rgb(15 35 55 / .22);
  animation: rise .18s ease-out;
}
@keyframes rise { from { opacity: 0; transform: translateY(10px); } }

header { display: flex; align-items: center; gap: 12px; padding: 12px 16px; border-bottom: 1px solid var(--yn-line); }
header div { flex: 1; min-width: 0; }
header h2 { font-size: 16px; font-weight: 650; line-height: 1.35; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
header p { color: var(--yn-soft); font-size: 13px; line-height: 1.4; }
.mark, .seal { display: grid; place-items: center; color: var(--yn-seal); font-family: "Kaiti SC", KaiTi, STKaiti, "Noto Serif CJK SC", serif; font-weight: 700; }
.mark { width: 36px; height: 36px; border-radius: 8px; background: var(--yn-seal); color: #fff; font-size: 20px; line-height: 1; }
.close { display: grid; place-items: center; width: 44px; height: 44px; margin: -4px -8px -4px 0; border: 0; border-radius: 10px; background: none; color: var(--yn-soft); }
.close:hover { background: var(--yn-ground); color: var(--yn-ink); }
.status:not(:empty) { padding: 10px 16px; border-bottom: 1px solid #f0d9bd; background: var(--yn-warn-tint); color: var(--yn-warn); font-size: 14px; line-height: 1.5; }

.talk { position: relative; flex: 1; min-height: 0; display: flex; background: var(--yn-ground); }
.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 16px; scrollbar-width: thin; }
.log:focus-visible { outline-offset: -3px; }
.day { margin: 14px 0 10px; color: var(--yn-soft); font-size: 12.5px; text-align: center; }
.notice { margin: 12px auto; max-width: 30em; padding: 10px 14px; border-radius: 10px; background: var(--yn-tint); color: var(--yn-blue-deep); font-size: 14px; }
.line { display: flex; flex-direction: column; align-items: flex-start; margin-top: 6px; }
.line.first, .line.greeting { margin-top: 14px; }
.line.greeting { margin-top: 0; }
.line.customer { align-items: flex-end; }
.speaker { display: none; margin-bottom: 4px; color: var(--yn-soft); font-size: 12.5px; line-height: 1.5; }
.first > .speaker { display: block; }
.person > .speaker { padding: 0 8px; border-radius: 4px; background: var(--yn-blue); color: #fff; font-weight: 600; }
.bubble {
  max-width: min(86%, 34em); padding: 9px 13px; border: 1px solid var(--yn-line); border-radius: 4px 14px 14px; background: var(--yn-paper);
  white-space: pre-wrap; overflow-wrap: anywhere; line-break: strict;
}
.customer .bubble { border-color: var(--yn-blue); border-radius: 14px 4px 14px 14px; background: var(--yn-blue); color: #fff; }
.person .bubble { border-color: #b9cbdb; background: var(--yn-tint); }
.foot { display: flex; flex-wrap: wrap; align-items: center; gap: 0 8px; margin-top: 3px; color: var(--yn-soft); font-size: 12.5px; line-height: 1.6; }
.foot:has(.again) { margin-bottom: 8px; }
.customer .foot { justify-content: flex-end; max-width: 86%; text-align: end; }
.unsent, .refused { color: var(--yn-seal); font-weight: 600; }
.why { color: var(--yn-ink); font-size: 13.5px; }
.again { min-height: 44px; padding: 0 14px; margin-top: 4px; border: 1px solid var(--yn-blue); border-radius: 10px; background: var(--yn-paper); color: var(--yn-blue); font-size: 14px; font-weight: 600; }
.again:hover { background: var(--yn-tint); }
.waiting { margin-top: 12px; color: var(--yn-soft); font-size: 13.5px; }
.waiting i { display: inline-block; width: 1.4em; overflow: hidden; vertical-align: bottom; font-style: normal; animation: dots 1.6s steps(4, jump-none) infinite; }
.waiting i::before { content: "…"; }
@keyframes dots { from { width: 0; } to { width: 1.4em; } }
.newer { position: absolute; left: 50%; bottom: 10px; transform: translateX(-50%); min-height: 44px; padding: 0 18px; border: 1px solid var(--yn-line); border-radius: 22px; background: var(--yn-paper); color: var(--yn-blue); font-size: 14px; font-weight: 600; box-shadow: 0 4px 14px rgb(15 35 55 / .16); }

.promise { position: relative; width: min(86%, 22em); margin-top: 8px; padding: 16px 18px 14px; border: 1px solid #b9cbdb; border-top: 4px solid var(--yn-blue); border-radius: 6px 6px 14px 14px; background: var(--yn-paper); }
.promise-label { color: var(--yn-soft); font-size: 13px; line-height: 1.5; }
.owner { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 10px; padding-bottom: 10px; margin-bottom: 10px; border-bottom: 1px dashed #b9cbdb; overflow-wrap: anywhere; }
.owner strong { font-size: 27px; font-weight: 700; line-height: 1.35; letter-spacing: .06em; }
.owner span { color: var(--yn-ink); }
.due { font-variant-numeric: tabular-nums; font-weight: 650; color: var(--yn-blue-deep); font-size: 20px; line-height: 1.4; }
.due-day, .due-time { white-space: nowrap; }
.case { margin-top: 10px; color: var(--yn-soft); font-size: 13px; }
.case span { color: var(--yn-ink); font-variant-numeric: tabular-nums; letter-spacing: .03em; user-select: all; overflow-wrap: anywhere; }
.seal { position: absolute; top: 14px; right: 16px; width: 40px; height: 40px; border: 2.5px solid var(--yn-seal); border-radius: 7px; font-size: 24px; line-height: 1; transform: rotate(5deg); opacity: .88; }

.promise.blank { border-style: dashed; border-top: 4px solid #b9cbdb; background: none; }
.gap { width: 58%; height: 20px; margin: 2px 0 14px; border-bottom: 1.5px solid #b9cbdb; }
.gap.wide { width: 40%; }
.blank .seal { opacity: .28; }

.suggestions { display: flex; flex-wrap: wrap; gap: 8px; padding: 0 16px 12px; background: var(--yn-ground); }
.suggestions button { min-height: 44px; padding: 0 15px; border: 1px solid #b9cbdb; border-radius: 22px; background: var(--yn-paper); color: var(--yn-blue); font-size: 14.5px; }
.suggestions button:hover { border-color: var(--yn-blue); background: var(--yn-tint); }
.join-bar { padding: 0 16px 10px; background: var(--yn-ground); }
.join-open { min-height: 44px; padding: 0 4px; border: 0; background: none; color: var(--yn-blue); font-size: 14px; text-decoration: underline; text-underline-offset: 4px; }
.join { max-height: 46vh; overflow-y: auto; padding: 12px 14px 14px; border: 1px solid #b9cbdb; border-radius: 12px; background: var(--yn-paper); }
.join-head { display: flex; align-items: center; justify-content: space-between; }
.join-head h3 { margin: 0; font-size: 15.5px; font-weight: 650; }
.join-close { min-height: 44px; padding: 0 8px; border: 0; background: none; color: var(--yn-soft); font-size: 14px; }
.join-form { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 10px; align-items: center; padding-top: 10px; }
.join-form + .join-form { margin-top: 12px; border-top: 1px dashed #b9cbdb; }
.join-form label, .join-help { grid-column: 1 / -1; }
.join-form label { font-size: 14.5px; font-weight: 600; }
.join-help, .join-hint { color: var(--yn-soft); font-size: 13px; }
.join-form input { width: 100%; min-height: 46px; padding: 8px 14px; border: 1px solid #8497a8; border-radius: 12px; background: var(--yn-paper); color: inherit; font: inherit; font-size: 16px; letter-spacing: .04em; }
.join-form input[aria-invalid="true"] { border-color: var(--yn-seal); }
.join-send { min-height: 46px; padding: 0 16px; border: 0; border-radius: 12px; background: var(--yn-blue); color: #fff; font-weight: 600; white-space: nowrap; }
.join-send:hover { background: var(--yn-blue-deep); }
.join-send[disabled] { opacity: .6; cursor: default; }
.join-again { grid-column: 1 / -1; justify-self: start; min-height: 44px; padding: 0; border: 0; background: none; color: var(--yn-blue); font-size: 14px; text-decoration: underline; text-underline-offset: 4px; }
.join-bar:has(.join:not([hidden])) + .suggestions { display: none; }
.join-error { color: var(--yn-seal); font-size: 14px; }
.composer { display: grid; grid-template-columns: 1fr auto; gap: 0 10px; align-items: end; padding: 12px 16px 8px; padding-bottom: max(8px, env(safe-area-inset-bottom)); border-top: 1px solid var(--yn-line); background: var(--yn-paper); }
textarea { display: block; width: 100%; min-height: 46px; max-height: 168px; padding: 10px 14px; resize: none; border: 1px solid #8497a8; border-radius: 12px; background: var(--yn-paper); font-size: 16px; line-height: 1.5; }
textarea::placeholder { color: #5f6d7a; opacity: 1; }
textarea:focus-visible { outline-offset: -1px; outline-width: 2px; border-color: #2f7fc1; }
.send { display: grid; place-items: center; width: 46px; height: 46px; border: 0; border-radius: 12px; background: var(--yn-blue); color: #fff; }
.send:hover { background: var(--yn-blue-deep); }
.keys { grid-column: 1 / -1; margin-top: 5px; color: var(--yn-soft); font-size: 12px; }
@media (hover: none) { .keys { display: none; } .composer { padding-bottom: max(12px, env(safe-area-inset-bottom)); } }

@media (max-width: 480px) {
  .panel.floating { inset: 0; width: 100%; max-width: none; height: 100vh; height: 100dvh; max-height: none; border: 0; border-radius: 0; }
  .launcher[aria-expanded="true"] { display: none; }
  .floating header { padding-top: max(12px, env(safe-area-inset-top)); }
  .floating .suggestions, .inline .suggestions { padding-bottom: 10px; }
  .bubble, .customer .foot { max-width: 90%; }
  .promise { width: 100%; }
  .log { padding: 14px 12px; }
  .keys { display: none; }
  .composer { padding-bottom: max(12px, env(safe-area-inset-bottom)); }
  .suggestions, .composer, .join-bar { padding-left: 12px; padding-right: 12px; }
}
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; } }
@media (forced-colors: active) { .bubble, .launcher, .send, .mark { border: 1px solid; } }
`;
