"""The state register of providers: the ministry's open data read as a stream, compared, queued, accepted and undone."""
