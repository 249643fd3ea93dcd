import { chmodSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from './database.ts';
import { holdDatabase } from './hold-database.ts';
import { serveSql } from './serve-sql.ts';
import { socketNames } from './twin-request.ts';

/** Serves one database until its input ends: the socket of the app takes anyone who gets to it, that of the owner nobody else. */
async function main(): Promise<void> {
  const options = {
    folder: { type: 'string' },
    sockets: { type: 'string' },
    'statement-ms': { type: 'string' },
    'wait-ms': { type: 'string' },
  } as const;
  const {
    folder = '',
    sockets = '',
    'statement-ms': statementMs,
    'wait-ms': waitMs,
  } = parseArgs({ options }).values;
  const letGo = holdDatabase(folder, Number(waitMs));
  const database = await openDatabase(join(folder, 'data'), { statementMs: Number(statementMs) });
  // Whoever wants it next starts this program again, and hears then why it does not open.
  const onLost = (): void => process.exit(1);
  const servers = await Promise.all([
    listen(serveSql(database, 'app', onLost), join(sockets, socketNames.app), 0o666),
    listen(serveSql(database, 'owner', onLost), join(sockets, socketNames.owner), 0o600),
  ]);
  const end = async (): Promise<void> => {
    for (const server of servers) server.close();
    await database.close();
    letGo();
    process.exit();
  };
  process.once('SIGTERM', end);
  process.stdin.once('end', end).once('error', end).resume();
  process.stdout.on('error', () => undefined).write('ready\n');
}

async function listen(server: Server, path: string, mode: number): Promise<Server> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  chmodSync(path, mode);
  return server;
}

await main();
