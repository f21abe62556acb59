"""Community plans: the tree of priorities and measures, money, analyses, approval and the official document."""
