"""Which of the company's people a customer names when complaining.

To miss somebody costs more than to exclude one too many: the person complained about must never get the case. So a
surname with a form of address counts for everybody of that surname, and a name counts even where it is unclear what is
meant. Left out are only ordinary words, the customer's own name, and praise or a plain wish to speak to somebody.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from handoff.model import Company, Person
from handoff.worked_out import WorkedOut

# Ordinary words that hold what looks like a form of address or begin and end in a surname. They are cut out first.
_WORDS = (
    "小王子|小王国|小程序|小毛病|老毛病|老顾客|小顾客|老客户|小金额|小米|小时|小于|小区|小包裹|小包|小车|小路|"
    "小段|小计|小单|小高层|小石头|小任务|小安装|小安排|小成本|小项目|小连接|小龙虾|小牛|小熊|小花|小白菜|小白|"
    "小黄车|小黄鸭|小方块|小方面|小元件|小马达|小钱|小平米|小平台|小江湖|老江湖|老黄历|老方法|老方式|老万|"
    "小红书|小心|小家电|小冰箱|小电视|小问题|小时候|小哥|小便宜|小文件|小文章|小温度|老师傅|阿里|阿姨|工程师|"
    "工程|过程|流程|全程|日程|课程|程度|提高|最高|不高|很高|上周|下周|本周|这周|每周|一周|两周|几周|半周|三周|"
    "周一|周二|周三|周四|周五|周六|周日|周末|周年|周期|周工作|对方|官方|双方|我方|贵方|你方|厂方|卖方|地方|方便|"
    "方法|方式|方面|方案|非常|经常|正常|平常|日常|异常|通常|任何|如何|为何|何时|由于|关于|等于|对于|终于|属于|"
    "至于|在于|出于|位于|于是|多少钱|退钱|花钱|付钱|差价钱|现金|资金|基金|奖金|押金|定金|订金|金额|订单|下单|"
    "保单|账单|清单|单子|单号|立马|罗马|马上|号码|明白|空白|白天|水平|不平|方向|向来|一万|两万|几万|上万|万一|"
    "浙江|西安|不安|保安|安装|安全|安排|以及|承包|面包|包装|包括|中华|华为|田园|高兴|高级|高峰|高端|高温|黄金|"
    "黄色|江苏|江西|石头|水管|水箱|毛病|雷达|龙头|时候|时间|顾客|客户|项目|项链|连接|温度|温馨|严重|关门|关机|"
    "关键|文件|丁点|常识|成本|成功|元钱|余额|强调|勉强|洁净|整洁|清洁|健康|保健|简单|全部|总部|邮件|快递"
)
_ORDINARY = re.compile("|".join(sorted(_WORDS.split("|"), key=len, reverse=True)))
_GAP = "\x00"

_TRADITIONAL = str.maketrans(
    "陳張劉楊趙黃吳孫馬羅鄭許韓馮鄧葉蘇盧蔣賈魏譚鄒陸龍萬錢湯賀顧龔嚴鐘閻賴邱欒單華喬經師員問專總領組長導購強軍傑偉麗潔蘭嵐"
    "麗國華玲紅豔鳳飛雲鵬輝慶東曉誠寶齊",
    "陈张刘杨赵黄吴孙马罗郑许韩冯邓叶苏卢蒋贾魏谭邹陆龙万钱汤贺顾龚严钟阎赖邱栾单华乔经师员问专总领组长导购强军杰伟丽洁兰岚"
    "丽国华玲红艳凤飞云鹏辉庆东晓诚宝齐",
)

_DOUBLE = "欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 东方 南宫 端木 轩辕 宇文 长孙 申屠"
_TITLES = (
    "师傅|经理|主管|店员|店长|店主|客服|专员|主任|组长|班长|队长|总监|总(?![是部的共之算体会结觉能不说在要给想让计价])|"
    "工程师|技师|技术员|维修工|维修员|安装工|售后|销售|导购|顾问|助理|老师|先生|女士|小姐|姐|哥|某|经办|业务员|前台|老板|领导|"
    "工(?![作资程单厂具人号期艺])"
)
_OWN = "(?:我叫|我是|我姓|免贵姓|敝姓|本人[姓叫是]|叫我|称呼我|(?:姓名|收货人|联系人)[是为:：]?)"
_MEANT = "投诉|举报|叫|员工|客服|店员|师傅|那个|这个|经理|专员|主管|是"
_GRIEVANCE = re.compile(
    "投诉|态度|[骂凶差烂吼骗坑挂拒没拖]|不[理管接回肯给让想来修退]|推[诿脱来]|恶劣|敷衍|威胁|欺负|讽刺|生气|垃圾|过分|举报|撒谎|"
    "忽悠|糊弄|冷漠|白眼|别[让再]|换[个一]?人|换个|故意|不专业|不负责|损坏|弄[坏丢]|迟到|爽约|食言|失信|指责|怪我|失望|不要"
)
_PRAISE = re.compile("谢谢|感谢|表扬|多亏|很好|挺好|真好|不错|周到|热情|帮了|你好|您好")
_WISH = re.compile("(?:找|联系|转|接|请|让|叫|等|和|跟|问)(?:一下)?(?:[您你]们?的?)?(?:客服|售后)?$")
# 工号8023 names the person who is kept under this number.
_STAFF_NUMBER = re.compile(r"(?:工[号號]|坐席[号號]|客服[号號])[是为為:：\s]{0,3}([A-Za-z0-9_-]{1,24})")
_WISH_REACH = 12  # characters before the name
_CLAUSE = re.compile("[，。！？；,.!?;\\s]+")


class _Names(NamedTuple):
    """How one person is called."""

    signs: tuple[str, str]
    full: re.Pattern[str]
    meant: re.Pattern[str]
    spoken: re.Pattern[str]
    own: re.Pattern[str]


@lru_cache(maxsize=65536)
def _signs(name: str) -> tuple[str, str]:
    """The family name and the end of the given name: a sentence with neither cannot mean this person."""
    plain = name.translate(_TRADITIONAL).strip()
    split = 2 if len(plain) > 2 and plain[:2] in _DOUBLE.split() else 1
    return plain[:split], plain[split:][-1:] or plain


@lru_cache(maxsize=4096)
def _names(name: str) -> _Names:
    plain = name.translate(_TRADITIONAL).strip()
    split = 2 if len(plain) > 2 and plain[:2] in _DOUBLE.split() else 1
    full, family, given = re.escape(plain), re.escape(plain[:split]), plain[split:]
    forms = [f"[小老阿]{family}(?!孩)", f"{family}(?:{_TITLES})", f"姓{family}(?![名氏])"]
    if given:
        forms += [f"{re.escape(given)}(?:{_TITLES})", f"[小阿]{re.escape(given[-1])}(?!孩)"]
    alone = f"{family}(?!{re.escape(given[:1])})(?:先生|女士|小姐|某)?" if given else family
    return _Names(
        _signs(name),
        re.compile(full),
        re.compile(f"(?:{_MEANT}){full}|{full}(?:{_TITLES}|这个?人|态度|说|骂|答应|承诺)"),
        re.compile("|".join(forms)),
        re.compile(f"{_OWN}\\s*[小老]?(?:{full}|{alone})(?![的给帮来去处换修退她他不骂介推接负卖找让派])"),
    )


def named_in(company: Company, text: str) -> frozenset[str]:
    """The people of the company whom this sentence of a customer complains about, by id."""
    plain, register = text.translate(_TRADITIONAL), _register(company)
    # Asked first, because the patterns of a name cost milliseconds to make and a company has hundreds of names.
    signed = {one.id: one for sign, people in register.by_sign.items() if sign in plain for one in people}
    found = {one.id for one in signed.values() if _complained(_names(one.name), plain)}
    for title, people in register.by_title.items():
        if title in plain and _by_title(title, plain):
            found.update(one.id for one in people)
    for match in _STAFF_NUMBER.finditer(plain):
        found.update(one.id for one in register.by_number.get(match[1].lower(), ()))
    return frozenset(found)


class _Register:
    """A company's people by what a sentence may call them."""

    def __init__(self, company: Company) -> None:
        self.by_sign: dict[str, list[Person]] = {}
        self.by_title: dict[str, list[Person]] = {}
        self.by_number: dict[str, list[Person]] = {}
        for person in company.people.values():
            for sign in _signs(person.name):
                self.by_sign.setdefault(sign, []).append(person)
            self.by_title.setdefault(person.title, []).append(person)
            self.by_number.setdefault(person.id.lower(), []).append(person)


