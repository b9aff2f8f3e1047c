"""English for the words that stand for codes, and for what the core and the forms say when something is refused."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "投诉": "Complaint",
    "维修进度": "Repair status",
    "退款": "Refund",
    "联系总部": "Head office",
    "普通": "Normal",
    "回电": "Call-back",
    "办理事项": "Action",
    "回访": "Follow-up",
    "待履行": "Open",
    "已履行": "Kept",
    "已致电未接通": "Attempted",
    "已改期": "Moved",
    "已取消": "Cancelled",
    "处理中": "In progress",
    "待客户确认结案": "Customer to confirm",
    "已结案": "Closed",
    "坐席": "Agent",
    "主管": "Supervisor",
    "经理": "Manager",
    "对话中约定": "Made in the conversation",
    "系统兜底约定": "Made by the safety net",
    "系统自动改约": "Made by the keeper",
    "网页聊天": "Web chat",
    "微信公众号": "WeChat",
    "微信客服": "WeCom",
    "短信": "SMS",
    "媒体曝光": "press",
    "监管部门投诉": "authority",
    "法律途径": "lawyer",
    "转向竞争对手": "competitor",
    "客户": "Customer",
    "一诺助手": "Yinuo assistant",
    "同事": "Colleague",
    "等待发送": "waiting to be sent",
    "正在发送": "being sent",
    "未送达": "not delivered",
    "窗口已关": "window closed",
    "无人阅读": "nobody read it",
    "电话已挂断，没来得及说": "the call had ended before it was said",
    "已退订": "opted out",
    "已取消关注": "unfollowed",
    "发送中断": "sending broke off",
    "已不需要": "no longer wanted",
    "未到达": "did not arrive",
    "超时": "timed out",
    "图片": "picture",
    "语音": "voice",
    "位置": "place",
    "链接": "link",
    "来电": "call",
    "按键输入": "keyed",
    "按键要求人工": "pressed 0 for a person",
    "没有说话": "said nothing",
    "没有听清": "not understood",
    "电话中断": "hung up",
    "视频": "video",
    "文件": "file",
    "关注": "follow",
    "扫码": "scan",
    "点击菜单": "menu click",
    "其他消息": "other message",
    "已发送": "sent",
    "已送达": "delivered",
    "是否送达未知": "delivery unknown",
    "发送失败": "failed to send",
    "已撤回未发": "withdrawn",
    "对话": "Conversation",
    "系统兜底": "Safety net",
    "重新打开": "Reopened",
    "客户询问进展": "Customer asked how it stands",
    "客户补充": "Customer added",
    "客户致意": "Customer thanked",
    "客户留言": "Customer wrote",
    "同事在线接待": "Colleague took over the chat",
    "同事未能在线接待": "Colleague could not take over the chat",
    "同事在线回复": "Colleague wrote in the chat",
    "要求人工": "Asked for a person",
    "产品咨询": "Product question",
    "配送": "Delivery",
    "发票": "Invoice",
    "其他事项": "Other matter",
    "客户确认已解决": "Customer: solved",
    "改约": "Promised anew",
    "工单": "Case",
    "认出是同一位客户": "Recognised as a known customer",
    "并入客户的另一件事": "Another matter of this customer joined",
    "已并入客户较早的工单": "Moved into an earlier case",
    "开始致电": "Call started",
    "事项完成": "Action done",
    "客户未答复，已结案": "Closed without an answer",
    "客户没有按约来电，已结案": "Did not ring as agreed, closed",
    "正在转接来电": "Caller being put through",
    "来电已转接，双方通话": "Caller put through, talked",
    "来电转接无人接听": "Caller put through, nobody picked up",
    "约定另发短信": "Promise also sent as a text",
    "更新投诉对象": "Complained-about set",
    "提醒负责人": "Owner reminded",
    "原负责人": "Same owner",
    "上级主管": "Higher supervisor",
    "值班经理": "Duty manager",
    "外部兜底": "Outside fallback",
    "时限": "limit",
    "客户期望时段": "customer's window",
    "班次": "shift",
    "回避范围": "exclusion",
    "无人答复": "unanswered",
    "内容": "What",
    "原因": "Reason",
    "处理结果": "Result",
    "现由": "Now",
    "由": "By",
    "负责层级": "Level",
    "让步的规则": "Gave way",
    "截至": "Until",
}

SENTENCES: dict[str, str] = {
    "已标记为正在致电，通话期间承诺不会失约。": "Marked as calling: the promise cannot break during the call.",
    "已停止致电，承诺恢复为待致电。": "Call stopped; the promise is open again.",
    "已记录：电话已接通。": "Recorded: the customer was reached.",
    "已记录：未接通。系统会另约时间并告知客户。": "Recorded: not reached. Another time is arranged and told.",
    "已记录：承诺已完成。": "Recorded: done.",
    "已转交：工单已在同事的承诺里，客户会收到新负责人的姓名和时间。": (
        "Handed over: it is among your colleague's promises, and the customer is told the new name and time."
    ),
    "已提议结案，等待客户确认。": "Proposed; the customer is to confirm.",
    "已更新投诉对象。": "Saved.",
    "最多4000字，请缩短后再提交。": "At most 4000 characters: shorten it, then send again.",
    "请写下与客户说了什么。": "Write what was said.",
    "请写下处理结果，客户会看到并确认。": "Write what was done; the customer sees and confirms it.",
    "请写下完成的凭据，例如：快递单号、退款流水号。": (
        "Write what shows that it is done, such as a parcel or refund number."
    ),
    "请写下未接通的情况，例如：无人接听、关机、占线。": "Write what happened: no answer, switched off, engaged.",
    "请写明下一步承诺做什么，或清空时间。": "Write what will be done next, or clear the time.",
    "请写明转交原因，同事会看到。": "Write the reason; your colleague sees it.",
    "请选择下一步承诺的日期和时间。": "Choose the date and time of what is promised next.",
    "请选择要转交的同事。": "Choose a colleague.",
    "承诺的时间已经过去，请选择将来的时间。": "That time has passed: choose one to come.",
    "请填写姓名和密码。": "Enter name and password.",
    "页面已过期": "This page is too old",
    "这个页面打开太久，或表单不是从本工作台提交的。请先复制已输入的文字，刷新页面后再提交。": (
        "This page was open too long, or the form did not come from this desk. Copy what you typed, reload, "
        "and send again."
    ),
    "登录已过期": "You are signed out",
    "请在新标签页重新登录，再刷新本页；已输入的文字请先复制。": (
        "Copy what you typed, sign in again in a new tab, then reload this page."
    ),
    "看板供主管使用": "The board is for supervisors",
    "您的承诺都在「我的承诺」里。需要主管协助时，请在工单页选择「转交同事」。": (
        'Your promises are under "My promises". When you need a supervisor, choose "Hand to a colleague" on the case.'
    ),
    "没有找到": "Not found",
    "没有这一页，或您无权查看。请返回「我的承诺」，或用工单编号、电话搜索。": (
        'There is no such page, or you may not see it. Go back to "My promises", or search by case number or phone.'
    ),
    "内容太长": "Too long",
    "请缩短文字后再提交。": "Shorten the text, then send again.",
    "系统繁忙": "Busy",
    "暂时没有完成。请稍等片刻再试；已提交的内容请先在工单页核对。": (
        "Not done for now. Try again in a moment; check on the case first whether it was recorded."
    ),
    "系统出错": "Something went wrong",
    "没有完成。请稍后再试；仍不行时，请把下面的编号告诉管理员。": (
        "Not done. Try again later; if it stays so, give the administrator the reference below."
    ),
    # Refusals of the core that people meet most often.
    "尝试次数过多。请 15 分钟后再试，或请主管为您重设密码。": (
        "Too many attempts. Try again in 15 minutes, or ask your supervisor for a new password."
    ),
    "姓名或密码不对。请检查后再试；忘记密码请联系主管。": (
        "Wrong name or password. Check them and try again; if forgotten, ask your supervisor."
    ),
    "承诺时间已过，系统会升级处理。请联系主管。": (
        "The promise's time has passed and it is being escalated. Talk to your supervisor."
    ),
    "还有未完成的承诺。请先兑现承诺，再提议结案。": (
        "There are open promises. Keep them first, then propose to close."
    ),
    "这个时间您不在班上（或是休息日）。请选您当班的时间，客户才不会白等。": (
        "You are not on duty then. Choose a time when you are."
    ),
    "这个承诺已经结束或已过时间，可能刚被改动。请刷新页面，看最新的承诺。": (
        "This promise has ended or its time has passed. Reload to see the present one."
    ),
    "这个承诺已经结束。请刷新页面，看最新的承诺。": "This promise has ended. Reload to see the present one.",
    "不能转交给这位同事。请从名单中另选一位。": "It cannot go to this colleague. Choose another from the list.",
    "这一步需要主管来做。请联系您的主管。": "This needs a supervisor. Ask yours.",
    "请写下和客户说了什么，至少两个字。": "Write what was said, at least two characters.",
    "请写下凭据，例如快递单号或退款流水号。": "Write what shows that it is done, such as a parcel or refund number.",
    "请写下转交的原因，至少两个字。": "Write the reason, at least two characters.",
    "请用一句话写下处理结果，客户会看到。": "Write in one sentence what was done; the customer sees it.",
}
