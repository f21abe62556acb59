"""What the catalogue tells to apps above it, which it does not know."""

from django.dispatch import Signal

# A service that somebody may rely on has ended, will end, has another capacity or another secrecy of its address by the
# state register. Sent after the commit with `differences`, a list of RegisterDifference whose is_alarm is set, when they
# are found (is_accepted=False) and again when the office accepts them (is_accepted=True).
service_ended_or_changed = Signal()
