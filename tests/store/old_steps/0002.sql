CREATE TABLE queries (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	sentence TEXT NOT NULL,
	time DATETIME NOT NULL,
	decision VARCHAR(16) NOT NULL,
	best_score DOUBLE
);
INSERT INTO queries VALUES (1, 'red car', '2024-05-01 12:00:00.000000', 'match', 0.8125);
INSERT INTO queries VALUES (2, 'a bus', '2024-05-01 12:00:01.250000', 'none', NULL);
INSERT INTO migrations VALUES (2, 'create_queries', '2024-05-01 12:00:00.000000');
