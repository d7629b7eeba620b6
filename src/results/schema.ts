/** Raised with every change of the tables below. */
export const SCHEMA_VERSION = 1;

/** Rows are only ever added; of a run, the time of its end is filled in. */
export const SCHEMA = `
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS store (version INTEGER NOT NULL);
INSERT INTO store SELECT ${SCHEMA_VERSION} WHERE NOT EXISTS (SELECT 1 FROM store);
CREATE TABLE IF NOT EXISTS run (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  seed INTEGER NOT NULL,
  options TEXT NOT NULL,
  versions TEXT NOT NULL,
  started TEXT NOT NULL,
  finished TEXT
);
CREATE TABLE IF NOT EXISTS result (
  run INTEGER NOT NULL REFERENCES run (id),
  claim TEXT NOT NULL,
  control TEXT NOT NULL,
  assert TEXT NOT NULL,
  seed INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  evidence TEXT,
  why TEXT,
  figures TEXT,
  seconds REAL,
  UNIQUE (run, claim, control, assert, seed)
);
COMMIT;
`;
