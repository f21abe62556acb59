"""Surveys: questions, answers without a trace of who gave them, results that betray nobody."""
