"""Every block and element that the practice workspace allows, once."""

from typing import Any

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def options(*texts: str) -> list[Json]:
    return [{"text": words(text), "value": text.lower().replace(" ", "-")} for text in texts]


def field(name: str, label: str, element: Json, **more: Any) -> Json:  # noqa: ANN401 - keys of a block
    return {"type": "input", "block_id": name, "label": words(label), "element": {**element, "action_id": name}, **more}


CONFIRM = {
    "title": words("Accept this offer?"),
    "text": marked("This *binds* Lakeside."),
    "confirm": words("Yes, accept"),
    "deny": words("Not yet"),
}
ACCEPT = {
    "type": "button",
    "text": words("Accept"),
    "action_id": "accept",
    "style": "primary",
    "confirm": CONFIRM,
}
MARKED = (
    "Payer's court, *6 business days*, _next_: <@U0NILS> answers `OFR-2`; ~old~ :warning:\n"
    "Due <!date^1796400000^{date_long} at {time}|Friday>. See <https://example.org|the policy>, <#C0TEAM>.\n"
    "• first\n• second with *bold*\n> quoted\n```code  block```"
)
MENU = {"type": "overflow", "action_id": "more", "options": options("Why this ping?", "History")}
SNOOZE = {
    "type": "static_select",
    "action_id": "snooze",
    "placeholder": words("Snooze…"),
    "options": options("1 day", "3 days"),
}


def _row(*texts: str) -> list[Json]:
    return [{"type": "raw_text", "text": text} for text in texts]


def _rich(kind: str, *elements: Json, **more: Any) -> Json:  # noqa: ANN401 - keys of a block
    return {"type": f"rich_text_{kind}", "elements": list(elements), **more}


RICH = {
    "type": "rich_text",
    "elements": [
        _rich(
            "section",
            {"type": "text", "text": "rich bold", "style": {"bold": True}},
            {"type": "link", "url": "https://example.org", "text": "link"},
            {"type": "user", "user_id": "U0RUTH"},
        ),
        _rich("list", _rich("section", {"type": "text", "text": "one"}), style="ordered"),
        _rich("quote", {"type": "text", "text": "quoted"}),
        _rich("preformatted", {"type": "text", "text": "as  it is"}),
    ],
}
MESSAGE: list[Json] = [
    {"type": "header", "text": words("SCA-7QK2M4 · Negotiating")},
    {"type": "section", "text": marked(MARKED)},
    {"type": "section", "fields": [marked("*Service*\nLiver transplant"), words("140 %")], "accessory": MENU},
    {
        "type": "table",
        "column_settings": [{"align": "left"}, {"align": "right"}],
        "rows": [_row("Term", "Payer"), _row("Rate", "$3,650 per diem"), _row("Stop-loss", "none")],
    },
    {"type": "divider"},
    {"type": "alert", "level": "warning", "text": marked("*OVERDUE* since Tuesday")},
    {
        "type": "plan",
        "title": "What is left",
        "tasks": [{"task_id": "1", "title": "Sign by payer", "status": "in_progress"}],
    },
    RICH,
    {
        "type": "markdown",
        "text": "## Help\nType **/sca open**:\n1. first\n\n- point with `code` and [link](https://example.org)",
    },
    {
        "type": "image",
        "image_url": "https://example.org/x.png",
        "alt_text": "Timeline of the case",
        "title": words("Days"),
    },
    {"type": "actions", "block_id": "moves", "elements": [ACCEPT, SNOOZE]},
    {"type": "context", "elements": [marked("`v7·3f9a-1c42-b7`"), words("no override")]},
]
FORM: Json = {
    "type": "modal",
    "callback_id": "kitchen",
    "title": words("Everything"),
    "submit": words("Save"),
    "close": words("Cancel"),
    "blocks": [
        field("payer", "Payer", {"type": "plain_text_input"}, hint=words("The plan that pays.")),
        field("why", "Why", {"type": "plain_text_input", "multiline": True}, optional=True),
        field("amount", "Amount", {"type": "number_input", "is_decimal_allowed": True}),
        field("model", "Payment model", {"type": "static_select", "options": options("Per diem", "Case rate")}),
        field("by", "Said by", {"type": "radio_buttons", "options": options("Phone", "Fax")}),
        field("with", "Includes", {"type": "checkboxes", "options": options("Drugs", "Fees")}, optional=True),
        field("sites", "Sites", {"type": "multi_static_select", "options": options("Main", "North")}, optional=True),
        field("until", "Good until", {"type": "datepicker", "initial_date": "2026-12-04"}),
        field("at", "Heard at", {"type": "timepicker", "initial_time": "14:30"}),
        field("since", "Said at", {"type": "datetimepicker", "initial_date_time": 1796400000}),
    ],
}
