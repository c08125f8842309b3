"""The formats that are read: one module for each program that writes records."""
