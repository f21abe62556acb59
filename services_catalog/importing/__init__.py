"""The catalogue as a spreadsheet: all rows or none, every fault told with its row, and an undo.

Columns are those of the portal's own export (Czech) or of an extract of the state register (English): columns.py. Rows are
checked (reading.py), compared with the catalogue (comparing.py), shown (preview.py), written (writing.py), taken back
(undoing.py) and exported (exporting.py). What columns of other sheets mean is found out by services_catalog.sheets, which
gives its rows to the same reader.
"""
