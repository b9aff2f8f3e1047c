"""The vendors' clouds of one house, its settings for them, and what they push to its doors."""

from __future__ import annotations

from pathlib import Path

from stubs.alibaba import Alibaba
from stubs.cloud import Cloud
from stubs.twilio import Twilio
from stubs.wechat import WeChatCloud
from stubs.wecom import WeComCloud
from tests.acceptance.running import Running
from tests.acceptance.voicing import SECRET as VOICE_SECRET

# As WeChat's own AES key: 43 letters and digits, which with "=" are 32 bytes in base64.
AES_KEYS = {name: (name * 9)[:42] + "A" for name in ("wechat", "wecom")}
TOKENS = {"wechat": "tokenOfTheTestsWeChat", "wecom": "tokenOfTheTestsWeCom"}
APP_ID, CORP_ID, OPEN_KFID = "wx00000000000000aa", "ww00000000000000bb", "wk00000000000000cc"
API_SECRETS = {"wechat": "api-secret-of-wechat-in-tests", "wecom": "api-secret-of-wecom-in-tests"}
SMS_PATH, SMS_KEY, SMS_ACCOUNT = "sms-path-secret-of-the-tests-0123", "key-secret-of-sms-in-tests", "AC" + "0" * 32
PUBLIC = "https://care.example.cn"
TEMPLATES = ("promise", "changed", "ask_closed", "closed", "continue", "code")
OUR_NUMBER = "+14155550100"


class Vendors:
    """Clouds that a house of this kind of text messages talks to. `customers` holds every address in use, none of
    which may stand in a log."""

    def __init__(self, sms: str) -> None:
        self.kind = sms
        self.customers: list[str] = []
        self.wechat = WeChatCloud(app_id=APP_ID, secret=API_SECRETS["wechat"])
        self.wecom = WeComCloud(
            corp_id=CORP_ID, secret=API_SECRETS["wecom"], token=TOKENS["wecom"], aes_key=AES_KEYS["wecom"]
        )
        self.alibaba = Alibaba(key_id="LTAI00000000", key_secret=SMS_KEY)
        self.twilio = Twilio(account=SMS_ACCOUNT, token=SMS_KEY, public_url=PUBLIC)
        self._clouds: list[Cloud] = [self.wechat, self.wecom, self.twilio if sms == "twilio" else self.alibaba]

    def __enter__(self) -> Vendors:
        for cloud in self._clouds:
            cloud.start()
        return self

    def __exit__(self, *_: object) -> None:
        for cloud in self._clouds:
            cloud.stop()

    def settings(self) -> dict[str, str]:
        """The house's settings for all of them."""
        return {
            "YINUO_WECHAT_TOKEN": TOKENS["wechat"], "YINUO_WECHAT_AES_KEY": AES_KEYS["wechat"],
            "YINUO_WECHAT_APP_ID": APP_ID, "YINUO_WECHAT_SECRET": API_SECRETS["wechat"],
            "YINUO_WECHAT_API_BASE": self.wechat.url,
            "YINUO_WECOM_TOKEN": TOKENS["wecom"], "YINUO_WECOM_AES_KEY": AES_KEYS["wecom"],
            "YINUO_WECOM_CORP_ID": CORP_ID, "YINUO_WECOM_SECRET": API_SECRETS["wecom"],
            "YINUO_WECOM_API_BASE": self.wecom.url,
            "YINUO_SMS_VENDOR": self.kind, "YINUO_SMS_PATH_SECRET": SMS_PATH, "YINUO_SMS_KEY_SECRET": SMS_KEY,
            "YINUO_SMS_KEY_ID": self.twilio.account if self.kind == "twilio" else self.alibaba.key_id,
            "YINUO_SMS_API_BASE": self._clouds[-1].url, "YINUO_SMS_SIGN_NAME": "栖禾电器", "YINUO_SMS_FROM": OUR_NUMBER,
            "YINUO_SMS_TEMPLATES": ",".join(f"{name}=SMS_{name}" for name in TEMPLATES), "YINUO_PUBLIC_URL": PUBLIC,
            "YINUO_VOICE_SECRET": VOICE_SECRET,
        }  # fmt: skip

    def sms_path(self, door: str) -> str:
        """One of the two doors that the vendor of text messages calls."""
        return f"/webhooks/sms/{self.kind}/{SMS_PATH}/{door}"

    def secrets(self) -> list[str]:
        """What no log may hold."""
        return [VOICE_SECRET, *TOKENS.values(), *AES_KEYS.values(), *API_SECRETS.values(), SMS_PATH, SMS_KEY]


class House(Running):
    """Real processes whose vendors are stubs."""

    def __init__(self, folder: Path, vendors: Vendors, **settings: str) -> None:
        super().__init__(folder, **vendors.settings(), **settings)
        self.vendors = vendors
        # The test that had a morning last.
        self.moment = ""
        self._staff: list[str] = []
        vendors.wechat.now = vendors.wecom.clock = self.now

    def staff(self) -> list[str]:
        """Everybody's name."""
        self._staff = self._staff or list(self.people())
        return self._staff
