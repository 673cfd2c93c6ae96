"""The pages of the post office."""
