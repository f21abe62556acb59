"""A whole plan as a workbook: read, compared, written, exported, undone.

Sheets are read into a `PlanDraft` (draft.py, reading.py), a stored plan gives the same draft (from_plan.py), two drafts
are compared for the preview (comparing.py), a draft is written at once or not at all (applying.py), and a draft gives
sheets again (sheets.py). So what is exported can be imported without loss, and an undo is an import of what was before.
"""
