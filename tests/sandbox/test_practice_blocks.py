"""The block linter, the plain text, and the form elements: pure functions."""

from typing import Any

import pytest

from scabot.sandbox.blocks import house, lint, lint_view
from scabot.sandbox.controls import CannotDo, client_errors, starting_value, typed_value
from scabot.sandbox.plain import plain, readable

Json = dict[str, Any]


def words(text: str, kind: str = "plain_text") -> Json:
    return {"type": kind, "text": text}


def button(text: str = "Accept", **more: object) -> Json:
    return {"type": "button", "text": words(text), "action_id": text, **more}


def options(count: int, text: str = "Option") -> list[Json]:
    return [{"text": words(f"{text} {number}"), "value": str(number)} for number in range(count)]


def section(**more: object) -> Json:
    return {"type": "section", "text": words("hello", "mrkdwn"), **more}


def table(*rows: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * length for length in rows]}


FINE: list[Json] = [
    {"type": "header", "text": words("SCA-7QK2M4")},
    section(fields=[words("a"), words("*b*", "mrkdwn")], accessory=button("Why this ping?")),
    {"type": "context", "elements": [words("v7", "mrkdwn")]},
    {"type": "divider"},
    {
        "type": "actions",
        "block_id": "moves",
        "elements": [button(), {"type": "static_select", "action_id": "pick", "options": options(3)}],
    },
    table(2, 2),
    {"type": "image", "image_url": "https://example.org/chart.png", "alt_text": "a chart"},
    {"type": "markdown", "text": "# Help"},
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hello"}]}],
    },
]


def test_a_message_of_every_kind_of_block_is_fine() -> None:
    assert lint(FINE, "message") == []


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ({"type": "carousel"}, 'block 0: the block type "carousel" is unknown'),
        ({"type": "section"}, 'block 0 (section): give "text" or "fields"'),
        (section(colour="red"), 'block 0 (section): the key "colour" is unknown'),
        (section(text=words("")), "block 0 (section).text.text must have 1 to 3000 characters, not 0"),
        (section(text=words("x" * 3001)), "block 0 (section).text.text must have 1 to 3000 characters, not 3001"),
        (section(fields=[words("x")] * 11), "block 0 (section).fields must have 1 to 10 entries, not 11"),
        (section(block_id="x" * 256), "block 0 (section).block_id must have 1 to 255 characters, not 256"),
        (
            {"type": "header", "text": words("x", "mrkdwn")},
            "block 0 (header).text must be a text object of type plain_text",
        ),
        (
            {"type": "header", "text": words("x" * 151)},
            "block 0 (header).text.text must have 1 to 150 characters, not 151",
        ),
        ({"type": "header"}, 'block 0 (header): "text" is missing'),
        ({"type": "actions", "elements": []}, "block 0 (actions).elements must have 1 to 25 entries, not 0"),
        (
            {"type": "actions", "elements": [button(), button()]},
            'block 0 (actions): two action ids are "Accept"',
        ),
        (
            {"type": "actions", "elements": [{"type": "plain_text_input", "action_id": "x"}]},
            'block 0 (actions).elements[0]: the type "plain_text_input" is not allowed here',
        ),
        (
            section(accessory=button("x" * 76)),
            "block 0 (section).accessory (button).text.text must have 1 to 75 characters, not 76",
        ),
        (
            section(accessory=button(style="loud")),
            "block 0 (section).accessory (button).style must be one of primary, danger",
        ),
        (
            section(accessory=button(value="x" * 2001)),
            "block 0 (section).accessory (button).value must have 1 to 2000 characters, not 2001",
        ),
        (
            section(accessory=button(url="http://example.org")),
            "block 0 (section).accessory (button).url must start with https://",
        ),
        (table(2, 3), "block 0 (table): the rows differ in length"),
        (table(21), "block 0 (table).rows[0] must have 1 to 20 entries, not 21"),
        (
            {"type": "image", "image_url": "https://example.org/x.png"},
            'block 0 (image): "alt_text" is missing',
        ),
        (
            section(accessory={"type": "static_select", "options": options(101)}),
            "block 0 (section).accessory (static_select).options must have 1 to 100 entries, not 101",
        ),
        (
            section(accessory={"type": "static_select", "options": options(1) * 2}),
            'block 0 (section).accessory (static_select): two option values are "0"',
        ),
        (
            section(accessory={"type": "static_select", "options": options(1), "initial_option": options(2)[1]}),
            "block 0 (section).accessory (static_select): the initial option is not one of the options",
        ),
        (
            section(accessory={"type": "overflow", "options": options(6)}),
            "block 0 (section).accessory (overflow).options must have 1 to 5 entries, not 6",
        ),
        (
            section(accessory={"type": "datepicker", "initial_date": "4/12/2026"}),
            "block 0 (section).accessory (datepicker).initial_date must be a date such as 2026-12-04",
        ),
        (
            section(accessory=button(confirm={"title": words("Sure?"), "text": words("x")})),
            'block 0 (section).accessory (button).confirm: "confirm" is missing',
        ),
    ],
)
def test_one_fault_gives_one_sentence(block: Json, fault: str) -> None:
    assert fault in lint([block], "message")


