"""Who people are: sign-in, site roles, invitations. Knows nothing of journeys."""
