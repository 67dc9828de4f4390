"""Speed and memory of the simulation beside a plain Python loop and the EMA Workbench."""
