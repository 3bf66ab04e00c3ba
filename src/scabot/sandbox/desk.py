"""The modals and Homes of all people: opening by trigger, stacking, updating by hash, closing, field errors."""

import copy
import json
from collections.abc import Sequence

from scabot.sandbox.blocks import lint_view
from scabot.sandbox.controls import elements_of, starting_values
from scabot.sandbox.ports import JsonObject
from scabot.sandbox.things import SlackError, Trigger, View
from scabot.sandbox.world import World

TRIGGER_SECONDS = 3.0
STACK_LIMIT = 3
MOST_BYTES = 250_000


def issue_trigger(world: World, user_id: str, view_id: str | None = None) -> str:
    """Return a fresh trigger id; `view_id` names the modal it was raised in, onto which views may be pushed."""
    trigger_id = world.next_id("trigger.")
    world.triggers[trigger_id] = Trigger(user_id=user_id, issued=world.clock.monotonic(), view_id=view_id)
    return trigger_id


def spend_trigger(world: World, trigger_id: str) -> Trigger:
    """Use a trigger up. Raises `SlackError` invalid_, exchanged_ (used before) or expired_trigger_id (after 3 s)."""
    trigger = world.triggers.get(trigger_id)
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if world.clock.monotonic() - trigger.issued > TRIGGER_SECONDS:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger


def open_modal(world: World, trigger_id: str, body: JsonObject) -> View:
    """Open a modal for the person who acted; whatever modal was open there is gone."""
    checked = checked_view(world, body, "modal")
    user_id = spend_trigger(world, trigger_id).user_id
    world.modals[user_id].clear()
    return _stack(world, user_id, checked)


def push_modal(world: World, trigger_id: str, body: JsonObject) -> View:
    """Put a modal on top of the one the trigger came from. Raises `SlackError` push_limit_reached at three."""
    checked = checked_view(world, body, "modal")
    trigger = spend_trigger(world, trigger_id)
    if trigger.view_id is None or not any(one.view_id == trigger.view_id for one in world.modals[trigger.user_id]):
        raise SlackError("invalid_arguments", detail="the trigger did not come from an open modal")
    return push_onto(world, trigger.user_id, checked)


def push_onto(world: World, user_id: str, checked: JsonObject) -> View:
    """Stack one more checked view. Raises `SlackError` push_limit_reached."""
    if len(world.modals[user_id]) >= STACK_LIMIT:
        raise SlackError("push_limit_reached")
    return _stack(world, user_id, checked)


def _stack(world: World, user_id: str, body: JsonObject) -> View:
    stack = world.modals[user_id]
    view_id = world.next_id("V")
    view = View(
        view_id=view_id,
        user_id=user_id,
        kind="modal",
        body=body,
        hash=world.next_id("hash."),
        root_view_id=stack[0].view_id if stack else view_id,
        previous_view_id=stack[-1].view_id if stack else None,
        values=starting_values(body["blocks"]),
    )
    stack.append(view)
    world.show_view(view)
    return view


def find_view(world: World, view_id: str | None, external_id: str | None) -> View:
    """Return an open view by id or external id. Raises `SlackError` not_found."""
    views = [*(view for stack in world.modals.values() for view in stack), *world.homes.values()]
    for view in views:
        if view.view_id == view_id or (external_id and view.body.get("external_id") == external_id):
            return view
    raise SlackError("not_found")


def update_view(world: World, view: View, body: JsonObject, expected_hash: str | None = None) -> View:
    """Replace what a view shows; an input whose ids stay keeps its value. Raises `SlackError` hash_conflict."""
    checked = checked_view(world, body, view.kind, replacing=view)
    if expected_hash is not None and expected_hash != view.hash:
        raise SlackError("hash_conflict")
    kept = view.values
    view.body = checked
    view.values = {
        key: kept[key] if key in kept and kept[key]["type"] == fresh["type"] else fresh
        for key, fresh in starting_values(checked["blocks"]).items()
    }
    view.errors = {}
    view.hash = world.next_id("hash.")
    world.show_view(view)
    return view


