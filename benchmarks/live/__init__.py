"""Load on live sessions: many phones over loopback, bounded in time, every acknowledged ballot looked for afterwards."""
