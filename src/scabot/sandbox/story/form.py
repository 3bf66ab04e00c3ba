"""The form of a story: steps that say when, who, what they type, click or fill in, and what must then be true.

`docs/reference/stories.md` explains every field for people who write stories; the JSON Schema comes from here.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator

Handle = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,20}$")]
Channel = Annotated[str, StringConstraints(pattern=r"^#[a-z0-9-]{2,40}$")]
Span = Annotated[str, StringConstraints(pattern=r"^(?:[1-9][0-9]{0,3}(?:min|h|d|bd)|next deadline)$")]
Local = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$")]
ShellWords = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*(?: \S+)?$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=12_000)]
Texts = Annotated[list[Text], Field(min_length=1)]


class Part(BaseModel):
    """A part of a story; an unknown field is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfferSeen(Part):
    """How an offer must stand. Only what is given is compared."""

    id: Annotated[str, Field(description="OFR-1, OFR-2 …")]
    side: Literal["payer", "provider"] | None = None
    rate: Annotated[str | None, Field(description="Part of the rate in words, like `$42,500.00 case rate`.")] = None
    state: Literal["open", "accepted", "rejected", "withdrawn", "superseded", "expired"] | None = None


class DeadlineSeen(Part):
    """A deadline that must be running."""

    rule: Annotated[str, Field(description="The rule of the playbook, like `draft`.")]
    due: Annotated[Local | None, Field(description="When it falls due, local time.")] = None
    next: Annotated[Local | None, Field(description="When it next pings somebody, local time.")] = None
    waits_on: Literal["payer", "provider", "owner"] | None = None


class PingSeen(Part):
    """Pings that somebody must have had in the story so far."""

    who: Handle
    rule: str | None = None
    level: int | None = None
    times: Annotated[
        int, Field(ge=0, description="Exactly how often, counted in messages that mention the person.")
    ] = 1
    says: Annotated[list[Text], Field(description="Each must stand in the text of the newest such ping.")] = []


class Then(Part):
    """What must be true after a step. Every field is optional; all that are given must hold."""

    sees: Annotated[list[Text], Field(description="Texts that the person of this step sees as the answer.")] = []
    sees_not: Annotated[list[Text], Field(description="Texts that the answer must not contain.")] = []
    form: Annotated[str | None, Field(description="The title of the form that is now open before this person.")] = None
    no_form: Annotated[bool, Field(description="No form is open before this person.")] = False
    field_errors: Annotated[
        dict[str, Text], Field(description="Label of a field = part of the error shown under it.")
    ] = {}
    refused: Annotated[str | None, Field(description="The reason of the refusal, like `own-offer`.")] = None
    nothing_recorded: Annotated[bool, Field(description="The step recorded no event at all, in any case.")] = False
    recorded: Annotated[
        list[str] | None, Field(description="The kinds of the events that the step recorded, in order.")
    ] = None
    case: Annotated[str | None, Field(description="Which case is meant; without it, the newest one.")] = None
    stage: str | None = None
    court: Annotated[
        Literal["payer", "provider", "us", "clinical", "nobody"] | None, Field(description="Who holds the ball.")
    ] = None
    stalled: bool | None = None
    flags: Annotated[
        list[str] | None, Field(description="Exactly the flags beside the stage, like `verbal` and `retro`.")
    ] = None
    offers: list[OfferSeen] = []
    agreed: Annotated[str | None, Field(description="Part of the accepted rate in words.")] = None
    sections_complete: Annotated[list[int] | None, Field(description="Exactly the sections that are complete.")] = None
    signed: Annotated[
        list[Literal["payer", "provider"]] | None, Field(description="Exactly the sides that signed.")
    ] = None
    deadlines: list[DeadlineSeen] = []
    no_deadlines: Annotated[list[str], Field(description="Rules that must not be running.")] = []
    pinged: list[PingSeen] = []
    shown: Annotated[
        dict[Handle, Texts], Field(description="What a person has been shown so far, anywhere in Slack.")
    ] = {}
    never_shown: Annotated[dict[Handle, Texts], Field(description="What a person has never been shown, anywhere.")] = {}
    channel_shows: Annotated[dict[Channel, Texts], Field(description="What can be read in a channel now.")] = {}
    channel_hides: Annotated[dict[Channel, Texts], Field(description="What cannot be read in a channel now.")] = {}


