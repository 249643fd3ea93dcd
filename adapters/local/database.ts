import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeHomeFolder } from './home-folder.ts';

/** What an answered write outlives: `power-cut`, at the price of one fsync a write; or `kill`, and a power cut once anything after it was synced. */
export type Durability = 'power-cut' | 'kill';

/**
 * Opens (or makes) the one database file of a Gantry home, shared by the event log and the record store.
 * Several processes may hold it at once: a writer waits up to five seconds for another.
 */
export function openDatabase(home: string, outlives: Durability = 'power-cut'): DatabaseSync {
  makeHomeFolder(home);
  const path = join(home, 'gantry.db');
  const database = new DatabaseSync(path, { timeout: 5_000 });
  // It holds password hashes and sessions, and SQLite makes the -wal and -shm files with the mode of this one.
  chmodSync(path, 0o600);
  database.exec('pragma journal_mode = wal');
  // Both kinds of writers share one log file, so what a power cut takes is its end and never something before an event that it leaves.
  database.exec(`pragma synchronous = ${outlives === 'power-cut' ? 'full' : 'normal'}`);
  return database;
}
