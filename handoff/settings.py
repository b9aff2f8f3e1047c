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

    class Config:
        env_prefix = "YINUO_"
        env_file = ".env"
        env_file_encoding = "utf-8"
