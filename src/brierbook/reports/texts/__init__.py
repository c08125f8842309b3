"""The words of reports and figures, one file for each language."""
