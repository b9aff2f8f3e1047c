"""E-mail, products, money and places in a message, each in the customer's words."""

from __future__ import annotations

import pytest

from nlu.script import plain
from tests.unit.facts_double import values, words


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("heyan@example.com", "heyan@example.com"),
        ("邮箱he.yan_88@mail.example.cn谢谢", "he.yan_88@mail.example.cn"),
        ("发到HeYan@Example.COM", "heyan@example.com"),
        ("ｈｅｙａｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "heyan@example.com"),
        ("13812345678@139.com", "13812345678@139.com"),
        ("heyan @ example.com", "heyan@example.com"),
        ("heyan艾特example点com", "heyan@example.com"),
        ("邮箱是heyan 艾特 example 点 com", "heyan@example.com"),
        ("heyan@example。com", "heyan@example.com"),
        ("he-yan+shop@example.co.uk", "he-yan+shop@example.co.uk"),
        ("heyan[at]example.com", "heyan@example.com"),
        ("抄送heyan@example.com，急", "heyan@example.com"),
    ],
)
def test_an_email_address_is_read(text: str, address: str) -> None:
    assert values(text, "email") == [address]
    assert values(text, "phone") == values(text, "order_number") == []


@pytest.mark.parametrize(
    "text",
    ["@客服", "@所有人", "a@b", "100@", "@example.com", "艾特我一下", "heyan at example", "邮箱忘了", "微博@小张", "h@h@h", "5@3.2元",
     "www.example.com"],
)  # fmt: skip
def test_not_every_at_is_an_address(text: str) -> None:
    assert values(text, "email") == []


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("冰箱不制冷", "冰箱"), ("我的洗衣机漏水", "洗衣机"), ("空調壞了", "空調"), ("宽带断了三天", "宽带"),
        ("华为手机充不进电", "华为手机"), ("iPhone 15 Pro Max黑屏", "iPhone 15 Pro Max"), ("小米14 Ultra发热", "小米14 Ultra"),
        ("BCD-516WKZM不停机", "BCD-516WKZM"), ("型号是XQG100-14266", "XQG100-14266"), ("RTX4090花屏", "RTX4090"),
        ("我买的那台咖啡机不出水", "咖啡机"), ("这双马丁靴开胶", "马丁靴"), ("这件风衣掉色", "风衣"), ("信用卡被盗刷", "信用卡"),
        ("路由器老掉线", "路由器"), ("扫地机器人不回充", "扫地机器人"), ("苹果手机", "苹果手机"),
    ],
)  # fmt: skip
def test_what_it_is_about_is_read(text: str, product: str) -> None:
    assert product in words(text, "product")


@pytest.mark.parametrize(
    "text",
    ["我的订单", "这个问题", "这件事没人管", "买的东西坏了", "你好", "手机号多少", "4G信号", "5G网", "这台机器", "投诉你们", "E26报错",
     "明天三点", "这份心意", "谢谢你的帮助"],
)  # fmt: skip
def test_not_everything_is_a_product(text: str) -> None:
    assert values(text, "product") == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("多收了我86元", 86.0), ("三百二十块", 320.0), ("三百多块", 300.0), ("花了两千五", 2500.0), ("花了1.2万", 12000.0),
        ("1.2万元", 12000.0), ("五毛", 0.5), ("八角钱", 0.8), ("三块五", 3.5), ("12块5", 12.5), ("¥1,299.00", 1299.0),
        ("￥299", 299.0),
        ("HK$300", 300.0), ("赔偿500", 500.0), ("退了我30块钱", 30.0), ("几百块钱", None), ("一千二百元整", 1200.0), ("價格380元", 380.0),
        ("押金99", 99.0), ("5k工资扣了2千元", 2000.0), ("两万三千块", 23000.0), ("99美元", 99.0),
    ],
)  # fmt: skip
def test_a_sum_of_money_is_read(text: str, amount: float | None) -> None:
    found = values(text, "money")
    assert [one["amount"] for one in found] == [amount]
    assert all(one["text"] in plain(text).text for one in found)


@pytest.mark.parametrize(
    "text",
    ["明天三点", "一块屏幕碎了", "两块电池", "咱们一块去", "第三次了", "3号楼", "买了两个", "跑了3万公里", "1.2万", "5分好评", "十分生气", "18:30",
     "2026年", "100%", "满意度99", "第5分钟", "等了两个小时", "一毛不拔", "订单号302655871"],
)  # fmt: skip
def test_not_every_figure_is_money(text: str) -> None:
    assert values(text, "money") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我在深圳", "深圳"), ("寄到广东省深圳市南山区科技南路12号", "广东省深圳市南山区科技南路12号"), ("我家在中山路128号", "中山路128号"),
        ("地址是阳光小区3栋2单元501室", "阳光小区3栋2单元501室"), ("人在武汉江汉区", "武汉江汉区"), ("送到上海市浦东新区张杨路", "上海市浦东新区张杨路"),
        ("地址改成杭州市西湖区文三路90号", "杭州市西湖区文三路90号"), ("住在幸福花园6号楼", "幸福花园6号楼"), ("我们在台北", "台北"),
        ("發到廣州天河區", "廣州天河區"), ("成都的", "成都"), ("送到人民医院", "人民医院"), ("香港九龙", "香港九龙"), ("建设路15弄3号", "建设路15弄3号"),
    ],
)  # fmt: skip
def test_a_place_is_read(text: str, place: str) -> None:
    assert place in "".join(words(text, "place"))


@pytest.mark.parametrize(
    "text",
    ["北京时间三点", "北京银行的卡", "去超市买的", "这条线路断了", "18号下午", "订单号302655871", "马上就到", "网路不通", "型号多少", "城市套餐",
     "一路上都堵", "上海大众", "市场价", "路由器", "门市部", "省点钱"],
)  # fmt: skip
def test_not_every_street_is_a_place(text: str) -> None:
    assert values(text, "place") == []
