"""The experts' words as files: calendars and the playbook."""
