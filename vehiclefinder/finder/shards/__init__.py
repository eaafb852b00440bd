"""What is asked of every searcher of a catalog and what each tells, of the sources that it holds: its shard.

Here belong questions, what is told of one shard, and how the parts make one answer. What a sentence means and how an
answer reads belongs to ``finder``, how searchers reach one another to ``control.peers``.
"""
