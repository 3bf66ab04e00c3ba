"""The commands below `scabot case`: those written out, and one for every act of the registry, made when asked for."""

from typing import Any

from typer.core import TyperGroup

CASE_HELP = """Act in a case without Slack.

Each command takes its fields as options or as JSON. While the bot runs, the request is handed to it.
"""


WHAT_IF = "what-if"
"""The one that records nothing; it has the options of an act."""


class Acts(TyperGroup):
    """Finds a command by its name among those written out, then in the registry, which is heavy."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - the type is private to the library
        """Return the names, those of the registry in its order."""
        from scabot.cli.case import act_names  # noqa: PLC0415 - heavy

        return [*super().list_commands(ctx), WHAT_IF, *act_names()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - the same
        """Return a command, or None for a name that there is not."""
        if cmd_name == WHAT_IF:
            from scabot.cli.what_if import what_if_command  # noqa: PLC0415 - heavy

            return what_if_command(cmd_name)
        from scabot.cli.case import command_of  # noqa: PLC0415 - heavy

        return super().get_command(ctx, cmd_name) or command_of(cmd_name)
