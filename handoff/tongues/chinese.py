"""What customers are told in Chinese, in Simplified letters; the Traditional ones are made of it.

The telephone says most of these sentences, too: `channels.voice.speech` knows their turns.
"""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    # How things are put together.
    "between": "",
    "comma": "、",
    "stop": "。",
    "weekdays": "周一 周二 周三 周四 周五 周六 周日",
    "months": "1 2 3 4 5 6 7 8 9 10 11 12",
    "when": "{month}月{day}日（{weekday}）{time}",
    "when.year": "{year}年{month}月{day}日（{weekday}）{time}",
    "when.span": "{start}至{end}",
    "who": "{name}（{title}）",
    "tail": "（尾号{digits}）",
    "case": "编号 {case}。",
    # The promise.
    "promise.call": "{who}将于{when}前致电您{tail}",
    "promise.message": "{who}将于{when}前在这里联系您",
    "promise.ring_again": "请您于{when}再次来电，我们把电话直接接到{who}，由其当时联系您",
    "promised": "{promise}。",
    "promised.window": (
        "您希望的时间段里没有空出来的人，没能按您的意思安排，很抱歉；如果上面的时间不方便，请告诉我们哪个时间可以。"
    ),
    "promised.taken_as": "您说的时间，我们理解为{span}；如果不是这个意思，请告诉我们。",
    "promised.open": "您还没说定时间，先这样安排；想换时间，请告诉我们。",
    "promised.cost": "您为此多花的钱也已记下，{owner}会一并答复您。",
    # The answer that ends every service conversation.
    "first.complaint": "非常抱歉，让您遇到了这样的事。谢谢您告诉我们。",
    "first.repair_status": "很抱歉，维修的事还要您来问。谢谢您联系我们。",
    "first.refund": "很抱歉，这次购买没能让您满意。谢谢您告诉我们。",
    "first.hq_contact": "很抱歉，让您要找到总部才行。谢谢您联系我们。",
    "first.other": "很抱歉，这件事没能当场为您办好。谢谢您联系我们。",
    "first.repeat": "非常抱歉，让您为同一件事又来找我们一次。谢谢您再给我们说明的机会。",
    "first.silent": "很抱歉，我们没能马上回应您。谢谢您联系我们，您写的话已经原样记下。",
    "next.complaint": "您说的都已记下，不用再说第二遍。",
    "next.repair_status": "联系之前，维修进度会先查清楚。",
    "next.refund": "退款怎么办、什么时候办，到时和您一一说定。",
    "next.hq_contact": "您说的都已记下，不用再说第二遍。",
    # A promise that stands.
    "restate": "抱歉让您挂心，谢谢您来问。安排没有变：",
    "noted": "谢谢您补充，已经记下，{owner}会看到。安排不变：",
    "thanked": "也谢谢您。",
    "not_online": "抱歉，{owner}此刻没能马上来这里和您聊，谢谢您等一等，答应您的不变：",
    "not_put_through": "抱歉，{owner}此刻没能接起电话，谢谢您等一等，答应您的不变：",
    "in_call": "{who}正在给您打电话，请留意来电。谢谢您。",
    # A new promise.
    "abandoned": "很抱歉，刚才的电话断了，没能听您说完。谢谢您来电。",
    "reach_changed": "好的，已经记下，谢谢您。",
    "moved": "好的，谢谢您告诉我们。时间已改：",
    "replanned.left": "很抱歉，{earlier}已不在这个岗位，提前告诉您。谢谢您的体谅。现在的安排是：",
    "replanned.off_duty": "很抱歉，{earlier}到时不在岗，提前告诉您。谢谢您的体谅。现在的安排是：",
    "replanned.busy": "很抱歉，{earlier}手上的事还没结束，怕误了时间，提前告诉您。谢谢您的体谅。现在的安排是：",
    "broken": "非常抱歉，{earlier}没有按答应的时间联系您，这是我们的错。谢谢您给我们机会补上。",
    "broken.ring_again": "非常抱歉，{earlier}没有按答应的时间接到您的电话，这是我们的错。谢谢您给我们机会补上。",
    "broken.taken": "这件事现在由{owner}亲自负责：",
    "action_broken": "非常抱歉，{earlier}答应您的事没有按时办完：{what}这是我们的错。谢谢您给我们机会补上。",
    "action_broken.promised": "{promise}，给您答复。",
    "not_reached": "抱歉，刚才没能和您联系上。谢谢您留意。",
    "not_reached.promised": "{promise}；想换时间，直接在这里告诉我们。",
    "handed_over": "抱歉，您的事换了负责人：{earlier}已把您说过的全部转交{owner}，不用再说一遍。谢谢您。",
    "escalated": "非常抱歉让您这样失望。谢谢您直说，已补记在您的个案里。现在的安排是：",
    "reopened": "很抱歉，事情还没有解决。谢谢您告诉我们，原来的记录接着用。",
    "partner_joins": "谢谢您的等待。为了办好这件事，我们请了{organisation}一起：{what}",
    "partner_joins.promised": "{promise}。{own}仍然对您负责，答应您的不变，有事只管在这里说。",
    "withdrawn": "非常抱歉，答应您的事有变化：{what}谢谢您听我们亲自说明。",
    "withdrawn.promised": "{promise}，把原因和接下来怎么办说清楚。",
    # What a person promised to do, and what the company pays.
    "action": "{who}将于{when}前完成：{what}",
    "action_promised": "谢谢您刚才和我们沟通。答应您的事记在这里：",
    "action_restated": "抱歉让您挂心，谢谢您来问。",
    "action_passed_on": (
        "抱歉，您的事换了负责人：{earlier}已全部转交{owner}，不用再说一遍。谢谢您。答应您的事接着办："
    ),
    "action_done": "谢谢您的等待。{who}答应您的事已经办完：{what}如有不对，请在这里告诉我们。",
    "cost_answered": "抱歉让您多花了钱，谢谢您告诉我们。关于这笔费用，{who}答复您：{answer}",
    # The end of a case.
    "unreachable": (
        "抱歉，{who}在{times}个不同的时间给您打电话，都没能联系上。您的事我们一直记着，谢谢您的体谅。"
        "什么时候方便，直接在这里说一声，马上另约时间；如果已经解决，回复「是」就结束。"
    ),
    "close_proposal": (
        "谢谢您。{who}这样记录了处理结果：{summary}"
        "您看是不是已经解决了？回复「是」就结束，回复「不是」就继续由{owner}处理。"
    ),
    "close_proposal.reached": "已经和您通过电话，您问的事都在电话里答复了。",
    "close_proposal.unreachable": "我们在不同的时间给您打过电话，都没能接通。",
    "closed": "好的，谢谢您确认，这件事就此结束，我们不再打扰您。以后有需要，随时在这里说一声。",
    "solved": "太好了，谢谢您告诉我们。原先安排的联系都已取消，不会再为这件事打扰您。",
    "left_alone": "好的，抱歉打扰您了。原先安排的联系都已取消，我们不再找您；哪天想起什么，随时来说一声就好。谢谢您。",
    # Before there is a case.
    "ask_for_a_time": "好的。您希望我们什么时间联系您？比如「明天下午三点以后」。",
    "greeting": "您好，谢谢您联系我们。发生了什么、希望怎么办，请直接说，我给您安排专人，说定时间。",
    "nothing_open": (
        "您好。谢谢您联系我们。您现在没有还在处理的事。如果有需要，请直接告诉我们发生了什么，我们会安排专人联系您。"
    ),
    "greet": (
        "您好，谢谢您联系我们。投诉、查维修进度、退换货、找总部，都可以直接说；发生了什么、希望怎么办，您慢慢讲，"
        "我给您安排专人。"
    ),
    "welcome": "不客气，也谢谢您。以后有任何事，直接在这里告诉我就好。",
    "goodbye": "好的，谢谢您。再见，有需要随时在这里找我们。",
    "what_about": "抱歉，我还不太明白您要办的事。能用一句话说说发生了什么吗？我马上给您安排专人。",
    "noted_what_about": "谢谢，已经记下了。请问是什么事需要我们帮忙？说一句就行，我给您安排专人。",
    "sorry": "非常抱歉给您带来这样的不愉快，谢谢您告诉我们。我现在就安排专人负责这件事，先问一句：",
    "sorry_repeat": "非常抱歉，让您为同一件事又找了我们一次，谢谢您还愿意再说。我现在就安排专人负责到底，先问一句：",
    "taken": "好的，谢谢您联系我们，我现在就给您安排专人，先问一句：",
    "ask_phone": ("请问方便用哪个电话联系您？什么时间方便也可以一并告诉我。不方便留也没关系，我照样给您安排专人。"),
    "ask_order_number": "请问订单号或维修单号是多少？手边没有也没关系，我照样给您安排专人。",
    "too_fast": "您发得太快了，前面的话我们都已收到，正在逐条回复。请稍等几秒再发。",
    # Codes, and things that turn out to belong together.
    "code": "您的验证码是 {code}，10分钟内有效，用来在网页上接着办您的事。请不要告诉任何人。如果不是您要的，不用理会。",
    "code_sent": (
        "验证码已发到尾号{digits}的手机，10分钟内有效。确认之后，就能接着办以前的事。"
        "没有收到的话，也可以直接在这里写，一样有人负责。"
    ),
    "confirmed": "谢谢您，手机号已确认{tail}。",
    "gone_on": "谢谢您，已经接上了，您说过的不用再说一遍。",
    "nothing_before": "现在没有正在为您办理的事。有什么事，请直接写在这里。",
    "joined": ("抱歉让您分开说了两回，谢谢您。编号 {numbers} 的事已和这一件合在一起，由同一个人负责，不用再说一遍。"),
    "code_refused": "验证码不对，或者已经过期。请看最近收到的那条短信，再输一次；也可以直接写下您的事，一样有人负责。",
    "too_many_tries": "试的次数太多，请过一会儿再试。也可以直接写下您的事，一样有人负责。",
    "asked_too_often": "验证码刚刚发过。请等一分钟看看短信；还是没有收到的话，可以直接写下您的事，一样有人负责。",
    "asked_enough": "今天发的验证码已经够多了，请明天再试。也可以现在就直接写下您的事，一样有人负责。",
}
