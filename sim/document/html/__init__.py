"""Pages as one HTML file each: nothing is fetched, what users wrote is text, the same blocks give the same bytes."""
