"""Reports by the clock: schedules, what became of each time that one was due, the mails, and how to get no more of them."""
