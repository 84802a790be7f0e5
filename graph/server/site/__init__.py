"""The pages over a store of any size."""
