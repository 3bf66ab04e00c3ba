"""The commands that have no form in Slack yet: they are given on the shell, by everybody whom the domain lets."""

from scabot.slack.grammar.entry import Act, Argument, Entry, Group, PhiClass, Surface
from scabot.slack.grammar.finishing import SP, SV
from scabot.slack.grammar.negotiating import CM, MD, NM, OM, PA, PB

ON_THE_SHELL = frozenset({Surface.SHELL})
AD, CO = "admin", "compliance"
_WORDY = PhiClass.SCANNED_TEXT


def _entry(
    group: Group, roles: tuple[str, ...], summary: str, *acts: Act, phi_class: PhiClass = PhiClass.STRUCTURED
) -> Entry:
    """Return the entry of acts that the shell alone takes; it is named like the first of them."""
    return Entry(
        name=acts[0].name,
        group=group,
        summary=summary,
        usage=f"{acts[0].name} KEY",
        arguments=(Argument.KEY,),
        roles=roles,
        surfaces=ON_THE_SHELL,
        acts=acts,
        phi_class=phi_class,
        examples=(f"{acts[0].name} SCA-7QK2M4",),
    )


def _act(name: str, label: str, *commands: str, binds: bool = False) -> Act:
    return Act(name=name, label=label, commands=commands, binds=binds)


_ABSENT = (
    _entry(
        Group.KEEP_ALIVE,
        (),
        "Confirm what was recorded for somebody absent",
        _act("read-back", "Confirm a read-back", "ConfirmEntry", binds=True),
    ),
    _entry(
        Group.KEEP_ALIVE,
        (),
        "Put right what was entered wrongly",
        _act("correct", "Correct an entry", "CorrectEntry"),
        phi_class=_WORDY,
    ),
    _entry(
        Group.NEGOTIATE,
        (PA, CM, OM),
        "Record a verbal yes with every answer",
        _act("verbal", "Record a verbal yes", "RecordVerbal"),
        phi_class=_WORDY,
    ),
    _entry(
        Group.NEGOTIATE,
        (PA, CM, OM),
        "Keep what a side said that cannot be an offer",
        _act("statement", "Record a statement", "RecordStatement"),
        phi_class=_WORDY,
    ),
)
_BESIDE = (
    _entry(
        Group.KEEP_ALIVE,
        (PA, CM, OM, AD),
        "Say how a role of a side is reached",
        _act("assign", "Assign a contact", "AssignContact"),
    ),
    _entry(
        Group.KEEP_ALIVE,
        (PA, CM, AD),
        "Give the case another owner of the same side",
        _act("owner", "Assign an owner", "AssignOwner"),
    ),
    _entry(
        Group.NEGOTIATE,
        (),
        "Log that a provider in the network was asked",
        _act("attempt", "Log an attempt", "LogAttempt"),
        phi_class=_WORDY,
    ),
    _entry(
        Group.NEGOTIATE,
        (PA, CM, OM),
        "Record that the coverage was looked up",
        _act("eligibility", "Verify eligibility", "VerifyEligibility"),
    ),
    _entry(
        Group.KEEP_ALIVE,
        (PA, CM),
        "Let the case rest until a day",
        _act("hold", "Put on hold", "Hold"),
        phi_class=_WORDY,
    ),
    _entry(Group.KEEP_ALIVE, (PA, CM), "Let the case go on", _act("resume", "Resume the case", "Resume")),
    _entry(
        Group.NEGOTIATE,
        (PA, NM, PB),
        "Show a figure that supports a rate, or ask for one",
        _act("benchmark", "Share a benchmark", "ShareBenchmark"),
        _act("benchmark-request", "Ask for a benchmark", "RequestBenchmark"),
        phi_class=_WORDY,
    ),
    _entry(
        Group.NEGOTIATE,
        (MD,),
        "Speak up for the clinical need",
        _act("intervene", "Intervene", "Intervene"),
        phi_class=_WORDY,
    ),
    _entry(
        Group.KEEP_ALIVE,
        (PA, CM),
        "Tell a deadline's next level before its time",
        _act("escalate", "Escalate now", "Escalate"),
    ),
    _entry(
        Group.NEGOTIATE,
        (PA, NM, PB),
        "Say what a comparison of offers rests on",
        _act("assume", "Set assumptions", "SetAssumptions"),
    ),
    _entry(
        Group.NEGOTIATE,
        (PA, NM, PB),
        "Take a provider entity out of the agreement",
        _act("carve-out", "Carve out a party", "CarveOut"),
        phi_class=_WORDY,
    ),
)
_AROUND = (
    _entry(
        Group.KEEP_ALIVE,
        (PA, NM, PB, CO),
        "Waive a rule for compliance, or ask for it",
        _act("override", "Waive a rule", "Override", binds=True),
        _act("override-request", "Ask to waive a rule", "RequestOverride"),
        phi_class=_WORDY,
    ),
    _entry(
        Group.KEEP_ALIVE,
        (CM, MD, PA),
        "Record what became of the authorization",
        _act("authorization", "Change authorization", "ChangeAuthorization"),
    ),
    _entry(
        Group.KEEP_ALIVE,
        (PA, CM, OM),
        "Record when the coverage by this payer ends",
        _act("coverage", "Change the coverage", "ChangeCoverage"),
    ),
)
_AFTER = (
    _entry(
        Group.END,
        (NM, PB, SP, SV),
        "Change an agreement that binds, step by step",
        _act("amend", "Propose an amendment", "Amend"),
        _act("amendment-agree", "Agree to an amendment", "AgreeAmendment", binds=True),
        _act("amendment-sign", "Sign an amendment", "SignAmendment", binds=True),
        _act("amendment-drop", "Drop an amendment", "DropAmendment"),
    ),
    _entry(Group.END, (NM, PB), "Propose a later end of the term", _act("extend", "Propose an extension", "Extend")),
    _entry(
        Group.FINISH,
        (CM, NM, PA),
        "Confirm that the agreement is loaded for claims",
        _act("load", "Confirm the loading", "ConfirmLoaded"),
    ),
    _entry(
        Group.FINISH,
        (PB, PA),
        "Record a claim, to be held against the agreement",
        _act("claim", "Record a claim", "RecordClaim"),
    ),
    _entry(
        Group.END,
        (PA, CM),
        "Name the case of the next agreement",
        _act("renew", "Renew in another case", "Renew"),
    ),
    _entry(
        Group.END,
        (SP, SV),
        "End the agreement for one's side after a day",
        _act("terminate", "Terminate", "Terminate", binds=True),
    ),
    _entry(
        Group.END,
        (PA,),
        "End a case that coverage or the network overtakes",
        _act("supersede", "Supersede the case", "Supersede", binds=True),
    ),
)

_FOUR_EYES = (
    _entry(
        Group.NEGOTIATE,
        (SP, SV),
        "Say how far a person or a role of your side may offer alone",
        _act("authority", "Set an authority band", "SetAuthority"),
    ),
    _entry(
        Group.NEGOTIATE,
        (SP, SV, NM, PB),
        "Release an offer of your side that is held",
        _act("release", "Release a held offer", "ReleaseOffer", binds=True),
        phi_class=_WORDY,
    ),
    _entry(
        Group.NEGOTIATE,
        (SP, SV, NM, PB),
        "Take back or decline an offer of your side that is held",
        _act("drop-held", "Drop a held offer", "DropHeldOffer"),
        phi_class=_WORDY,
    ),
)

SHELL_ONLY = (*_ABSENT, *_BESIDE, *_AROUND, *_AFTER, *_FOUR_EYES)
