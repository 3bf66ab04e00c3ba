"""Stories: acceptance cases that a person without programming can write, played through the whole bot."""
