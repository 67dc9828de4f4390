"""The facilitator's console and the projector: what they read, and what they draw."""
