"""Backup, restore and moving between databases; the format is told in docs/adr/0025-backup-format.md."""
