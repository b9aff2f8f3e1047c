"""English for the page of the rota, for what the core refuses there, and for the calendar."""

from __future__ import annotations

ROTA: dict[str, str] = {
    "排班": "Rota",
    "选择哪一周": "Which week",
    "上一周": "Week before",
    "下一周": "Week after",
    "回到本周": "This week",
    "没有班": "not on duty",
    "休息日": "day off",
    "{n}个承诺": "promises: {n}",
    "可再接{n}个": "room for {n}",
    "已满": "full",
    "请假": "Leave",
    "病假": "Sick",
    "会议": "Meeting",
    "值班": "Duty",
    "换班": "Swap",
    "开始（上海时间）": "From (Shanghai time)",
    "结束（上海时间）": "Until (Shanghai time)",
    "原因（可不填；本人和主管可见）": "Reason (optional; for the person and supervisors)",
    "登记和安排": "Report and arrange",
    "我病了，今天回家（到{time}）": "I am ill and going home (until {time})",
    "登记病假": "Report sick",
    "登记会议": "Enter the meeting",
    "登记请假": "Enter the leave",
    "安排值班": "Put on duty",
    "值班（夜间、节假日）": "Duty (nights, holidays)",
    "到时的承诺由同事接手，客户会提前收到新的姓名。": (
        "Colleagues take over what is promised for that time, and customers get the new name beforehand."
    ),
    "会议期间不安排回电。": "No call is promised for that time.",
    "班表之外的时间，休息日也可以。": "Outside the weekly shifts, on a day off too.",
    "两位同事互换这一天的班。": "Two people take each other's shifts of that day.",
    "和谁换": "With",
    "哪一天": "Day",
    "请假、值班和换班由主管安排。": "Leave, duty and swaps are for supervisors.",
    "这一周的改动": "Changes of this week",
    "{name}安排于": "arranged by {name},",
    "{name}撤销于": "undone by {name},",
    "撤销": "Undo",
    "没有改动：按班表上班。": "Nothing changed: the weekly shifts hold.",
    "到时不在岗，正在安排同事": "Not on duty then; a colleague is being found",
    "日历订阅": "Calendar",
    "把这个地址加到手机或电脑的日历里，您的承诺会自动出现；里面没有客户的姓名和电话。地址只给自己用。": (
        "Subscribe to this address in your calendar and your promises appear there, without customers' names or "
        "numbers. Keep it to yourself."
    ),
    "日历地址": "Address of the calendar",
    "复制": "Copy",
    "已复制": "Copied",
    "换一个地址（旧地址作废）": "Take a new address (the old one ends)",
    "已换新的日历地址，旧地址不再有效。请在日历里重新订阅。": (
        "You have a new address and the old one has ended. Subscribe anew in your calendar."
    ),
    "{name}的承诺": "Promises of {name}",
    "客户的姓名、电话和全部经过在工作台：": "The customer's name, number and the whole case are at the desk:",
    "请选择开始的日期和时间。": "Choose when it begins.",
    "请选择结束的日期和时间。": "Choose when it ends.",
    "原因最多200字，请缩短。": "At most 200 characters: shorten the reason.",
    "请选择要换班的同事。": "Choose whose duty is swapped.",
    "请选择和谁换。": "Choose with whom.",
    "请选择换哪一天。": "Choose the day.",
    "已登记病假，请好好休息。": "You are reported sick. Get well soon.",
    "已登记病假。": "Reported sick.",
    "已登记会议。": "The meeting is entered.",
    "已登记请假。": "The leave is entered.",
    "已安排值班。": "The duty is entered.",
    "已换班。": "Swapped.",
    "已撤销这条安排。": "Undone.",
    "有{n}个承诺到时无人在岗：守约系统会在几秒内请同事接手，并告诉客户。": (
        "Promises that nobody would be there for: {n}. Within seconds the keeper finds colleagues and tells the "
        "customers."
    ),
    "没有承诺受影响。": "No promise is affected.",
    # Refusals of the core.
    "没有这位同事或这种安排。请刷新页面重新选择。": "There is no such colleague or change. Reload and choose again.",
    "结束时间要晚于开始时间，也要晚于现在。请改一下时间。": "It must end after it begins, and after now. Change the times.",
    "一次最多安排180天。更长的请改排班文件。": "At most 180 days at a time. Change the rota's files for more.",
    "这条安排已经撤销。请刷新页面。": "This is undone already. Reload.",
    "换班需要两位不同的同事。请重新选择。": "A swap needs two different people. Choose again.",
    "这一天两位同事都没有班，没有可换的。": "Neither is on duty that day: there is nothing to swap.",
    "这一天的班已经开始或过去，不能再换。": "The duty of that day has begun or is over.",
    "请假、值班和换班由主管安排；自己可以登记病假和会议。": (
        "Leave, duty and swaps are for supervisors; you can report yourself sick and enter meetings."
    ),
    "您今天没有班了。以后几天的病假，请在表单里选时间。": (
        "You have no more duty today. For other days, choose the times in the form."
    ),
}