def test_inputs_stand_in_forms_only_and_tables_in_messages_only() -> None:
    field = {"type": "input", "label": words("Amount"), "element": {"type": "plain_text_input", "action_id": "a"}}

    assert lint([field], "message") == ["block 0: a input block is not allowed in a message"]
    assert lint([field], "modal") == []
    assert lint([table(1)], "modal") == ["block 0: a table block is not allowed in a modal"]


def test_block_ids_are_unique_and_blocks_are_few() -> None:
    assert lint([section(block_id="a"), section(block_id="a")], "message") == ['blocks: two block ids are "a"']
    assert lint([section()] * 51, "message") == ["a message may have at most 50 blocks, not 51"]


def test_nonsense_is_refused_and_does_not_crash() -> None:
    nonsense: list[object] = [
        None,
        7,
        {"type": []},
        {"type": "section", "accessory": 5},
        {"type": "actions", "elements": {"a": 1}},
    ]

    assert len(lint(nonsense, "message")) >= 5
    assert lint("blocks", "message") == ["blocks must be a list"]


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        ([], 'view: "type" must be modal or home'),
        ({"type": "modal", "blocks": []}, 'view: "title" is missing'),
        (
            {"type": "modal", "title": words("x" * 25), "blocks": []},
            "view.title.text must have 1 to 24 characters, not 25",
        ),
        (
            {"type": "home", "blocks": [], "private_metadata": "x" * 3001},
            "view.private_metadata must have 0 to 3000 characters, not 3001",
        ),
        ({"type": "home", "blocks": [], "colour": "red"}, 'view: the key "colour" is unknown'),
        (
            {
                "type": "modal",
                "title": words("x"),
                "blocks": [{"type": "input", "label": words("x"), "element": {"type": "plain_text_input"}}],
            },
            'view: "submit" is missing, although there are inputs',
        ),
        (
            {
                "type": "home",
                "blocks": [
                    {
                        "type": "input",
                        "label": words("x"),
                        "element": {
                            "type": "number_input",
                            "is_decimal_allowed": True,
                            "min_value": "5",
                            "max_value": "1",
                        },
                    }
                ],
            },
            "block 0 (input).element (number_input): min_value is above max_value",
        ),
    ],
)
def test_one_fault_of_a_view_gives_one_sentence(view: object, fault: str) -> None:
    assert fault in lint_view(view)


def test_the_house_keeps_money_out_of_notifications_and_asks_before_danger() -> None:
    assert house("SCA-7QK2M4: your turn", [{"type": "actions", "elements": [button()]}]) == []
    assert house("offer of $38,000", []) == ["text: an amount of money may not stand in a notification"]
    assert house("", []) == ["text: a message needs words for notifications and screen readers"]
    assert house("SCA-1", [section(accessory=button("Withdraw", style="danger"))]) == [
        'blocks: the button "Withdraw" is dangerous, but asks for no confirmation'
    ]
    assert house("SCA-1", [section(accessory=button()), section(accessory=button())]) == [
        'blocks: two buttons are "Accept"'
    ]
    assert house("SCA-1", [section(text=words("<!channel> hello", "mrkdwn"))]) == [
        "blocks: they would notify a whole channel"
    ]


