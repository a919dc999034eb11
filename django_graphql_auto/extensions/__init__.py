"""What listens to operations. Extensions do not know each other, and nothing below knows them."""
