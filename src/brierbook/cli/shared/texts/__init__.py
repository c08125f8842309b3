"""What several commands say in the same words.

Each module words one thing; `brierbook.cli.shared.wording` words times and titles for all of them.
"""
