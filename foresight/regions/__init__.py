"""The 20 regions of Kazakhstan and the regional potential index."""
