"""The page of forecasts: what is asked, what was computed for it, how it is told, and one module a section."""
