"""Choices of working groups; imports nothing of ours."""
