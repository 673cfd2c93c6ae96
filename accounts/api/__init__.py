"""The API's manners, which every app shares, and what it says of people."""
