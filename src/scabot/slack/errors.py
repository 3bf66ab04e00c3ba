"""What Slack's error words mean for something that waits to be said: one table, everything else counts as our bug."""

from enum import StrEnum


class Meaning(StrEnum):
    """What to do about an error."""

    LATER = "later"
    UNCERTAIN = "uncertain"
    DESTINATION_DEAD = "destination dead"
    INSTALLATION_DEAD = "installation dead"
    CARD_LOST = "card lost"
    OUR_BUG = "our bug"


_WORDS: dict[Meaning, str] = {
    Meaning.LATER: "ratelimited rate_limited service_unavailable request_timeout team_added_to_org "
    "external_channel_migrating",
    Meaning.UNCERTAIN: "internal_error fatal_error no_answer",
    Meaning.DESTINATION_DEAD: "not_in_channel channel_not_found is_archived is_inactive restricted_action "
    "no_permission user_not_found cannot_dm_bot ekm_access_denied",
    Meaning.INSTALLATION_DEAD: "token_revoked token_expired account_inactive invalid_auth not_authed missing_scope "
    "team_access_not_granted org_login_required access_denied not_allowed_token_type",
    Meaning.CARD_LOST: "message_not_found cant_update_message edit_window_closed update_failed block_mismatch "
    "thread_not_found",
}
_MEANINGS = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}


def meaning_of(error: str) -> Meaning:
    """Return what an error word of Slack means; `no_answer` stands for an answer without one, others are our bug."""
    if error.startswith("restricted_action"):
        return Meaning.DESTINATION_DEAD
    return _MEANINGS.get(error, Meaning.OUR_BUG)
