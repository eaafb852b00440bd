CREATE TABLE camera_views (
	camera_id INTEGER NOT NULL,
	"view" JSON NOT NULL,
	calibration VARCHAR(64),
	PRIMARY KEY (camera_id),
	FOREIGN KEY(camera_id) REFERENCES cameras (id) ON DELETE CASCADE
);
CREATE TABLE track_roads (
	track_id INTEGER NOT NULL,
	calibration VARCHAR(64) NOT NULL,
	speed DOUBLE,
	nearest DOUBLE,
	farthest DOUBLE,
	PRIMARY KEY (track_id),
	FOREIGN KEY(track_id) REFERENCES tracks (id) ON DELETE CASCADE
);
INSERT INTO camera_views VALUES (1, '{"description": "over the gate"}', 'e4d909c290d0fb1c');
INSERT INTO camera_views VALUES (2, '{}', NULL);
INSERT INTO track_roads VALUES (1, 'e4d909c290d0fb1c', 13.9, 10.25, 30.5);
INSERT INTO track_roads VALUES (2, 'e4d909c290d0fb1c', NULL, NULL, NULL);
INSERT INTO migrations VALUES (5, 'create_camera_settings', '2024-05-01 12:00:00.000000');
