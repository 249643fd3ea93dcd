import { parentPort, workerData } from 'node:worker_threads';
import { openPostgres } from './open-postgres.ts';
import { runTransaction } from './run-transaction.ts';
import type { TwinRequest } from './twin-request.ts';

/** The thread that is Postgres: one request after the other, each answered; `end` closes the database. */
const database = await openPostgres(workerData as string);
parentPort?.on('message', async (message: TwinRequest | 'end') => {
  if (message !== 'end') {
    parentPort?.postMessage(await runTransaction(database, message));
    return;
  }
  await database.close();
  process.exit();
});
parentPort?.postMessage('open');
