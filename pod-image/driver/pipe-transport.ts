import type { Readable, Writable } from 'node:stream';
import type { ConnectOverCDPTransport } from 'playwright-core';

/** How much a page may make its browser say; beyond it the browser is ended. */
export interface PipeLimits {
  readonly messageBytes: number;
  readonly totalBytes: number;
  /** Lines of the console and uncaught errors that are read; the rest is dropped unread. */
  readonly consoleMessages: number;
  readonly consoleBytes: number;
}

export const defaultPipeLimits: PipeLimits = {
  messageBytes: 32 * 1024 * 1024,
  totalBytes: 256 * 1024 * 1024,
  consoleMessages: 300,
  consoleBytes: 32 * 1024 * 1024,
};

const longestConsoleMessage = 64 * 1024;
const chatter = /^\{"method":"(?:Runtime\.(?:consoleAPICalled|exceptionThrown)|Log\.entryAdded)"/;

/** A browser's debugging pipe as Playwright speaks it; everything read is bounded before it is parsed. */
export interface PipeTransport extends ConnectOverCDPTransport {
  /** Counts anew: the next check has limits of its own. */
  refill(): void;
}

/** Speaks through a browser's two pipes; `flooded` is called once, when it says more than the limits allow. */
export function openPipe(
  pipes: { readonly toBrowser: Writable; readonly fromBrowser: Readable },
  limits: PipeLimits,
  ends: { readonly flooded: () => void; readonly close: () => void },
): PipeTransport {
  let pending: Buffer[] = [];
  let used = nothingUsed();
  let isFlooded = false;
  const transport: PipeTransport = {
    send: (message) => pipes.toBrowser.write(`${JSON.stringify(message)}\0`),
    close: ends.close,
    refill: () => {
      used = nothingUsed();
    },
  };
  const deliver = (message: Buffer): void => {
    if (isChatter(message) && !isHeard(used, message, limits)) return;
    transport.onmessage?.(JSON.parse(message.toString('utf8')) as object);
  };
  pipes.toBrowser.on('error', () => undefined);
  pipes.fromBrowser.on('error', () => undefined);
  pipes.fromBrowser.on('data', (chunk: Buffer) => {
    if (isFlooded) return;
    used.bytes += chunk.length;
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      deliver(Buffer.concat([...pending, chunk.subarray(start, end)]));
      pending = [];
      start = end + 1;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
    if (!isBeyond(used, pending, limits)) return;
    isFlooded = true;
    pending = [];
    ends.flooded();
  });
  return transport;
}

interface Used {
  bytes: number;
  lines: number;
  lineBytes: number;
}

const nothingUsed = (): Used => ({ bytes: 0, lines: 0, lineBytes: 0 });

const isChatter = (message: Buffer): boolean => chatter.test(message.toString('latin1', 0, 80));

/** Counts a line of the console, and says whether it is still read. */
function isHeard(used: Used, message: Buffer, limits: PipeLimits): boolean {
  used.lines += 1;
  used.lineBytes += message.length;
  return used.lines <= limits.consoleMessages && message.length <= longestConsoleMessage;
}

function isBeyond(used: Used, pending: readonly Buffer[], limits: PipeLimits): boolean {
  const pendingBytes = pending.reduce((sum, { length }) => sum + length, 0);
  return (
    pendingBytes > limits.messageBytes ||
    used.bytes > limits.totalBytes ||
    used.lineBytes > limits.consoleBytes
  );
}