def test_blocks_read_as_lines_of_text() -> None:
    blocks = [
        {"type": "header", "text": words("SCA-7QK2M4")},
        section(text=words("*Turn:* <@U0CARA> until <!date^1^{date}|Fri Dec 4> &amp; later", "mrkdwn")),
        {"type": "actions", "elements": [button(), button("Counter")]},
        {
            "type": "input",
            "label": words("Model"),
            "optional": True,
            "element": {"type": "static_select", "options": options(2)},
        },
    ]

    assert plain(blocks, names={"U0CARA": "@Cara Holt"}) == (
        "== SCA-7QK2M4 ==\n"
        "Turn: @Cara Holt until Fri Dec 4 & later\n"
        "[Accept]  [Counter]\n"
        "Model (optional): ________ (Option 0 / Option 1)"
    )


def test_text_is_broken_at_80_columns_for_people_and_never_for_searches() -> None:
    blocks = [section(text=words("word " * 30, "mrkdwn"))]

    assert max(map(len, plain(blocks).split("\n"))) <= 80
    assert plain(blocks, width=None).count("\n") == 0


def test_a_table_keeps_its_columns_within_80() -> None:
    cells = [[words("Term", "raw_text"), words("Ours", "raw_text")], [words("x" * 60 + " y", "raw_text")] * 2]

    lines = plain([{"type": "table", "rows": cells}]).split("\n")

    assert lines[0].startswith("Term")
    assert max(map(len, lines)) <= 80


def test_markers_inside_words_stay() -> None:
    assert readable("a_b_c 2*3*4 _really_ `code`") == "a_b_c 2*3*4 really code"


@pytest.mark.parametrize(
    ("element", "typed", "state"),
    [
        ({"type": "plain_text_input"}, "x", {"value": "x"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "number_input"}, "2100.50", {"value": "2100.50"}),
        ({"type": "static_select", "options": options(2)}, "1", {"selected_option": options(2)[1]}),
        ({"type": "radio_buttons", "options": options(2)}, "Option 0", {"selected_option": options(2)[0]}),
        ({"type": "checkboxes", "options": options(3)}, "Option 0, 2", {"selected_options": options(3)[::2]}),
        ({"type": "multi_static_select", "options": options(2)}, ["1"], {"selected_options": options(2)[1:]}),
        ({"type": "checkboxes", "options": options(2)}, None, {"selected_options": []}),
        ({"type": "datepicker"}, "2026-12-04", {"selected_date": "2026-12-04"}),
        ({"type": "timepicker"}, "14:30", {"selected_time": "14:30"}),
        ({"type": "datetimepicker"}, "2026-12-04T14:30", {"selected_date_time": 1796416200}),
    ],
)
def test_what_is_typed_becomes_the_state_of_its_kind(element: Json, typed: Any, state: Json) -> None:  # noqa: ANN401 - any
    assert typed_value(element, typed, "America/Chicago") == {"type": element["type"], **state}


@pytest.mark.parametrize(
    ("kind", "typed"), [("datepicker", "4/12"), ("timepicker", "noon"), ("datetimepicker", "tomorrow")]
)
def test_a_picker_takes_no_free_words(kind: str, typed: str) -> None:
    with pytest.raises(CannotDo, match="write it as"):
        typed_value({"type": kind}, typed, "America/Chicago")


def test_an_untouched_field_is_null_unless_it_starts_filled() -> None:
    assert starting_value({"type": "datepicker"}) == {"type": "datepicker", "selected_date": None}
    assert starting_value({"type": "number_input", "initial_value": "5"}) == {"type": "number_input", "value": "5"}


@pytest.mark.parametrize(
    ("limits", "typed", "complaint"),
    [
        ({}, "many", "Please enter a number."),
        ({}, "NaN", "Please enter a number."),
        ({"is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
        ({"min_value": "1"}, "0", "Please enter a number of at least 1."),
        ({"max_value": "9"}, "10", "Please enter a number of at most 9."),
    ],
)
def test_slack_itself_checks_numbers(limits: Json, typed: str, complaint: str) -> None:
    element = {"type": "number_input", "action_id": "a", "is_decimal_allowed": True, **limits}
    field = {"type": "input", "block_id": "b", "element": element}

    assert client_errors([field], {("b", "a"): {"type": "number_input", "value": typed}}) == {"b": complaint}
