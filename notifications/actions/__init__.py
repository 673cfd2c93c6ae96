"""What changes rules, reminders, notices and letters: nothing else writes them."""
