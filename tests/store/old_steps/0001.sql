CREATE TABLE migrations (
	version INTEGER NOT NULL,
	name VARCHAR(100) NOT NULL,
	applied DATETIME NOT NULL,
	PRIMARY KEY (version)
);
CREATE TABLE state (
	id INTEGER NOT NULL,
	catalog VARCHAR(32) NOT NULL,
	generation INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE cameras (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name VARCHAR(200) NOT NULL,
	UNIQUE (name)
);
CREATE TABLE sources (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	camera_id INTEGER NOT NULL,
	identity VARCHAR(64) NOT NULL,
	uri TEXT NOT NULL,
	fingerprint VARCHAR(64) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	start_time DATETIME,
	duration DOUBLE,
	settings JSON NOT NULL,
	encoder VARCHAR(64) NOT NULL,
	status VARCHAR(16) NOT NULL,
	error TEXT,
	created DATETIME NOT NULL,
	FOREIGN KEY(camera_id) REFERENCES cameras (id),
	UNIQUE (identity)
);
CREATE INDEX ix_sources_camera_id ON sources (camera_id);
CREATE TABLE tracks (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	source_id INTEGER NOT NULL,
	label VARCHAR(16) NOT NULL,
	start DOUBLE NOT NULL,
	"end" DOUBLE NOT NULL,
	heading DOUBLE,
	motion VARCHAR(16) NOT NULL,
	place BLOB NOT NULL,
	speed DOUBLE NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	path BLOB NOT NULL,
	FOREIGN KEY(source_id) REFERENCES sources (id) ON DELETE CASCADE
);
CREATE INDEX ix_tracks_source_id ON tracks (source_id);
CREATE TABLE crops (
	track_id INTEGER NOT NULL,
	rank INTEGER NOT NULL,
	time DOUBLE NOT NULL,
	box BLOB NOT NULL,
	quality DOUBLE NOT NULL,
	file TEXT NOT NULL,
	PRIMARY KEY (track_id, rank),
	FOREIGN KEY(track_id) REFERENCES tracks (id) ON DELETE CASCADE
);
CREATE TABLE embeddings (
	track_id INTEGER NOT NULL,
	encoder VARCHAR(64) NOT NULL,
	vector BLOB NOT NULL,
	PRIMARY KEY (track_id, encoder),
	FOREIGN KEY(track_id) REFERENCES tracks (id) ON DELETE CASCADE
);
INSERT INTO state VALUES (1, '0123456789abcdef0123456789abcdef', 41);
INSERT INTO cameras VALUES (1, 'north gate');
INSERT INTO cameras VALUES (2, 'Straße 7');
INSERT INTO sources VALUES (1, 1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '/videos/a.mp4', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'file', 640, 360, '2024-05-01 12:00:00.000000', 12.5, '{"stride": 2}', 'encoder-1', 'done', NULL, '2024-05-01 12:00:01.250000');
INSERT INTO sources VALUES (2, 2, 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', 'rtsp://host/live', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'stream', 1280, 720, NULL, NULL, '{}', 'encoder-1', 'failed', 'cannot decode: "it''s over"', '2024-05-01 12:00:01.250000');
INSERT INTO tracks VALUES (1, 1, 'truck', 1.0, 2.25, 90.0, 'left', X'0000003f0000803e', 0.125, 640, 360, X'0000803f000020410000a0410000f04100002042');
INSERT INTO tracks VALUES (2, 1, 'car', 3.5, 4.0, NULL, 'still', X'00ff', 0.0, 640, 360, X'');
INSERT INTO crops VALUES (1, 0, 1.5, X'000020410000a041', 0.75, 'crops/1/1-0.jpg');
INSERT INTO crops VALUES (1, 1, 2.25, X'0000', 0.1, 'crops/1/1-1.jpg');
INSERT INTO embeddings VALUES (1, 'encoder-1', X'0000803f00000000');
INSERT INTO embeddings VALUES (2, 'encoder-1', X'000000000000803f');
INSERT INTO migrations VALUES (1, 'create_tracks', '2024-05-01 12:00:00.000000');