def publish_home(world: World, user_id: str, body: JsonObject, expected_hash: str | None) -> View:
    """Set what a person sees on the app's Home tab. Raises `SlackError` user_not_found, not_enabled, hash_conflict."""
    person = world.people.get(user_id)
    if person is None or person.is_bot:
        raise SlackError("user_not_found")
    if not world.installation.home_enabled or not world.is_home(person):
        raise SlackError("not_enabled")
    home = world.homes.get(user_id)
    if home is not None:
        return update_view(world, home, body, expected_hash)
    checked = checked_view(world, body, "home")
    view_id = world.next_id("V")
    home = View(
        view_id=view_id,
        user_id=user_id,
        kind="home",
        body=checked,
        hash=world.next_id("hash."),
        root_view_id=view_id,
        values=starting_values(checked["blocks"]),
    )
    world.homes[user_id] = home
    world.show_view(home)
    return home


def checked_view(world: World, body: object, kind: str, *, replacing: View | None = None) -> JsonObject:
    """Return a copy of a view with all ids filled in. Raises `SlackError` for all that Slack would refuse about it."""
    faults = lint_view(body)
    if isinstance(body, dict) and body.get("type") in ("modal", "home") and body["type"] != kind:
        faults.append(f"view: a {kind} is wanted here")
    if faults or not isinstance(body, dict):
        raise SlackError("invalid_arguments", errors=faults, response_metadata={"messages": faults})
    if len(json.dumps(body)) > MOST_BYTES:
        raise SlackError("view_too_large")
    external_id = body.get("external_id")
    if external_id and any(one is not replacing for one in _with_external_id(world, external_id)):
        raise SlackError("duplicate_external_id")
    return {**body, "blocks": with_ids(world, body["blocks"])}


def _with_external_id(world: World, external_id: str) -> list[View]:
    views = [*(view for stack in world.modals.values() for view in stack), *world.homes.values()]
    return [view for view in views if view.body.get("external_id") == external_id]


def with_ids(world: World, blocks: Sequence[JsonObject]) -> list[JsonObject]:
    """Return a deep copy of blocks in which every block has a block id and every element an action id."""
    copied: list[JsonObject] = copy.deepcopy(list(blocks))
    for block in copied:
        block.setdefault("block_id", world.next_id("b"))
        for key in ("element", "accessory"):
            if isinstance(block.get(key), dict) and block[key]["type"] != "image":
                block[key].setdefault("action_id", world.next_id("a"))
        for part in block.get("elements", []) if block["type"] == "actions" else []:
            part.setdefault("action_id", world.next_id("a"))
    return copied


def close_top(world: World, user_id: str) -> None:
    """Close the modal on top; the one below, if any, is seen again."""
    stack = world.modals[user_id]
    stack.pop()
    if stack:
        world.show_view(stack[-1])
    else:
        world.touch(user_id)


def set_errors(world: World, view: View, errors: JsonObject) -> None:
    """Show messages below fields, keyed by block id; an unknown block id is a problem of the app."""
    labels = {block["block_id"]: block for block in view.blocks if block["type"] == "input"}
    for block_id in errors.keys() - labels.keys():
        world.problem(f"view_submission answered with an error for {block_id}, which is no input of {view.view_id}")
    view.errors = {block_id: str(text) for block_id, text in errors.items() if block_id in labels}
    for block_id, text in view.errors.items():
        world.show(view.user_id, "field error", labels[block_id]["label"]["text"], text)


def element_in(blocks: Sequence[JsonObject], block_id: str, action_id: str) -> tuple[JsonObject, JsonObject]:
    """Return a block and one of its elements by their ids. Raises `KeyError`."""
    for block in blocks:
        for part in elements_of(block):
            if (block["block_id"], part["action_id"]) == (block_id, action_id):
                return block, part
    raise KeyError(f"{block_id}/{action_id}")
