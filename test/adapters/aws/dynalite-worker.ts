import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import dynalite from 'dynalite';

// On a thread of its own: hundreds of calls at once from the same thread would starve the very connections they wait for.
const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
