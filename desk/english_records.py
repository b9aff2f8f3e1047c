"""English for the numbers, and for what is given away and erased."""

from __future__ import annotations

RECORDS: dict[str, str] = {
    "导出个案": "Case exported",
    "客户确认": "Confirmed by the customer",
    "客户没有答复": "The customer did not answer",
    "并入另一件事": "Joined to another matter",
    "应客户要求提供其全部资料": "Customer given all their data",
    "应客户要求删除个人信息": "Personal data erased, as the customer asked",
    "管理员": "Administrator",
    "格式": "Form",
    "文件摘要": "Digest of the file",
    "缺少小时数": "hours missing",
    "数字": "Numbers",
    "无": "none",
    "从": "From",
    "到": "to",
    "查看": "Show",
    "选择日期": "Choose the days",
    "按人": "By person",
    "失约率": "Broken:",
    "失约原因": "Why promises broke",
    "改期": "Moved",
    "没有改期。": "Nothing was moved.",
    "没有规则让步。": "No rule gave way.",
    "告知姓名用时": "Time to a name",
    "最近一小时": "in the last hour",
    "我方改期{n}个": "{n} moved by us",
    "{n}个到期，{k}个履行": "{n} came due, {k} kept",
    "这几天没有到期的承诺，也没有新的工单。": "No promise came due in these days, and no case began.",
    "这些数字怎样算": "How these numbers are counted",
    "到期承诺": "Came due",
    "履行率": "Kept",
    "按首次时间履行率": "Kept as first said",
    "未接通率": "Not reached",
    "失约": "Broken",
    "迟到中位": "Late, median",
    "迟到95%": "Late, 95%",
    "改期次数": "Moved",
    "新工单": "New cases",
    "告知姓名中位": "Name, median",
    "告知姓名95%": "Name, 95%",
    "再次来访": "Came again",
    "客户追问": "Asked again",
    "缺少的小时数": "Hours missing",
    "这几天里履行、按时致电但未接通、失约的承诺之和，算给承诺的负责人。改期和取消的不算在内。": (
        "Promises kept, called in time but not reached, or broken in these days, counted for their owner. Moved and "
        "cancelled ones are not among them."
    ),
    "履行的 ÷ 到期承诺。": "Kept ÷ came due.",
    "履行的 ÷（到期承诺＋我方改期的）。客户要求的改期不算；我方改期算作没有按首次说的时间履行。": (
        "Kept ÷ (came due + moved by us). What the customer asked to move does not count; what we moved counts as not "
        "kept at the time first given."
    ),
    "按时致电但没有接通的 ÷ 到期承诺。": "Called in time but not reached ÷ came due.",
    "到时没有致电、没有凭据或没有结果的承诺。失约之后补上也仍然是失约。": (
        "Promises without a call, evidence or result at their time. One that is made good later stays broken."
    ),
    "失约的承诺，从约定时间到同一工单下一次履行（开始致电），不足一分钟按一分钟算；还没补上的，算到结案或现在。一半不超过这个时间。": (
        "Of broken promises: from the time promised to the next one of the case that was kept (when the call began), "
        "in started minutes; where there is none, until the case ended, or now. Half are within this."
    ),
    "同上，95%不超过这个时间。": "The same; 95% are within this.",
    "客户要求改期、提前改期和临到时改期（约定时间前15分钟内）之和，不计入失约，单独列出。": (
        "Moved as the customer asked, moved ahead, and moved at the last moment (15 minutes or less before the time); "
        "not among the broken ones."
    ),
    "这几天里开始的工单，算给首接负责人。以下各项也是。": (
        "Cases that began in these days, counted for their first owner; so is all that follows."
    ),
    "从客户这次的第一句话（立案前24小时以内）到第一次告诉他姓名和时间。一半不超过这个时间。": (
        "From the customer's first words this time (24 hours before the case at most) to the first name and time they "
        "were given. Half are within this."
    ),
    "同一位客户上一件事结案后30天内又开始的工单。": "Cases that began within 30 days of the end of the same customer's last.",
    "客户问进展的次数：不该由客户来问。": "How often customers asked how it stands: they should not have to.",
    "同事之间转交的次数。": "How often colleagues handed a case over.",
    "客户重新打开已结工单的次数。": "How often customers opened a closed case again.",
    "最近一小时里，因为时限内没有空档而约到时限之外的承诺数 × 每次通话的时长。": (
        "Promises of the last hour that lie beyond their limit, as there was no slot before × the length of a call."
    ),
    "到时没有人致电": "Nobody called",
    "系统没有提醒": "The house did not remind",
    "开始致电，没有记录结果": "Call begun, no result recorded",
    "接手的同事没有按时致电": "The colleague who took over did not call in time",
    "失约后接手，再次失约": "Broken again after it was passed on",
    "没有完成的凭据": "No evidence that it was done",
    "合作单位没有致电": "The partner did not call",
    "客户要求改期": "The customer asked for it",
    "我方提前改期": "Moved ahead by us",
    "我方临到时改期": "Moved by us at the last moment",
    "同一位客户的其他工单": "Other cases of this customer",
    "已并入本案": "went into this one",
    "本案已并入该工单": "this one went into it",
    "较早的工单": "earlier",
    "较晚的工单": "later",
    "承诺、原话、送达、对话和账本，供监管部门（12315）或客户查看。每次导出都会记入本工单的经过。": (
        "Promises, exact words, deliveries, conversation and ledger, for an authority (12315) or the customer. Each "
        "export is noted in the history of this case."
    ),
    "导出可打印的文件": "A document to print",
    "导出数据文件": "A file of data",
}
