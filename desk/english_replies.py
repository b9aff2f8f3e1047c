"""English for what the reply box says: the channel's rules, and why words should not be sent."""

from __future__ import annotations

REPLIES: dict[str, str] = {
    "这句话向客户承诺了时间和要办的事。请用“另作承诺”登记：客户会收到同样的话，到时系统会守着。": (
        "This promises the customer something by a time. Enter it under “Promise something more”: they read the same "
        "words, and it is watched."
    ),
    "客户已说解决，请不要再为这件事联系。客户再来找时会是新的工单；有新的事要办，请先和主管商量。": (
        "The customer has said that it is solved: do not contact them about it again. If they come back, that is a new "
        "case; if something is left to do, talk to your supervisor first."
    ),
    "这个工单已经结案，请不要再联系客户。客户再来时会重新打开，那时再回复。": (
        "This case is closed: do not contact the customer again. It reopens when they come back; answer then."
    ),
    "回复由负责人或主管来写。您有要说的，请先告诉负责人，或请主管转交给您。": (
        "The owner or a supervisor writes to the customer. Tell the owner what you have to say, or ask a supervisor to "
        "hand the case to you."
    ),
    "客户已退订或取消关注，没有可以发消息的渠道。请按约定的时间致电；没有电话时请交主管。": (
        "The customer has opted out or left, and no channel remains. Call at the time promised; without a number, "
        "tell your supervisor."
    ),
    "这个渠道发不了文字。请按约定的时间致电客户。": "This channel takes no text. Call the customer at the time promised.",
    "客户48小时内没有在这里说话，现在发不出去。请按约定的时间致电，或等客户再来消息。": (
        "The customer has not written here for 48 hours, so nothing can be sent. Call at the time promised, or "
        "wait for their next message."
    ),
    "这个窗口只剩最后一条，留给承诺的通知。请按约定的时间致电，或等客户再来消息。": (
        "Only the last message of this window is left, and it is kept for a promise. Call at the time promised, or "
        "wait for their next message."
    ),
    "显示在客户的网页聊天里；客户不在页面上时，下次打开才看到。": (
        "Shown in the customer's web chat; if they have left the page, when they open it again."
    ),
    "以文字直接发给客户。": "Sent to the customer as text.",
    "以文字直接发给客户；窗口的最后一条留给承诺的通知。": (
        "Sent to the customer as text; the last message of the window is kept for a promise."
    ),
    "国内短信不能发自由文字：客户会收到一个验证码，在公司网页的聊天里输入后，看到您写的话。": (
        "An SMS in mainland China takes no free text: the customer gets a code, types it in the chat on the company's "
        "page, and reads your words there."
    ),
    "窗口已关，文字发不出去：客户会收到一条模板消息和验证码，在公司网页的聊天里输入后，看到您写的话。": (
        "The window is closed to text: the customer gets a template message with a code, types it in the chat on the "
        "company's page, and reads your words there."
    ),
    "客户已离开原来的渠道，回复改走这里。": "The customer has left their former channel; replies go here now. ",
    "请写下要对客户说的话，至少两个字。": "Write what you say to the customer, at least two characters.",
    "超过了这个渠道一条消息的字数。请缩短，或分成几条发。": (
        "Longer than one message of this channel. Shorten it, or send it in parts."
    ),
    "已写给客户，送达情况见对话。": "Written to the customer; the conversation shows how it is delivered.",
    "像是在怪客户。": "It sounds like blaming the customer.",
    "改说：很抱歉让您遇到这样的事，我来查清楚，由我们负责。": (
        "Say instead: I am sorry that this happened to you. I will find out, and we answer for it."
    ),
    "像是在纠正客户，或评价客户的态度。": "It corrects the customer, or judges how they behave.",
    "改说：我明白您的意思，谢谢您直说。接着说您现在会做什么。": (
        "Say instead: I understand, and thank you for saying it. Then say what you will do now."
    ),
    "拿客户和别人比。": "It compares the customer with others.",
    "只说这位客户的事：发生了什么，您怎么办，什么时候办好。": (
        "Speak of this customer only: what happened, what you will do, and by when."
    ),
    "把客户的事说小了。": "It belittles what happened.",
    "改说：这件事给您添了麻烦，很抱歉。": "Say instead: this gave you trouble, and I am sorry.",
    "自夸帮不了客户。": "Praising ourselves helps nobody.",
    "改说这一次错在哪里，您怎么补上。": "Say what went wrong this time, and how you will make up for it.",
    "请客户为我们着想，或要客户撤回意见。": "It begs, or asks the customer to take their words back.",
    "改说您会做什么；投诉和评价都由客户自己决定。": (
        "Say what you will do; complaints and reviews are the customer's own affair."
    ),
    "不能要分数或好评，也不能暗示或给好处。": "Never ask for a score or a good review, hint at one, or reward it.",
    "想知道客户怎么看，就问一句：还有哪里没有办好吗？": "To know what they think, ask one thing: is there anything not yet right?",
    "没有说时间，客户不知道要等到什么时候。": "There is no time in it: the customer does not know how long to wait.",
    "写明由谁、在哪一天几点前，例如：我今天17:00前回复您。": (
        "Say who, on which day and by what time, such as: I will answer you today by 17:00."
    ),
    "不要让客户再去打电话。": "Do not send the customer to another number.",
    "由您去联系对方，再告诉客户几点前有结果。": "Call them yourself, and tell the customer by when there will be an answer.",
    "拿客户和别人比，把事说小，或自夸。": "It compares, belittles or boasts.",
}
