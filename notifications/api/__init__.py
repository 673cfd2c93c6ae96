"""What people were told, and how they want to hear from us, for programs."""
