"""Load on live sessions: many phones on loopback, bounded in time; every acknowledged ballot is looked for."""
