"""What a write does, told to whoever listens: its steps, and its rows before and after."""
