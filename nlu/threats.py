"""Whether a word of threat is meant as one: not when it is denied, told of others, a calling, a place or a thing."""

from __future__ import annotations

import re

_REACH = 16
_DENIED = re.compile(
    r"(?:不想|不会|不是(?:来|要)?|没想|不用|不打算|不至于|没必要|懒得|不愿意?|还没(?:有)?)[^,，。!！?？就只那再]{0,4}$|"
    r"没(?:有)?(?:打|找|去|要|想|报|发)?$"
)
_MEANT_ALL_THE_SAME = re.compile(r"以为|难道|信不信|逼|非要|非得|是不是要我")
_TURN = re.compile(r"^[^。!！]{0,14}(?:但|可是|不过|再不|如果|要是|逼)")
# What the word means beside these is something else.
_NOT_BEFORE: dict[str, re.Pattern[str]] = {
    "告": re.compile(r"[转广报通公警预禀劝宣忠布被原]$"),
    "媒体": re.compile(r"(?:多|流|新|自|融|全|被)$"),
    "报警": re.compile(
        r"(?:机器|设备|自动|烟雾|一直|总是|老是|老|总|故障|提示|显示|温度|压力|低温|高温|滴滴|不停|频繁|误|蜂鸣|声音|它|"
        r"空调|冰箱|热水器|电梯|车子?|胎压|燃气|煤气|烟感|门锁|主板|屏幕|半夜|水位|传感器|探测器)[^,，。我]{0,3}$"
    ),
    "举报": re.compile(r"(?:被|被人|恶意|遭)$"),
    "曝光": re.compile(r"(?:被|多次|自动|双重|手动|长|相机|照片)$"),
    "发": re.compile(r"(?:你们?|您|店家|商家|官方|主播|客服|直播)[^,，。我]{0,3}$|(?:怎么|如何|不能|无法|没法|不了)$"),
    "报纸": re.compile(r"(?:旧|用|一张|包着?|订|看|拿|垫|买|几张)$"),
    "电视台": re.compile(r"(?:收不到|没有|几个|多少|搜不到|搜|看不到|看不了|少了?|个|所有|地方|所有的)$"),
    "12": re.compile(r"[¥￥$]\s?$"),
    "维权": re.compile(r"(?:不好|难)$"),
}
_PLACE_AFTER = r"(?:旁|附近|对面|门口|路|街|宿舍|小区|站|地铁|上班|工作|家属|大楼|大院|的地址|收货|边上|隔壁|后面|前面)"
_NOT_AFTER: dict[str, re.Pattern[str]] = {
    "报警": re.compile(r"器|灯|音|声|提示|代码|系统|功能|装置|信号|短信|故障|设置|温度|参数|主机|探头|什么意思|怎么(?:关|取消|解除)|响"),
    "曝光": re.compile(r"度|过度|不足|补偿|时间|率|量|值"),
    "媒体": re.compile(r"文件|播放|库|功能|音量|键|声音|中心|运营|账号|存储"),
    "发视频": re.compile(r"(?:给(?:你|您|客服|师傅)|过去|过来|不了|失败|的时候|卡|说明|看|证明|通话)"),
    "发朋友圈": re.compile(r"(?:集赞|点赞|好评|返|晒|领|送|宣传|可以|能)"),
    "律师": re.compile(r"费|证|资格|考试|袍|事务所(?:上班|工作|的地址|楼|收|订)"),
    "派出所": re.compile(_PLACE_AFTER + "|户籍|证明|开的"), "公安局": re.compile(_PLACE_AFTER + "|户籍|证明|开的"),
    "法院": re.compile(_PLACE_AFTER + "|拍卖|专递"), "检察院": re.compile(_PLACE_AFTER), "教育局": re.compile(_PLACE_AFTER),
    "工商局": re.compile(_PLACE_AFTER + "|注册|登记"), "物价局": re.compile(_PLACE_AFTER),
    "电视台": re.compile(_PLACE_AFTER + "|节目|收不|看不"),
    "报社": re.compile(_PLACE_AFTER), "卫健委": re.compile(_PLACE_AFTER), "法庭": re.compile(_PLACE_AFTER),
    "黑猫": re.compile(r"警长|图案|款|公仔|玩偶|头像|色|白猫"), "12": re.compile(r"\s?(?:[元块个台米克斤步人分份毫]|mah|rmb)"),
    "销户": re.compile(r"(?:怎么|流程|手续|需要|要带|在哪|可以)"), "举报": re.compile(r"(?:有奖|奖励|中心页面)"),
    "告到": re.compile(r"(?:知|诉)"), "转网": re.compile(r"(?:吗|怎么|流程|条件|需要|资格)"), "携号": re.compile(r"转入"),
}  # fmt: skip
_SELF = re.compile(
    r"(?:我|他|她|老公|老婆|爱人|爸|妈|朋友|儿子|女儿|本人|家里人|同学|邻居|客户)(?:自己)?(?:就|也|都|以前|曾经|现在)?"
    r"(?:是|当|做|在|干)(?:一?[名个位家])?[^,，。!！?？]{0,4}$|(?:买给|送给|适合|专为|给一位)[^,，。]{0,3}$"
)
_CALLINGS = ("律师", "记者", "法院", "法庭", "派出所", "公安局", "检察院", "媒体", "电视台", "报社", "纪委", "教育局", "工商局",
             "市场监管", "监管局", "消协", "卫健委", "仲裁", "信访", "税务局", "市监局", "经侦", "物价局", "住建局")  # fmt: skip
_QUARREL = re.compile(
    r"投诉|[告骗欺赔诉罚]|违法|追究|不解决|不处理|不给|不退|等着|小心|曝光|知道怎么|权益|证据|消法|态度|拒绝|后果|不管|维权|垃圾|敷衍"
)
_SEEN = re.compile(r"(?:看到|看见|刷到|听说|据说|看了|新闻上|新闻里|有人)[^,，。我]{0,10}$")
_SUFFERED = re.compile(r"(?:听说|看到|据说|新闻|你们)[^,，。我]{0,10}被[^,，。]{0,4}$")


def meant(text: str, kind: str, start: int, end: int) -> bool:
    """Whether the phrase at this place threatens."""
    phrase, before, after = text[start:end].lower(), text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if phrase[0].isdigit() and (before[-1:].isdigit() or after[:1].isdigit()):
        return False  # 12345 within a telephone number is not the government's line
    if any(phrase.startswith(word) and rule.search(before) for word, rule in _NOT_BEFORE.items()):
        return False
    if any(phrase.startswith(word) and rule.match(after) for word, rule in _NOT_AFTER.items()):
        return False
    if phrase in _CALLINGS and _SELF.search(before) and not _QUARREL.search(text):
        return False
    if _SUFFERED.search(before) or (kind == "press" and _SEEN.search(before)):
        return False
    denied = _DENIED.search(before) and not _MEANT_ALL_THE_SAME.search(before) and not _TURN.match(after)
    return not denied
