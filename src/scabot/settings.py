"""The settings of an installation: `SCABOT_…` from the environment or from `.env`, all checked before anything starts.

SettingsFault    the settings are wrong; it says everything that is wrong, not only the first thing
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from scabot_domain.parties import Side

PREFIX = "SCABOT_"
NOT_SETTINGS = ("SCABOT_DEBUG", "SCABOT_CHROMIUM", "SCABOT_REQUIRE_", "SCABOT_TEST_")
"""Names, and beginnings of names, that mean something to the shell or to the tests but configure no installation."""

BARE_SLACK_NAMES = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


class LogLevel(StrEnum):
    """How much scabot writes about itself."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class SettingsFault(Exception):  # noqa: N818 - the house calls what is not a refusal a fault
    """The settings cannot be used; `sentences` lists every fault, and none of them repeats a value."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:
        raise ValueError("write a time zone like America/Chicago") from unknown
    return name


def _api_url(url: str) -> str:
    parts = urlsplit(url)
    slack = parts.scheme == "https" and parts.hostname == "slack.com"
    practice = parts.scheme == "http" and parts.hostname == "127.0.0.1"
    if not (slack or practice) or parts.username or parts.query or parts.fragment:
        raise ValueError("write https://slack.com/api/, or an http://127.0.0.1 address for practice")
    return url if url.endswith("/") else f"{url}/"


def _database(url: SecretStr) -> SecretStr:
    parts = urlsplit(url.get_secret_value())
    if not any(parts):
        return url
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ValueError("write an address like postgresql://user@host/name, or nothing for a file in the data folder")
    schema = dict(parse_qsl(parts.query, keep_blank_values=True)).get("schema", "scabot")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", schema):
        raise ValueError("a schema's name has small letters, digits and underscores, 31 at most")
    return url


def _begins(start: str, wanted: str) -> AfterValidator:
    def check(token: SecretStr | None) -> SecretStr | None:
        text = start if token is None else token.get_secret_value()
        if not text.startswith(start) or not text.isascii() or len(text.split()) != 1:
            raise ValueError(f"this is no {wanted}: that begins with {start}")
        return token

    return AfterValidator(check)


def _lower(text: object) -> object:
    return text.strip().lower() if isinstance(text, str) else text


def _upper(text: object) -> object:
    return text.strip().upper() if isinstance(text, str) else text


class Settings(BaseSettings):
    """Everything that one installation decides for itself; the names in the environment carry `SCABOT_` in front.

    Build it with `read_settings`, which turns what is wrong into sentences.
    """

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True, validate_default=True
    )

    data_dir: Path = Path("data")
    """Folder of the ledger and its keys, one per installation; nobody else can read what is in it."""

    database_url: Annotated[SecretStr, AfterValidator(_database)] = SecretStr("")
    """Address of a PostgreSQL database, like postgresql://scabot@db.example.org/scabot, for several processes at once;
    `?schema=…` names another schema than scabot. Empty: the ledger is a file in the data folder, for one process."""

    listen_url: Annotated[SecretStr, AfterValidator(_database)] = SecretStr("")
    """Another address of the same database, past a pooler that lends a connection for one transaction only (like
    PgBouncer with pool_mode=transaction): over it this process hears of what others record. Empty: the one above."""

    home_side: Annotated[Side, BeforeValidator(_lower)] = Side.NEUTRAL
    """Whom this installation works for: payer, provider, or neutral (a referring practice or pharmacy).
    PA specialists take this side. `scabot up` insists that it is set."""

    site_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    """Time zone of new cases, like America/Chicago."""

    slack_mode: Annotated[Literal["socket"], BeforeValidator(_lower)] = "socket"
    """How Slack is reached: socket, which needs no public address."""

    slack_bot_token: Annotated[SecretStr | None, _begins("xoxb-", "bot token")] = None
    """Bot token (xoxb-…) of your Slack app, from its page "OAuth & Permissions". Needed by `scabot up`."""

    slack_app_token: Annotated[SecretStr | None, _begins("xapp-", "app-level token")] = None
    """App-level token (xapp-…) with the scope connections:write, from the app's page "Basic Information".
    Needed by `scabot up`."""

    slack_api_url: Annotated[str, AfterValidator(_api_url)] = "https://slack.com/api/"
    """Where Slack's methods are called. Anything but slack.com is for practice and tests, on 127.0.0.1 only."""

    slack_free_text: Annotated[bool, BeforeValidator(_lower)] = False
    """Let people type notes and reasons in Slack, scanned for identifiers. Off: no such words enter through Slack."""

    show_codes: Annotated[bool, BeforeValidator(_lower)] = False
    """Show procedure codes in Slack messages inside your own organization."""

    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = LogLevel.INFO
    """How much is logged: DEBUG, INFO, WARNING or ERROR. Libraries that would print message text never may."""

    @classmethod
    def settings_customise_sources(  # noqa: PLR0917 - the library's signature
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what `read_settings` gathered and nothing else, so that one place decides what is read."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    def lacking_for_ledger(self) -> tuple[str, ...]:
        """Return a sentence for each setting that must be chosen before anything is recorded; none means go ahead."""
        chosen = "home_side" in self.model_fields_set
        return (
            ()
            if chosen
            else ("SCABOT_HOME_SIDE is not set: payer, provider or neutral? It decides who may read what.",)
        )

    def lacking_for_slack(self) -> tuple[str, ...]:
        """Return a sentence for each setting without which `scabot up` cannot work; none means that it can."""
        bot = 'SCABOT_SLACK_BOT_TOKEN is not set: the token xoxb-… on your Slack app\'s page "OAuth & Permissions".'
        app = 'SCABOT_SLACK_APP_TOKEN is not set: a token xapp-… with connections:write, on "Basic Information".'
        tokens = {bot: self.slack_bot_token, app: self.slack_app_token}
        return *self.lacking_for_ledger(), *(sentence for sentence, token in tokens.items() if token is None)


def read_settings(environ: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """Read the settings from the environment and, for what it leaves open, from a `.env` file.

    An empty value counts as not set.
    Raises `SettingsFault` with all faults at once: unknown `SCABOT_…` names, values that make no sense, a file with
    tokens that other users may read, and the bare names `SLACK_CLIENT_ID` and `SLACK_CLIENT_SECRET`, at which the Slack
    library would open a door of its own.
    """
    filed = _filed(env_file)
    given = {name: value for name, value in {**filed, **environ}.items() if name.upper().startswith(PREFIX)}
    faults = [*_bare(environ), *_loose(env_file, filed), *_unknown(given)]
    known = {NAMES[name]: value for name, value in given.items() if value and name in NAMES}
    try:
        settings = Settings.model_validate(known)
    except ValidationError as wrong:
        raise SettingsFault([*faults, *map(_sentence, wrong.errors(include_input=False, include_url=False))]) from None
    if faults:
        raise SettingsFault(faults)
    return settings


NAMES = {f"{PREFIX}{field.upper()}": field for field in Settings.model_fields}
"""Every name in the environment that is a setting, and its field."""


def _filed(env_file: Path | None) -> dict[str, str]:
    if env_file is None or not env_file.is_file():
        return {}
    lines = DotEnvSettingsSource(Settings, env_file=env_file, case_sensitive=True).env_vars
    return {name: value or "" for name, value in lines.items()}


def _bare(environ: Mapping[str, str]) -> list[str]:
    return [
        f"Unset {name}: the Slack library would open an installation page because of it."
        for name in BARE_SLACK_NAMES
        if name in environ
    ]


def _loose(env_file: Path | None, filed: Mapping[str, str]) -> list[str]:
    if env_file is None or not any(
        value and name.endswith(("_TOKEN", "_DATABASE_URL", "_LISTEN_URL")) for name, value in filed.items()
    ):
        return []
    if env_file.stat().st_mode & 0o077:
        return [f"{env_file} holds tokens and other users may read it: chmod 600 {env_file}"]
    return []


def _unknown(given: Iterable[str]) -> list[str]:
    strangers = [name for name in given if name not in NAMES and not name.startswith(NOT_SETTINGS)]
    return [f"{name} is not a setting of scabot{_meant(name)}" for name in sorted(strangers)]


def _meant(name: str) -> str:
    near = difflib.get_close_matches(name.upper(), NAMES, n=1, cutoff=0.8)
    return f"; did you mean {near[0]}?" if near else "."


def _sentence(error: ErrorDetails) -> str:
    name = f"{PREFIX}{str(error['loc'][0]).upper()}"
    if error["type"] == "bool_parsing":
        return f"{name}: write on or off."
    return f"{name}: {error['msg'].removeprefix('Value error, ').replace('Input should be', 'write')}."
