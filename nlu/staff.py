"""The member of staff spoken of: by name, by number, or by what they do when they are complained about."""

from __future__ import annotations

import re

from nlu.phrases import Phrase

_SURNAME = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦柳邢岳齐梅莫庄辛管祝左涂谷祁舒耿牟卜路詹苗凌费纪靳盛童欧甄项曲游阳裴席卫屈鲍覃霍翁隋植甘景薄包司柏宁柯阮桂闵解强柴华冉房边辜吉饶刁瞿戚丘古池滕晋苑"
    "邬臧畅宫嵺苟褚廉娄盖符奚木穆燕郎邸冀姬屠郜晏栾郁蒙喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽井练仲乐虞卞封竺冼衣楚佟栗匡宗巫鞠僧桑荆谌扬沙薄伏岑习胥蔺"
)
_TITLE = "师傅|经理|主管|店员|店长|客服|专员|主任|组长|班长|队长|总监|工程师|技师|技术员|维修工|安装工|老师|先生|女士|小姐|工|总(?![是部的共之算体会结觉能不说在要给想让计价额])"
_NUMBER = re.compile(
    r"(?:工号|员工号|编号为?|客服号|坐席号)[是为:：\s]{0,3}(?P<no>[A-Za-z]{0,4}-?\d{2,8})|(?P<front>[A-Za-z]{0,3}\d{3,6})号(?:客服|"
    r"坐席|话务员|员工|接线员|服务员|技师)"
)
_CALLED = re.compile(
    rf"(?:一个|一位|个|位|那个|这个|那位|叫|名叫|你们)?姓(?P<family>[{_SURNAME}])的(?P<as>[\u4e00-\u9fff]{{0,4}}(?:师傅|经理|客服|主管|店员|"
    rf"人|女的|男的|姑娘|小伙子?|员工|工程师|领导)|[女男](?:客服|店员|师傅|员工))?"
)
_TITLED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:[{_SURNAME}])(?:{_TITLE})|(?<![谢官对厂卖各双我你贵大])(?:[{_SURNAME}])(?:师傅|经理|主管|店长|客服|专员|"
    rf"主任|组长|工程师)"
)
_AFTER_ROLE = re.compile(
    rf"(?:[小老阿][{_SURNAME}]|[{_SURNAME}](?:[\u4e00-\u9fff]{{1,2}}?)(?=$|[\s,，。!！?？、:：]|态度|说|骂|不|跟|对|把|让|给|没|答应|"
    rf"拒|敷衍|挂|很|太|服务))"
)
_SMALL = re.compile(
    rf"(?<![\u4e00-\u9fff大])[小老阿][{_SURNAME}](?![米时区伙孩说吃程心包米顾客])|(?:叫|那个|这个|客服|师傅|店员|员工)[小老阿][{_SURNAME}](?!米|"
    rf"时|区|伙|孩|程|说)"
)
_MYSELF = re.compile(r"(?:我是|我叫|我姓|免贵姓|本人姓?|敝姓|称呼我|叫我|我这边是|收货人|联系人|户主)[^,，。]{0,5}$")
_WANTED = re.compile(
    r"(?:转|找|要|接|联系|叫|派|安排|请|有没有|需要|来个|来一个|换|给我|问|让)(?:一下|一个|个|你们的?|您们的?|那个|这个|上次那个)?$"
)
_ACCUSED = re.compile(
    r"(?:投诉|举报|反映|曝光)(?:一下|下)?(?:[你您](?:们|家)?|贵司|贵公司)?(?:公司|店里?|那边|这边)?的?(?:那个|这个|一个|某个|那位|这位)?$"
)
_YOURS = re.compile(
    r"(?:[你您](?:们|家)|贵司|贵公司|店里|那个|这个|那位|这位|刚才|刚刚|昨天|上次|今天|某个|有个|一个|上门的|送货的|安装的)[^,，。]{0,4}$"
)
_GRIEVANCE = re.compile(
    r"态度|[骂凶吼骗坑]|恶劣|敷衍|威胁|欺负|讽刺|不耐烦|不理|爱答不理|推诿|推卸|忽悠|糊弄|冷漠|挂(?:我|了)?电话|挂断|翻白眼|不专业|不负责|乱收|"
    r"弄[坏丢]|摔|迟到|爽约|没礼貌|不讲理|辱|吵|怼|撒谎|胡说|不尊重|素质|甩|阴阳怪气|服务(?:很|太|真|好|特别)?(?:差|烂)"
)
_CLAUSE_END = re.compile(r"[。!！?？;；\n]")
_MOST = 3
# Without one of these signs nobody is named.
_HINT = re.compile(r"[姓号小老阿总工]|先生|女士")


def staff(text: str, roles: list[Phrase]) -> list[tuple[int, int]]:
    """Start and end of the words for each member of staff. What somebody does names them only in a complaint."""
    if not roles and not _HINT.search(text):
        return []
    found: list[tuple[int, int]] = []
    for match in (*_NUMBER.finditer(text), *_CALLED.finditer(text)):
        if match.lastgroup != "family" or _theirs(text, match.start()):
            _add(found, match.span())
    for role in roles:
        span = _of_role(text, role)
        if span and _theirs(text, span[0]):
            _add(found, span)
    for match in (*_TITLED.finditer(text), *_SMALL.finditer(text)):
        if _theirs(text, match.start()) and not _bare_wish(text, match):
            _add(found, match.span())
    return sorted(found)[:_MOST]


def _theirs(text: str, start: int) -> bool:
    return not _MYSELF.search(text[max(0, start - 8) : start])


def _bare_wish(text: str, match: re.Match[str]) -> bool:
    """周工作日, 高工资: a surname before what is no title after all."""
    return text[match.end() : match.end() + 1] in (
        "作",
        "资",
        "程",
        "单",
        "厂",
        "具",
        "艺",
        "期",
        "地",
    ) and match.group().endswith("工")


def _of_role(text: str, role: Phrase) -> tuple[int, int] | None:
    """客服小王 and 店长张伟; or the role alone, where the clause complains about them."""
    name = _AFTER_ROLE.match(text, role.end)
    if name:
        return role.start, name.end()
    before = text[max(0, role.start - 12) : role.start]
    if _ACCUSED.search(before):
        return role.start, role.end
    stop = _CLAUSE_END.search(text, role.end)
    rest = text[role.end : min(stop.start() if stop else len(text), role.end + 20)]
    if _GRIEVANCE.search(rest) and not _WANTED.search(before) and (_YOURS.search(before) or role.start < 8):
        return role.start, role.end
    return None


def _add(found: list[tuple[int, int]], span: tuple[int, int]) -> None:
    for at, (start, end) in enumerate(found):
        if span[0] < end and start < span[1]:
            found[at] = (min(start, span[0]), max(end, span[1]))
            return
    if len(found) < 4 * _MOST:
        found.append(span)
