"""Results of a survey: counted once after closing, protected as one set, frozen and read by all outputs alike."""
