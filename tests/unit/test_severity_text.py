"""What makes a matter grave, and what only sounds like it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.extractor import entities

GRAVE = {
    "safety": """
        你们卖的电饭锅昨晚煮粥的时候冒烟了
        热水器漏电我洗澡的时候手一直麻
        充电宝在包里自己着火了包都烧穿了
        手機充電的時候突然爆炸，嚇死人了
        洗衣机外壳带电，刚才电到我家孩子了
        灶具装完以后厨房一直有煤气味
        师傅走了才发现燃气泄漏，报警器响个不停
        养生壶的玻璃炸裂，把我老婆手烫伤了
        电动车电池鼓包了还能不能充
        吃了你们店的凉皮一家三口食物中毒
        喝完那个奶粉宝宝过敏送医了
        车开到半路刹车失灵，差点撞上护栏
        插座打火花，一股焦糊味
        跑步机自己突然加速我摔下来骨折了
        面包里吃出铁丝来了
        电梯突然下坠把我妈困在里面
        小区变压器短路了往外冒火星
        这个电热毯会不会漏电啊我摸着麻麻的
        柜门掉下来砸到孩子
        你们来看看是不是漏电，一洗澡就跳闸
        没想到第二天就冒煙了""",
    "vulnerable": """
        我妈八十多岁一个人在家，没有暖气怎么过
        独居老人的呼叫器坏了三天了
        我爸靠制氧机活着，你们停电也不通知
        家里孕妇快生了，热水器还没修好
        宝宝才三个月，奶粉断货了怎么办
        我刚做完手术下不了床，东西放驿站我拿不了
        我是残疾人，坐轮椅出不了门
        孩子发烧到39度，等着药呢
        我老公在重症监护室等钱用
        爷爷卧床两年了，护理床的电机坏了
        我奶奶腿脚不便，没法跑你们网点
        老人听不见，是听障人士，电话没用
        我媽今年85歲，不會用你們的系統
        家里有个刚出生的婴儿，空调不制热
        糖尿病人的胰岛素还放在冰箱里，冰箱坏了
        我们养老院的电梯坏了一星期
        透析病人等不起，车什么时候来""",
    "work": """
        收银机坏了，店开不了门，一天损失不少
        厂里机器停工两天了
        网断了我没法上班
        我就靠这台车跑单吃饭，修了半个月
        工人都等着呢，材料到底什么时候到
        明天就要高考了，准考证打印不出来
        后天婚礼，礼服还没到
        打印机修不好，标书周五开标怎么交
        整个车间的生产线都停了
        这样下去生意都做不了
        电脑送修一直不还，耽误我工作
        相机坏了接不了单，客人都跑了
        账号被封，无法直播已经四天
        电动三轮坏了出不了摊，一家人靠它养家糊口
        系統癱瘓，我們店裡沒法收款
        今天面试，简历都在那台电脑里""",
    "money": """
        你们扣了我8000块钱到现在没退
        转账两万元对方没收到
        被你们业务员骗了三万多
        全部积蓄都在里面，取不出来
        房贷这个月重复扣了一次
        贷款扣了两次，信用卡也被停了
        我付了12,800元的定金，现在店没了
        存進去十幾萬，說沒就沒了
        卡被盗刷了一晚上
        充了5600元的会员卡，门店关了
        我妈的养老钱全让你们套进去了
        损失好几万谁负责
        你们还欠我工程款1.5万元
        押金6000元三个月了还不退
        遭遇诈骗，钱转到你们平台的商户了
        一辈子的积蓄啊，你们怎么赔""",
}
LIGHT = {
    "safety": """
        气得我头顶冒烟
        你们的态度真让人火大
        我发火是因为等了三天
        这款是今年的爆款吗
        想买个空气炸锅
        没有冒烟，就是不制热
        不是漏电，是显示屏不亮
        热水器倒没坏，漏电的情况也没有
        你们有带漏电保护的插座吗
        想买这款热水器，会不会漏电啊
        买之前问一下电池会爆炸吗
        爆炸头的玩偶还有货吗
        今晚一起火锅，送货能早点吗
        急着火车要开了，快点给我开票
        真是炸裂的服务态度
        评论区都炸了，你们看看
        嗓子都冒烟了也没人接电话
        信息爆炸的时代
        缺德带冒烟的商家
        手机来电到我这边就挂断
        屏幕划伤了一点，能换吗
        为了避免触电请问怎么安装""",
    "vulnerable": """
        有没有适合老人用的手机
        孕妇能用这个面霜吗
        想给奶奶买个血压计，推荐哪款
        婴儿车的轮子坏了
        我是手机发烧友
        轮椅的发票开一下
        儿童房的灯不亮
        你们是不是有病
        这台机器老毛病又犯了
        婴儿床什么时候送到
        老年卡怎么办理
        老人机的套餐怎么退
        我不是孕妇，只是问问
        孕妇装尺码不对要换
        宝宝椅少了一个螺丝
        我儿子的手机屏碎了
        经办人走了，我的保单成了孤儿单
        动画片放到一半卡住，女儿哭了
        住院理赔要交哪些材料""",
    "work": """
        你们几点上班
        明天面试不方便接电话，后天打给我
        没有影响工作，就是有点吵
        周五考试，考完再联系我吧
        你们工作时间是几点到几点
        营业执照怎么上传
        停车场的发票怎么开
        店里地址在哪
        我在上班，晚点说
        办公室用的打印机推荐哪款
        想给店里买个收银机，哪个好
        下班以后再打给我
        工程师什么时候来
        生意兴隆
        不耽误你们上班的时间
        开学季有优惠吗
        这个型号是不是停产了
        客服说他做不了主
        投屏看不了直播""",
    "money": """
        这个299块钱能退吗
        扣了我30块钱
        运费15元谁出
        电池5000毫安的有吗
        千万不要给我打电话
        万一坏了怎么办
        一万个不满意
        预算8000元，推荐个笔记本
        满5000元减500的券怎么领
        我月薪6000元能办分期吗
        订单号是20260305881234，退款还没到
        里程才12000公里就坏了
        退我两百块
        养老金认证在哪里做
        你们没有骗我一万块，别误会
        手机号13812345678，退款打这个电话
        跑了五千步，手环只记了一千""",
}


def lines(of: dict[str, str]) -> list[tuple[str, str]]:
    return [(kind, line.strip()) for kind, block in of.items() for line in block.strip().splitlines()]


def reasons(text: str) -> list[tuple[str, str]]:
    values = [found["value"] for found in entities(text, None) if found["entity"] == "gravity"]
    return [(value["kind"], value["words"]) for value in values]


@pytest.mark.parametrize(("kind", "text"), lines(GRAVE))
def test_what_is_grave_is_found_with_the_customers_own_words(kind: str, text: str) -> None:
    words = dict(reversed(reasons(text))).get(kind)
    assert words and words in text


@pytest.mark.parametrize(("kind", "text"), lines(LIGHT))
def test_denials_figures_of_speech_and_questions_before_buying_are_not_grave(kind: str, text: str) -> None:
    assert kind not in dict(reasons(text))


@pytest.mark.parametrize("kind", GRAVE)
def test_every_kind_has_at_least_fifteen_cases_each_way(kind: str) -> None:
    assert min(len(GRAVE[kind].split("\n")), len(LIGHT[kind].split("\n"))) > 15


def test_threats_and_repeats_bring_their_words_too() -> None:
    assert reasons("第三次打來了，再不解決我就打12315") == [("threat", "12315"), ("repeat", "第三次打")]


def test_words_of_a_stretched_message_are_kept_short_and_few() -> None:
    found = reasons("冒烟了" * 300)
    assert len(found) <= 3 and all(len(words) <= 80 for _, words in found)


@given(
    st.text(max_size=300) | st.text("没有冒烟漏电不是会买吗老人岁孩子万千块扣了明天考试，。的0123456789", max_size=300)
)
@settings(deadline=None, max_examples=150)
def test_any_text_is_read_without_an_exception_and_each_time_alike(text: str) -> None:
    found = reasons(text)
    assert found == reasons(text) and all(words for _, words in found)


@pytest.mark.parametrize(
    "unit", ["冒", "没有", "被电", "孩子", "扣了我", "明天", "倒是", "吃了", "老人", "手", "一个人"]
)
def test_twice_the_text_takes_about_twice_the_time(unit: str) -> None:
    from nlu.severity import found

    def seconds(length: int) -> float:
        text, best = (unit * length)[:length], 9.0
        for _ in range(3):
            start = time.process_time()
            found(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(4000) < 12 * seconds(1000) + 0.02
