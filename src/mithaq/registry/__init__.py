"""The one door: takes a command, asks the rules, and writes everything in one transaction."""
