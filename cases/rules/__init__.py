"""Who may do what. Small questions with names."""
