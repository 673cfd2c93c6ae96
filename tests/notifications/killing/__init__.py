"""Real workers, a mail server with moods, and a hand that kills."""