class Act(Part):
    """Something a person does: in Slack type, click or fill in; or a command on the shell."""

    who: Annotated[Handle | None, Field(description="The person; without it, the person of the step before.")] = None
    where: Annotated[Channel | None, Field(description="The channel; without it, the person's usual one.")] = None
    type: Annotated[str | None, Field(max_length=12_000, description="What the person types and sends.")] = None
    click: Annotated[str | None, Field(description="The words on the button that the person presses.")] = None
    on: Annotated[str | None, Field(description="A text that the message with the button must contain.")] = None
    fill: Annotated[
        dict[str, str | bool | int | list[str]], Field(description="Label of a field = what to enter.")
    ] = {}
    submit: Annotated[bool | None, Field(description="Send the form; without it, a filled form is sent.")] = None
    close: Annotated[bool, Field(description="Close the form without sending it.")] = False
    home: Annotated[bool, Field(description="Open the app's Home tab.")] = False
    twice: Annotated[bool, Field(description="Slack delivers this request twice.")] = False
    shell: Annotated[
        ShellWords | None, Field(description="A command given on the shell: what follows `scabot case`.")
    ] = None
    with_: Annotated[
        dict[str, JsonValue], Field(alias="with", description="The options of the command: name = value.")
    ] = {}

    @property
    def in_slack(self) -> bool:
        """Say whether anything is done in Slack."""
        return bool(self.type or self.click or self.fill or self.submit or self.close or self.home or self.twice)

    @property
    def acts(self) -> bool:
        """Say whether anything is done at all."""
        return self.in_slack or self.shell is not None

    @model_validator(mode="after")
    def _in_slack_or_on_the_shell(self) -> "Act":
        if self.shell is not None and self.in_slack:
            msg = "somebody acts in Slack or on the shell in a step, not both"
            raise ValueError(msg)
        if self.with_ and self.shell is None:
            msg = "`with` holds the options of a command in `shell`, and there is none"
            raise ValueError(msg)
        return self


class Step(Act):
    """One step: time passes, somebody acts, something must be true."""

    note: Annotated[str, Field(description="What happens here, for the reader.")] = ""
    at: Annotated[Local | None, Field(description="Move the clock to this local time first.")] = None
    after: Annotated[
        Span | None, Field(description="Let this much time pass first: 30min, 2h, 1d, 3bd, next deadline.")
    ] = None
    restart: Annotated[bool, Field(description="Kill the bot and start it again first.")] = False
    down: Annotated[Span | None, Field(description="Kill the bot, let this much time pass, start it again.")] = None
    together: Annotated[list[Act], Field(description="What several people do at the same moment.")] = []
    case: Annotated[str | None, Field(description="Give the case opened in this step a name, used as {name}.")] = None
    then: Then = Then()

    @model_validator(mode="after")
    def _one_way_to_move_the_clock(self) -> "Step":
        if sum(given is not None for given in (self.at, self.after, self.down)) > 1:
            msg = "give one of `at`, `after` and `down`, not several"
            raise ValueError(msg)
        if self.together and self.acts:
            msg = "a step has acts in `together` or one act of its own, not both"
            raise ValueError(msg)
        return self


class Story(Part):
    """A whole story."""

    SCHEMA: ClassVar[str] = "scabot.story/1"

    format: Annotated[Literal["scabot.story/1"], Field(description="The version of this format.")]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    about: str = ""
    begins: Annotated[Local, Field(description="The local time at which the story begins.")]
    zone: str = "America/Chicago"
    step: Annotated[list[Step], Field(min_length=1, max_length=500)]
    finally_: Annotated[Then, Field(alias="finally", description="What must be true at the end.")] = Then()

    @property
    def begins_at(self) -> datetime:
        """Return the local beginning without a zone."""
        return datetime.strptime(self.begins, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the zone is a field of the story
