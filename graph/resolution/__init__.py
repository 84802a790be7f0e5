"""Who is who: which persons, places, organisations and events of several articles are one, and why."""
