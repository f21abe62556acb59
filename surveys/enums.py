"""Choices of surveys; imports nothing of ours."""
