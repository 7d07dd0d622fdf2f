"""A plugin that keeps rows of people, and a factor that may fail when it is to go."""
