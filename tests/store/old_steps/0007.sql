CREATE TABLE watches (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	who VARCHAR(64) NOT NULL,
	name VARCHAR(100) NOT NULL,
	sentence TEXT NOT NULL,
	cameras JSON,
	least VARCHAR(16) NOT NULL,
	webhook TEXT,
	secret VARCHAR(64),
	active BOOLEAN NOT NULL,
	created DATETIME NOT NULL,
	cursor INTEGER NOT NULL,
	pending JSON NOT NULL,
	UNIQUE (who, name)
);
CREATE TABLE alerts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	watch_id INTEGER,
	watch VARCHAR(100) NOT NULL,
	sentence TEXT NOT NULL,
	track_id INTEGER NOT NULL,
	camera_id INTEGER NOT NULL,
	camera VARCHAR(200) NOT NULL,
	score DOUBLE NOT NULL,
	decision VARCHAR(16) NOT NULL,
	time DATETIME NOT NULL,
	seen DATETIME,
	file TEXT,
	acknowledged DATETIME,
	acknowledged_by VARCHAR(64),
	delivery VARCHAR(16) NOT NULL,
	attempts INTEGER NOT NULL,
	due DATETIME,
	error VARCHAR(200),
	UNIQUE (watch_id, track_id),
	FOREIGN KEY(watch_id) REFERENCES watches (id) ON DELETE SET NULL
);
CREATE INDEX ix_alerts_delivery ON alerts (delivery);
INSERT INTO watches VALUES (1, 'anna', 'buses', 'a bus', NULL, 'match', NULL, NULL, 1, '2024-05-01 12:00:00.000000', 2, '[]');
INSERT INTO watches VALUES (2, 'gate', 'red', 'red car', '["north gate"]', 'possible', 'https://host/hook', '6666666666666666666666666666666666666666666666666666666666666666', 0, '2024-05-01 12:00:00.000000', 1, '[2]');
INSERT INTO alerts VALUES (1, 1, 'buses', 'a bus', 1, 1, 'north gate', 0.8125, 'match', '2024-05-01 12:00:00.000000', '2024-05-01 12:00:01.250000', 'alerts/1.jpg', '2024-05-01 12:00:01.250000', 'anna', 'none', 0, NULL, NULL);
INSERT INTO alerts VALUES (2, NULL, 'gone', 'red car', 99, 98, 'gone', 0.5, 'possible', '2024-05-01 12:00:00.000000', NULL, NULL, NULL, NULL, 'failed', 5, '2024-05-01 12:00:01.250000', 'no answer');
INSERT INTO migrations VALUES (7, 'create_watches', '2024-05-01 12:00:00.000000');
