"""What people read: numbers with their units, and text as blocks, whatever it is rendered to."""
