"""Every setting with its default and its help; `docs/configuration.md` is generated from here."""

from __future__ import annotations

from pydantic import BaseSettings, Field


class Settings(BaseSettings):
    """Environment variables with the prefix `YINUO_`, or a line in `.env`."""

    database_url: str = Field("sqlite:///var/yinuo.db", description="SQLAlchemy address of the database: SQLite or PostgreSQL.")
    company: str = Field("company", description="Folder with the company's people, shifts, calendar, policy and wording.")
    now: str = Field("", description="Tests only: an ISO 8601 instant, or @file that holds one. Refused elsewhere.")
    ledger_key: str = Field("", description="Key of the ledger's hashes. `make run` invents one; keep it safe: without it the ledger cannot be verified.")
    webchat_secret: str = Field("", description="Signs web chat sessions, and the identities that the company's site vouches for (HS256). At least 32 characters.")
    webchat_origins: str = Field("", description="Sites, separated by commas, whose pages may carry the chat, e.g. https://www.example.cn.")
    webchat_backlog: int = Field(20, description="Unanswered messages of one conversation beyond which more are refused with 429.")
    webchat_sessions_per_minute: int = Field(120, description="Conversations that may be begun in a minute from one public address (IPv6: one /64), in each process, beyond which guests are refused with 429; many people may share an address. 0 for no limit.")
    webchat_proxies: int = Field(0, description="How many of your own proxies stand in front of the bot and add to `X-Forwarded-For`. At 0 that header is not believed, and addresses of this machine or an inner network are not limited, as everybody behind a proxy would share them.")
    desk_secret: str = Field("", description="Signs the desk's cookies.")
    desk_secure_cookies: bool = Field(False, description="Set to true when the desk is served over https.")
    bot_port: int = Field(5005, description="Port of the bot.")
    desk_port: int = Field(5006, description="Port of the desk.")
    actions_port: int = Field(5055, description="Port of the action server when actions run beside the bot.")
    bind: str = Field("127.0.0.1", description="Address that bot and desk listen on.")
    actions: str = Field("inside", description="`inside`: actions run in the bot's process; `beside`: in an action server of their own.")
    turn_limit_s: float = Field(5.0, description="Seconds after which the channel itself hands the customer to a person.")
    unanswered_limit_s: float = Field(8.0, description="Seconds after which the keeper answers a message that nobody answered.")
    keeper_period_s: float = Field(1.0, description="Seconds between two rounds of the keeper.")

    post_office: str = Field("channels.gateways.InKeeper", description="What sends queued messages through vendors in the keeper.")
    untold_s: float = Field(120.0, description="Seconds after which a changed promise that nobody read in the web chat goes another way.")
    wechat_token: str = Field("", description="Token of the WeChat Official Account's callback; empty keeps its door shut.")
    wechat_aes_key: str = Field("", description="EncodingAESKey of the WeChat callback, 43 characters; empty for plain mode.")
    wechat_app_id: str = Field("", description="AppID of the WeChat Official Account.")
    wechat_secret: str = Field("", description="AppSecret of the WeChat Official Account; without it answers wait in the outbox.")
    wechat_api_base: str = Field("https://api.weixin.qq.com", description="Where WeChat's API is; another address for a proxy or a test.")
    wechat_replay_window_s: int = Field(300, description="Seconds a signed WeChat callback is taken; 0 switches the check off.")
    wechat_template_id: str = Field("", description="Template message for a changed promise once WeChat's window is closed.")
    wechat_template_fields: str = Field("owner=thing1,when=thing2,case=character_string3", description="What that template calls the owner, the time and the case number, as its detail page shows them.")
    wecom_token: str = Field("", description="Token of the WeCom customer service callback; empty keeps its door shut.")
    wecom_aes_key: str = Field("", description="EncodingAESKey of the WeCom callback, 43 characters.")
    wecom_corp_id: str = Field("", description="Corp ID of WeCom.")
    wecom_secret: str = Field("", description="Secret of the WeCom customer service app; without it answers wait in the outbox.")
    wecom_api_base: str = Field("https://qyapi.weixin.qq.com", description="Where WeCom's API is; another address for a proxy or a test.")
    wecom_agent_id: str = Field("", description="AgentID of the company's own WeCom application that tells its people of reminders and alarms; empty for none.")
    wecom_agent_secret: str = Field("", description="Secret of that application; not the one of customer service.")
    wecom_replay_window_s: int = Field(300, description="Seconds a signed WeCom callback is taken; 0 switches the check off.")
    sms_vendor: str = Field("", description="`alibaba`, `tencent` or `twilio`; empty for no text messages.")
    sms_path_secret: str = Field("", description="The unguessable part of the addresses that SMS vendors call; at least 24 characters.")
    sms_allowed_from: str = Field("", description="Addresses or networks, separated by commas, from which SMS vendors may call; empty for any.")
    sms_key_id: str = Field("", description="AccessKey ID (Alibaba), SecretId (Tencent) or Account SID (Twilio).")
    sms_key_secret: str = Field("", description="AccessKey secret (Alibaba), SecretKey (Tencent) or auth token (Twilio).")
    sms_app_id: str = Field("", description="SdkAppId (Tencent only).")
    sms_sign_name: str = Field("", description="The filed signature without its brackets (Alibaba, Tencent).")
    sms_from: str = Field("", description="The number that text messages come from (Twilio).")
    sms_templates: str = Field("", description="Approved templates by name: promise=SMS_1,changed=SMS_2,ask_closed=...,closed=...,continue=...,code=...")
    sms_api_base: str = Field("", description="Where the SMS vendor's API is; empty for the vendor's own.")
    voice_secret: str = Field("", description="Password of the telephone application at the voice door (Basic authentication, user `voice`); empty keeps the door shut.")
    voice_synthesizer: str = Field("", description="Who speaks, as Jambonz takes it: vendor=microsoft,language=zh-CN,voice=zh-CN-XiaoxiaoNeural; empty for the application's own, in zh-CN.")
    voice_recognizer: str = Field("", description="Who understands speech, as Jambonz takes it: vendor=microsoft,language=zh-CN; empty for the application's own, in zh-CN.")
    voice_caller_id: str = Field("", description="Number that is shown to the owner when a customer is put through; empty for the customer's own.")
    voice_twilio_token: str = Field("", description="Auth token with which Twilio signs its requests for calls; empty keeps its doors shut.")
    voice_twilio_account: str = Field("", description="Account SID at Twilio; requests of another account are refused. Empty for any that the token signs.")
    voice_twilio_voice: str = Field("Polly.Zhiyu", description="Voice in which Twilio speaks Mandarin: an Amazon Polly or a Google one, e.g. Polly.Zhiyu-Neural or Google.cmn-CN-Standard-A.")
    voice_audio_url: str = Field("", description="Where telephone applications reach the bot's audio door, e.g. wss://care.example.cn/audio; empty for no recordings.")
    voice_audio_port: int = Field(5007, description="Port on which the bot listens for the audio of calls.")
    voice_recording_minutes: float = Field(15.0, description="Minutes of a call that are recorded at most.")
    voice_recording_days: float = Field(90.0, description="Days after which the keeper deletes a recording.")
    public_url: str = Field("", description="Address under which vendors and customers reach the bot, e.g. https://care.example.cn; Twilio signs with it.")

    desk_url: str = Field("", description="Address under which the company's people reach the desk, e.g. https://desk.example.cn; links in reminders and alarms begin with it.")
    metrics_token: str = Field("", description="Token (`Authorization: Bearer ...`) with which Prometheus reads the desk's `/metrics`; empty keeps that door shut.")
    smtp_host: str = Field("", description="Server through which reminders and alarms are sent by e-mail; empty for none.")
    smtp_port: int = Field(0, description="Its port; 0 for the usual one: 587, 465 or 25 as `YINUO_SMTP_TLS` says.")
    smtp_user: str = Field("", description="Name to sign in with at the mail server; empty for none.")
    smtp_password: str = Field("", description="Password of that name.")
    smtp_from: str = Field("", description="Address that e-mail comes from.")
    smtp_tls: str = Field("starttls", description="How e-mail is encrypted on its way to the server: `starttls`, `tls` (from the first byte) or `off` (with a password only to this machine).")
    webhook_key: str = Field("", description="Signs what is posted to people's webhooks (HMAC-SHA256), at least 32 characters; empty for none.")

    class Config:
        env_prefix = "YINUO_"
        env_file = ".env"
        env_file_encoding = "utf-8"
