"""Is a forecast true? Parts of a record are forecast from the rest of it, and compared with what they were."""
