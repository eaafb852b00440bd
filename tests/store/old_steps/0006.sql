CREATE TABLE jobs (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	camera VARCHAR(200) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	uri TEXT NOT NULL,
	locator TEXT NOT NULL,
	start_time DATETIME,
	options JSON NOT NULL,
	state VARCHAR(16) NOT NULL,
	frames INTEGER NOT NULL,
	total INTEGER,
	fps DOUBLE,
	error TEXT,
	created DATETIME NOT NULL,
	started DATETIME,
	ended DATETIME,
	who VARCHAR(200) NOT NULL
);
CREATE INDEX ix_jobs_state ON jobs (state);
CREATE INDEX ix_jobs_camera ON jobs (camera);
CREATE TABLE job_sources (
	job_id INTEGER NOT NULL,
	source_id INTEGER NOT NULL,
	PRIMARY KEY (job_id, source_id),
	FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE,
	FOREIGN KEY(source_id) REFERENCES sources (id) ON DELETE CASCADE
);
CREATE INDEX ix_job_sources_source_id ON job_sources (source_id);
INSERT INTO jobs VALUES (1, 'north gate', 'file', '/videos/a.mp4', '/videos/a.mp4', '2024-05-01 12:00:00.000000', '{"stride": 2}', 'done', 300, 300, 25.0, NULL, '2024-05-01 12:00:00.000000', '2024-05-01 12:00:01.250000', '2024-05-01 12:00:01.250000', 'anna');
INSERT INTO jobs VALUES (2, 'Straße 7', 'stream', 'rtsp://host/live', 'rtsp://user:word@host/live', NULL, '{}', 'queued', 0, NULL, NULL, NULL, '2024-05-01 12:00:00.000000', NULL, NULL, 'anna');
INSERT INTO job_sources VALUES (1, 1);
INSERT INTO job_sources VALUES (2, 2);
INSERT INTO migrations VALUES (6, 'create_jobs', '2024-05-01 12:00:00.000000');
