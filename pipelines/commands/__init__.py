"""The subcommands of `dothi`, a module each, imported only when called."""
