"""What pages and actions read of reminders, notices and letters."""
