"""What customers are told in English. Names, titles and what a person wrote themselves stay as they wrote them."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    # How things are put together.
    "between": " ",
    "comma": ", ",
    "stop": ".",
    "weekdays": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "months": "January February March April May June July August September October November December",
    "when": "{weekday}, {day} {month}, {time}",
    "when.year": "{weekday}, {day} {month} {year}, {time}",
    "when.span": "{start} to {end}",
    "who": "{name} ({title})",
    "tail": " (number ending in {digits})",
    "case": "Case number {case}.",
    # The promise.
    "promise.call": "{who} will call you{tail} by {when}",
    "promise.message": "{who} will message you here by {when}",
    "promise.ring_again": (
        "Please call us again on {when}: we will put you straight through to {who}, who will talk with you then"
    ),
    "promised": "{promise}.",
    "promised.window": (
        "We are sorry that nobody was free at the time you wished for. If the time above does not suit you, please "
        "tell us which one does."
    ),
    "promised.taken_as": "We understood your time as {span}; if you meant another, please tell us.",
    "promised.open": "You have not settled on a time yet, so this is arranged for now; to change it, please tell us.",
    "promised.cost": (
        "What this has cost you beyond that is written down too, and {owner} will give you an answer to it."
    ),
    # The answer that ends every service conversation.
    "first.complaint": "We are very sorry that this happened to you. Thank you for telling us.",
    "first.repair_status": "We are sorry that you had to ask about your repair. Thank you for contacting us.",
    "first.refund": "We are sorry that this purchase did not make you happy. Thank you for telling us.",
    "first.hq_contact": "We are sorry that you had to turn to head office. Thank you for contacting us.",
    "first.other": "We are sorry that this could not be settled for you on the spot. Thank you for contacting us.",
    "first.repeat": (
        "We are very sorry that you had to come back to us about the same matter. Thank you for giving us another "
        "chance."
    ),
    "first.silent": (
        "We are sorry that we could not answer you at once. Thank you for contacting us; your words are kept exactly "
        "as you wrote them."
    ),
    "next.complaint": "Everything you said is written down, so you need not say it again.",
    "next.repair_status": "Before that, we will find out how far your repair is.",
    "next.refund": "How and when you are refunded will be settled with you then, point by point.",
    "next.hq_contact": "Everything you said is written down, so you need not say it again.",
    # A promise that stands.
    "restate": "We are sorry that this has been on your mind, and thank you for asking. Nothing has changed:",
    "noted": "Thank you for adding this. It is written down, and {owner} will see it. Nothing has changed:",
    "thanked": "Thank you, too.",
    "not_online": (
        "We are sorry that {owner} could not join you here right now, and thank you for waiting. What was promised "
        "stands:"
    ),
    "not_put_through": (
        "We are sorry that {owner} could not pick up right now, and thank you for waiting. What was promised stands:"
    ),
    "in_call": "{who} is calling you at this moment; please look out for the call. Thank you.",
    # A new promise.
    "abandoned": "We are sorry that the call was cut off before you could finish. Thank you for calling.",
    "reach_changed": "Certainly, that is written down. Thank you.",
    "moved": "Certainly, and thank you for telling us. The time has been changed:",
    "replanned.left": (
        "We are sorry that {earlier} no longer works in this position, and tell you in good time. Thank you for your "
        "understanding. From now on it is:"
    ),
    "replanned.off_duty": (
        "We are sorry that {earlier} will not be on duty then, and tell you in good time. Thank you for your "
        "understanding. From now on it is:"
    ),
    "replanned.busy": (
        "We are sorry that {earlier} is still busy and might be late, and tell you in good time. Thank you for your "
        "understanding. From now on it is:"
    ),
    "broken": (
        "We are very sorry: {earlier} did not contact you at the time you were promised. That is our fault. Thank you"
        " for the chance to make up for it."
    ),
    "broken.ring_again": (
        "We are very sorry: {earlier} did not take your call at the time you were promised. That is our fault. Thank "
        "you for the chance to make up for it."
    ),
    "broken.taken": "From now on {owner} is personally responsible:",
    "action_broken": (
        "We are very sorry: what {earlier} promised you was not done in time: {what} That is our fault. Thank you for"
        " the chance to make up for it."
    ),
    "action_broken.promised": "{promise}, with an answer for you.",
    "not_reached": "We are sorry that we could not reach you just now. Thank you for looking out for us.",
    "not_reached.promised": "{promise}; if you would like another time, just tell us here.",
    "handed_over": (
        "We are sorry that somebody else now looks after your case: {earlier} has passed everything you said on to "
        "{owner}, so you need not say it again. Thank you."
    ),
    "escalated": (
        "We are very sorry to have let you down like this. Thank you for saying so plainly; it has been added to your"
        " case. From now on it is:"
    ),
    "reopened": (
        "We are sorry that it is not solved yet. Thank you for telling us; we go on with everything you told us before."
    ),
    "partner_joins": "Thank you for waiting. To get this done we have asked {organisation} to join in: {what}",
    "partner_joins.promised": (
        "{promise}. {own} remains responsible to you, and what was promised stands; whatever comes up, just say it "
        "here."
    ),
    "withdrawn": (
        "We are very sorry: there is a change in what was promised to you: {what} Thank you for hearing it from us in"
        " person."
    ),
    "withdrawn.promised": "{promise}, to explain why and what happens next.",
    # What a person promised to do, and what the company pays.
    "action": "{who} will do this by {when}: {what}",
    "action_promised": "Thank you for talking with us just now. What was promised to you is written down here:",
    "action_restated": "We are sorry that this has been on your mind, and thank you for asking.",
    "action_passed_on": (
        "We are sorry that somebody else now looks after your case: {earlier} has passed everything on to {owner}, so"
        " you need not say it again. Thank you. What was promised stands:"
    ),
    "action_done": (
        "Thank you for waiting. What {who} promised you is done: {what} If anything is not right, please tell us here."
    ),
    "cost_answered": (
        "We are sorry for what this has cost you, and thank you for telling us. About that cost, {who} answers: "
        "{answer}"
    ),
    # The end of a case.
    "unreachable": (
        "We are sorry: {who} called you at {times} different times and could not reach you. Your case is not "
        "forgotten; thank you for your understanding. Just tell us here when it suits you, and we will arrange "
        'another time; if it is solved already, reply "yes" and it ends here.'
    ),
    "close_proposal": (
        'Thank you. {who} has written down this result: {summary} Would you say that it is solved? Reply "yes" and it'
        ' ends here; reply "no" and {owner} goes on with it.'
    ),
    "close_proposal.reached": "we have talked with you on the phone and answered your questions.",
    "close_proposal.unreachable": "we called you at different times and could not get through.",
    "closed": (
        "Certainly. Thank you for confirming: this ends here, and we will not disturb you any more. Should you need "
        "us again, just write here."
    ),
    "solved": (
        "Wonderful, and thank you for telling us. What was arranged is cancelled, and we will not disturb you about "
        "this any more."
    ),
    "left_alone": (
        "Certainly, and we are sorry to have disturbed you. What was arranged is cancelled, and we will not contact "
        "you any more; should anything come to mind, just write. Thank you."
    ),
    # Before there is a case.
    "ask_for_a_time": 'Certainly. When would you like to hear from us? For example "tomorrow after 3 pm".',
    "greeting": (
        "Hello, and thank you for contacting us. Please tell us what happened and what you would like us to do; a "
        "named person will see to it, at a time we will tell you."
    ),
    "nothing_open": (
        "Hello, and thank you for contacting us. Nothing of yours is open at the moment. If you need anything, please"
        " tell us what happened, and a named person will contact you."
    ),
    "greet": (
        "Hello, and thank you for contacting us. A complaint, the state of a repair, a return or an exchange, head "
        "office: just say what happened and what you would like us to do, and a named person will see to it."
    ),
    "welcome": "You are welcome, and thank you, too. Whatever comes up, just tell us here.",
    "goodbye": "Certainly, and thank you. Goodbye; we are here whenever you need us.",
    "what_about": (
        "Sorry, I did not quite understand what you need. Could you tell me in one sentence what happened? Then a "
        "named person will see to it."
    ),
    "noted_what_about": (
        "Thank you, that is written down. What can we help you with? One sentence is enough, and a named person will "
        "see to it."
    ),
    "sorry": (
        "We are very sorry for the trouble, and thank you for telling us. A named person will take this on right now;"
        " just one question first:"
    ),
    "sorry_repeat": (
        "We are very sorry that you had to come back to us about the same matter, and thank you for telling us again."
        " A named person will now see it through; just one question first:"
    ),
    "taken": "Certainly, and thank you for contacting us. A named person will see to it; just one question first:",
    "ask_phone": (
        "Which phone number may we call you on? You can also tell me which time suits you. If you would rather not "
        "give one, that is all right; a named person will see to it all the same."
    ),
    "ask_order_number": (
        "What is your order number or repair number? If you do not have it at hand, that is all right; a named person"
        " will see to it all the same."
    ),
    "too_fast": (
        "You are writing faster than we can answer. Everything so far has arrived and is being answered; please wait "
        "a few seconds and send this again."
    ),
    # Codes, and things that turn out to belong together.
    "code": (
        "Your code is {code}. It is valid for 10 minutes and lets you go on with your case on the web page. Please "
        "tell it to nobody. If you did not ask for it, just ignore it."
    ),
    "code_sent": (
        "A code is on its way to the phone ending in {digits}; it is valid for 10 minutes. Once it is confirmed, you "
        "can go on with what you told us before. If it does not arrive, just write here; somebody will see to it all "
        "the same."
    ),
    "confirmed": "Thank you, your number{tail} is confirmed.",
    "gone_on": "Thank you, you are connected; you need not say again what you have told us.",
    "nothing_before": "Nothing of yours is open at the moment. Whatever it is about, please write it here.",
    "joined": (
        "We are sorry that you had to tell us twice, and thank you. Case {numbers} is now part of this one, and one "
        "person is responsible for both; you need not say it again."
    ),
    "code_refused": (
        "That code is wrong or no longer valid. Please look at the newest text message and enter it again; you can "
        "also just write here, and somebody will see to it all the same."
    ),
    "too_many_tries": (
        "That was tried too often; please try again in a while. You can also just write here, and somebody will see "
        "to it all the same."
    ),
    "asked_too_often": (
        "A code was sent a moment ago. Please wait a minute for the text message; if it still does not arrive, just "
        "write here, and somebody will see to it all the same."
    ),
    "asked_enough": (
        "Enough codes were sent today; please try again tomorrow. You can also write here right now, and somebody "
        "will see to it all the same."
    ),
}
