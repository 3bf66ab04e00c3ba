"""The things a workspace is made of: organizations, people, channels, messages, views, and what was shown to whom."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from scabot.sandbox.ports import JsonObject

ChannelKind: TypeAlias = Literal["public", "private", "im"]
ShownKind: TypeAlias = Literal[
    "message",
    "update",
    "notification",
    "metadata",
    "ephemeral",
    "modal",
    "field error",
    "confirm",
    "home",
    "notice",
    "shell",
]


class SlackError(Exception):
    """A refusal by Slack's own name, such as `not_in_channel`; `extra` goes into the answer beside `error`."""

    def __init__(self, code: str, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra


@dataclass(frozen=True, kw_only=True)
class Organization:
    """One workspace: its team id, its name for people, its domain."""

    team_id: str
    name: str
    domain: str


@dataclass(kw_only=True)
class Person:
    """One member of one organization; the app's bot user is one too."""

    handle: str
    user_id: str
    name: str
    team_id: str
    zone: str = "America/Chicago"
    is_restricted: bool = False
    is_bot: bool = False


@dataclass(kw_only=True)
class Installation:
    """The one app, installed in the home organization, with its tokens and what its manifest asked for."""

    app_id: str
    bot_id: str
    bot_user_id: str
    team_id: str
    bot_token: str
    app_token: str
    bot_scopes: set[str]
    app_scopes: set[str]
    commands: tuple[str, ...] = ("/sca",)
    shortcuts: dict[str, str] = field(default_factory=dict)
    home_enabled: bool = True
    verification_token: str = "practice-verification"  # noqa: S105 - a made-up word every payload carries; nothing trusts it
    signing_secret: str = "practice-signing-secret"  # noqa: S105 - opens nothing outside the practice workspace


@dataclass(kw_only=True)
class Channel:
    """A conversation: its members by user id, and the organizations that share it."""

    channel_id: str
    name: str
    kind: ChannelKind
    team_ids: list[str]
    members: list[str]
    creator: str
    created: int
    is_archived: bool = False

    @property
    def is_shared(self) -> bool:
        """Tell whether more than one organization reads along (Slack Connect)."""
        return len(self.team_ids) > 1

    @property
    def payload_name(self) -> str:
        """Return the name that payloads carry: private channels and direct messages are not named."""
        return {"im": "directmessage", "private": "privategroup"}.get(self.kind, self.name)


@dataclass(kw_only=True)
class Message:
    """One message; `only_for` names the single reader of an ephemeral one."""

    ts: str
    channel_id: str
    user_id: str
    team_id: str
    text: str
    blocks: list[JsonObject] = field(default_factory=list)
    metadata: JsonObject | None = None
    thread_ts: str | None = None
    edited_ts: str | None = None
    by_app: bool = False
    only_for: str | None = None


@dataclass(kw_only=True)
class View:
    """A modal or an App Home: `body` is what the app sent, `values` what the person filled in so far."""

    view_id: str
    user_id: str
    kind: Literal["modal", "home"]
    body: JsonObject
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    values: dict[tuple[str, str], JsonObject] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[JsonObject]:
        """Return the blocks of the view, each with its ids."""
        blocks: list[JsonObject] = self.body["blocks"]
        return blocks


@dataclass(kw_only=True)
class Trigger:
    """Permission to open one form: three seconds, one use, for the person who acted."""

    user_id: str
    issued: float
    used: bool = False
    view_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One text that one person got to see, or could have read with a client of their own (`metadata`)."""

    number: int
    at: datetime
    user_id: str
    kind: ShownKind
    where: str
    text: str
