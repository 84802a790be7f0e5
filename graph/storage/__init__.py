"""The store on disk: how articles get in and out of it, as wholes, whatever kills the process."""
