"""The document of one case as a page in Chinese: it prints, and needs nothing from anywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any

from handoff.labels import label

Document = dict[str, Any]
WEEKDAYS = "一二三四五六日"
ABOUT = {"alarm": "警报", "notice": "提醒"}
STYLE = """
body { font: 15px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  color: #1d2a36; max-width: 56rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 2px solid #153f58; }
p, li { margin: .25rem 0; } small { color: #55626e; } code { font-size: .8em; word-break: break-all; }
table { border-collapse: collapse; width: 100%; margin: .25rem 0; } .said { white-space: pre-wrap; }
th, td { border: 1px solid #c6cfd7; padding: .25rem .5rem; text-align: start; vertical-align: top; }
th { background: #eef1f4; font-weight: 600; } tbody th { white-space: nowrap; }
blockquote { margin: .35rem 0; padding: .35rem .75rem; border-inline-start: 4px solid #153f58; background: #f3f5f7;
  white-space: pre-wrap; }
.broken { color: #a8231b; font-weight: 700; } .kept { color: #1a6a45; font-weight: 700; }
.list td:nth-child(2), .list td:nth-child(3) { min-width: 4em; }
@media (max-width: 40rem) { body { padding: .75rem; } .list thead { display: none; }
  .list tr { display: block; border: 1px solid #c6cfd7; margin: .4rem 0; } .list td { display: block; border: 0; } }
@media print { body { max-width: none; padding: 0; } h2, h3 { break-after: avoid; }
  tr, blockquote { break-inside: avoid; } }
"""
VERIFY = (
    "这件事的每一次变动都按先后记成一条，编号从1起连续不断。每条的指纹由公司保管的密钥算出，内容里包含前一条的指纹："
    "改动、删除、插入或调换任何一条，它和其后各条的指纹就都对不上。",
    "请公司当场在系统里运行 <code>python -m handoff ledger verify</code>。它重算全部指纹，并把每张工单、每个承诺、每条消息与账本"
    "逐项比对，结果应为“0 contradictions”（没有矛盾）。",
    "请公司当场重新导出本案，与本文件逐条对照编号、时间和指纹：本文件所列各条应原样都在，只可能在末尾多出新的记录。",
    "本文件生成时，它的 SHA-256 摘要已经记入账本，就是第 {next} 条「导出个案」。用任何一台电脑的 <code>sha256sum</code>"
    "（Windows 为 <code>certutil -hashfile 文件名 SHA256</code>）都能算出手中这份文件的摘要；"
    "重新导出的文件里，第 {next} 条应写着同一个摘要。",
    "账本里不写个人信息，只写它加盐之后的摘要。客户要求删除个人信息之后，原话会换成“（已应客户要求删除）”，账本仍然可以这样核对。",
)


def word(group: str, code: str) -> str:
    """The word for a code, which may have come from outside."""
    return escape(label(group, code))


def page(title: str, body: Iterable[str]) -> str:
    """A whole page; what is in `body` is escaped already."""
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body) + "\n</body>\n</html>\n"
    )


def case_page(document: Document) -> str:
    """The document of a case."""
    number = document["case"]["number"]
    return page(f"个案 {number}", [
        f"<h1>个案 {escape(number)}</h1>",
        f"<p>{escape(document['company'])} · 导出于 {moment(document['made_at'])} · 导出人 {escape(document['made_by'])}</p>",
        *case_parts(document), *_inside(document), *_ledger(document),
    ])  # fmt: skip


def case_parts(document: Document) -> list[str]:
    """What the customer, too, may read: the case, its promises, what was said, what was recorded."""
    return [*_facts(document), *_promises(document["promises"]), *conversation(document["conversation"]),
            *_recordings(document["recordings"])]  # fmt: skip


def moment(at: str | None, seconds: bool = False) -> str:
    """2026年6月5日（周五）10:00, as the document's own instants are written."""
    if not at:
        return "—"
    there = datetime.fromisoformat(at)
    clock = f"{there:%H:%M:%S}" if seconds else f"{there:%H:%M}"
    return f"{there.year}年{there.month}月{there.day}日（周{WEEKDAYS[there.weekday()]}）{clock}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells that are escaped already."""
    top = "".join(f'<th scope="col">{one}</th>' for one in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table class="list"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """What is known, without what is not."""
    rows = "".join(f'<tr><th scope="row">{name}</th><td>{escape(text)}</td></tr>' for name, text in pairs if text)
    return f"<table><tbody>{rows}</tbody></table>"


def _facts(document: Document) -> list[str]:
    case = document["case"]
    closed = f"{moment(case['closed_at'])}（{label('closed_by', case['closed_by'] or '')}）" if case["closed_at"] else ""
    known = [
        ("客户", case["customer"] or "未留姓名"), ("电话", case["phone"]), ("事项", label("intent", case["intent"])),
        ("状态", label("case", case["state"])), ("严重程度", label("severity", case["severity"])),
        ("为什么", "；".join(map(_why, case["why"]))),
        ("渠道", label("channel", case["channel"])), ("订单", case["order"]), ("期望时间", case["wish"]),
        ("连带损失", case["cost"]), ("公司的答复", case["cost_answer"]),
        ("升级风险", "、".join(label("threat", one) for one in case["threat"])), ("投诉对象", "、".join(case["about"])),
        ("首接负责人", case["first_owner"]), ("负责人", f"{case['owner']}（{case['owner_title']}）"),
        ("立案", moment(case["opened_at"])), ("结案", closed),
    ]  # fmt: skip
    found = [facts(known)]
    if document["linked"]:
        found.append("<h2>同一位客户的其他工单</h2>")
        rows = (
            (escape(one["number"]), word("linked", one["how"]), word("intent", one["intent"]),
             word("case", one["state"]), moment(one["opened_at"]), moment(one["closed_at"]))
            for one in document["linked"]
        )  # fmt: skip
        found.append(table(("编号", "关系", "事项", "状态", "立案", "结案"), rows))
    return found


def _why(one: Document) -> str:
    words = f"「{one['words']}」" if one["words"] else ""
    return f"{words}{label('why', one['kind'])}"


def _promises(promises: list[Document]) -> list[str]:
    found = ["<h2>承诺：谁、什么时间、原话、结果</h2>"]
    for one in promises:
        follows = f"，接续第{one['follows']}个" if one["follows"] else ""
        found.append(
            f"<h3>第{one['n']}个承诺{follows}：{word('kind', one['kind'])} · {escape(one['owner'])}"
            f"（{escape(one['title'])}）"
            f" · 最迟 {moment(one['due_at'])} · "
            f"<span class=\"{one['state']}\">{word('promise', one['state'])}</span></h3>"
        )
        found.append(f"<blockquote>{escape(one['words'])}</blockquote>")
        found.append(f"<p>作出：{moment(one['made_at'], seconds=True)}，{escape(one['made_by'])}。{_result(one)}</p>")
        if one["what"]:
            found.append(f"<p>承诺的事：{escape(one['what'])}</p>")
        if one["evidence"]:
            found.append(f"<p>{'凭据' if one['kind'] == 'action' else '记录'}：{escape(one['evidence'])}</p>")
        if one["gave_way"]:
            found.append(f"<p>作出时未能满足：{'、'.join(word('gave_way', rule) for rule in one['gave_way'])}。</p>")
        found += [f"<p>告知客户：{_told(line)}</p>" for line in one["told"]] or ["<p>告知客户：没有记录。</p>"]
    return found if promises else [*found, "<p>没有承诺。</p>"]


def _result(one: Document) -> str:
    said = f"开始致电：{moment(one['called_at'], seconds=True)}。" if one["called_at"] else ""
    if one["ended_at"]:
        said += f"{word('promise', one['state'])}：{moment(one['ended_at'], seconds=True)}。"
    if one["late_minutes"] is None:
        return said
    late = f"迟了{one['late_minutes']}分钟"
    good = f"，{moment(one['made_good_at'])}补上" if one["made_good_at"] else "，到导出时还没有补上"
    return f'{said}<span class="broken">{late}{good}。</span>'


def _told(line: Document) -> str:
    arrived = f"，{moment(line['arrived_at'], seconds=True)}到达" if line.get("arrived_at") else ""
    sent = f"{word('channel', line['channel'])}，{word('message', line['state'])}{arrived}"
    return "；".join([f"{moment(line['at'], seconds=True)}，{sent}", *map(_way, line["ways"])])


def _way(way: Document) -> str:
    form = "（模板）" if way["form"] == "template" else ""
    reason = f" {escape(word('reason', way['reason']))}" if way["reason"] else ""
    what = f"{word('channel', way['channel'])}{form} {word('attempt', way['state'])}{reason}"
    return f"{what} {moment(way['at'], seconds=True)}"


def conversation(lines: list[Document]) -> list[str]:
    """What was said, by whom, on which channel, and how what the customer was told travelled."""
    rows = []
    for one in lines:
        who = escape(one["author"]) or word("sender", one["sender"])
        kind = word("attachment", one["attachment"])
        came = f"<small>[{kind}] {escape(one['link'])}</small><br>" if kind else ""
        sent = "" if one["sender"] == "customer" else "；".join([word("message", one["state"]), *map(_way, one["ways"])])
        rows.append((moment(one["at"], seconds=True), who, word("channel", one["channel"]),
                     f'{came}<span class="said">{escape(one["text"])}</span>', sent))  # fmt: skip
    return ["<h2>对话</h2>", table(("时间", "谁", "渠道", "内容", "送达"), rows) if rows else "<p>没有对话。</p>"]


def _recordings(tapes: list[Document]) -> list[str]:
    if not tapes:
        return []
    rows = ((moment(one["at"]), f"{one['seconds']}秒", f"约{one['lost_seconds']}秒" if one["lost_seconds"] else "—")
            for one in tapes)  # fmt: skip
    return ["<h2>来电录音（录音本身不在本文件里）</h2>", table(("来电时间", "时长", "没有存下"), rows)]


def _inside(document: Document) -> list[str]:
    rows = []
    for one in document["told_inside"]:
        told = "；".join(map(_bell, one["told"]))
        seen = f"{escape(one['seen_by'])} {moment(one['seen_at'])}" if one["seen_at"] else "—"
        rows.append((moment(one["at"], seconds=True), f"{ABOUT[one['about']]}：{word(one['about'], one['kind'])}",
                     escape(one["to"]) or "主管", told or "工作台", seen))  # fmt: skip
    return ["<h2>公司内部通知了谁</h2>", table(("时间", "什么", "给谁", "怎样通知", "已读"), rows) if rows else "<p>没有。</p>"]


def _bell(bell: Document) -> str:
    return f"{escape(bell['to'])} {word('way', bell['way'])} {word('told', bell['state'])} {moment(bell['at'])}"


def _ledger(document: Document) -> list[str]:
    rows = [
        (str(one["n"]), moment_of_ledger(one["at"]), f"{word('trail', one['kind'])}{_detail(one)}", escape(one["name"]),
         f"<code>{escape(one['hash'])}</code>") for one in document["events"]
    ]  # fmt: skip
    steps = "".join(f"<li>{step.format(next=document['next_event'])}</li>" for step in VERIFY)
    return ["<h2>账本：每一次变动</h2>", table(("编号", "时间（协调世界时）", "变动", "谁", "指纹"), rows),
            "<h2>怎样核对本文件</h2>", f"<ol>{steps}</ol>"]  # fmt: skip


def moment_of_ledger(at: str) -> str:
    """An instant as the ledger has it, to the second."""
    return at[:19].replace("T", " ")


def _detail(event: Document) -> str:
    digest = event["data"]["detail"].get("sha256")
    return f"<br><code>SHA-256 {escape(str(digest))}</code>" if digest else ""
