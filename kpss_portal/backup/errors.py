"""What can go wrong with a backup, said in words for the person who looks after the server."""


class BackupFault(Exception):
    """The work was given up and nothing was changed, unless the words say otherwise."""


class NotEmpty(BackupFault):
    """The place holds data already."""


class Damaged(BackupFault):
    """The file is not whole, was changed, or what was restored differs from what was kept."""
