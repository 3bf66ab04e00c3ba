"""The only place where parts are plugged together: a site, the bot on it, the practice workspace around it."""
