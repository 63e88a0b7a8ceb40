"""Where training pictures come from: named sets, places of one's own, who wrote what."""
