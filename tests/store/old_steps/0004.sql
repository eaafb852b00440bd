CREATE TABLE cases (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name VARCHAR(200) NOT NULL,
	notes TEXT NOT NULL,
	created DATETIME NOT NULL,
	created_by VARCHAR(200) NOT NULL,
	closed DATETIME,
	UNIQUE (name)
);
CREATE TABLE feedback (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	track_id INTEGER NOT NULL,
	camera_id INTEGER NOT NULL,
	camera VARCHAR(200) NOT NULL,
	sentence TEXT NOT NULL,
	target INTEGER NOT NULL,
	verdict VARCHAR(16) NOT NULL,
	decision VARCHAR(16),
	score DOUBLE,
	note TEXT NOT NULL,
	facts JSON NOT NULL,
	crop BOOLEAN NOT NULL,
	given DATETIME NOT NULL,
	given_by VARCHAR(200) NOT NULL
);
CREATE INDEX ix_feedback_track_id ON feedback (track_id);
CREATE TABLE case_items (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	case_id INTEGER NOT NULL,
	track_id INTEGER NOT NULL,
	camera_id INTEGER NOT NULL,
	camera VARCHAR(200) NOT NULL,
	sentence TEXT,
	score DOUBLE,
	note TEXT NOT NULL,
	facts JSON NOT NULL,
	files JSON NOT NULL,
	added DATETIME NOT NULL,
	added_by VARCHAR(200) NOT NULL,
	UNIQUE (case_id, track_id),
	FOREIGN KEY(case_id) REFERENCES cases (id) ON DELETE CASCADE
);
INSERT INTO cases VALUES (1, 'hit and run', 'two lines
of notes', '2024-05-01 12:00:00.000000', 'anna', NULL);
INSERT INTO cases VALUES (2, 'old', '', '2024-05-01 12:00:00.000000', 'anna', '2024-05-01 12:00:01.250000');
INSERT INTO feedback VALUES (1, 1, 1, 'north gate', 'red car', 0, 'right', 'match', 0.8125, 'yes', '{"label": "truck"}', 1, '2024-05-01 12:00:01.250000', 'anna');
INSERT INTO feedback VALUES (2, 99, 98, 'gone', 'a bus', 1, 'wrong', NULL, NULL, '', '{}', 0, '2024-05-01 12:00:01.250000', 'gate');
INSERT INTO case_items VALUES (1, 1, 1, 1, 'north gate', 'red car', 0.8125, 'this one', '{"label": "truck"}', '{"crop.jpg": "5555555555555555555555555555555555555555555555555555555555555555"}', '2024-05-01 12:00:01.250000', 'anna');
INSERT INTO case_items VALUES (2, 2, 99, 98, 'gone', NULL, NULL, '', '{}', '{}', '2024-05-01 12:00:01.250000', 'gate');
INSERT INTO migrations VALUES (4, 'create_cases', '2024-05-01 12:00:00.000000');
