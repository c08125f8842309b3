"""What every command has at hand: the session, options, languages, progress, columns.

It knows no command. The door is `session`.
"""
