"""What people and programs may do: the one place where rights are enforced, whichever face asks."""