_register = WorkedOut(_Register)


def _by_title(title: str, text: str) -> bool:
    """Somebody complained about by their title alone, right behind the word: 「投诉你们总经理」."""
    accused = f"(?:投诉|举报)(?:一下)?(?:[你您]们?)?(?:公司|店里?)?的?那?个?{re.escape(title)}"
    return bool(title) and re.search(accused, text) is not None


def _complained(names: _Names, text: str) -> bool:
    text = names.own.sub(_GAP, text)
    grievance = _GRIEVANCE.search(text) is not None
    for clause in _CLAUSE.split(text):
        if not any(sign in clause for sign in names.signs):
            continue
        # Cut out word for word, so that places stay the same.
        spoken = _ORDINARY.sub(lambda word: _GAP * len(word.group()), clause)
        words = _Words([word.span() for word in _ORDINARY.finditer(clause)])
        whole = (hit for hit in names.full.finditer(clause) if _whole(hit, words, names))
        hits = [*names.spoken.finditer(spoken), *whole]
        if any(grievance or not _friendly(clause, hit.start()) for hit in hits) and not _praised(clause):
            return True
    return False


class _Words:
    """The ordinary words of a clause, looked for once however often a name is said in it."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.ends = dict(spans)
        self.inside = {place for start, end in spans for place in range(start + 1, end)}


def _whole(hit: re.Match[str], words: _Words, names: _Names) -> bool:
    """Whether the name stands for itself: not cut out of a word that began before it, nor an ordinary word."""
    if hit.start() in words.inside:
        return False
    end = words.ends.get(hit.start(), -1)
    return end < hit.end() or (end == hit.end() and names.meant.search(hit.string) is not None)


def _praised(clause: str) -> bool:
    return _PRAISE.search(clause) is not None and _GRIEVANCE.search(clause) is None


def _friendly(clause: str, start: int) -> bool:
    """A plain wish to speak to this person."""
    return _WISH.search(clause[max(0, start - _WISH_REACH) : start]) is not None
