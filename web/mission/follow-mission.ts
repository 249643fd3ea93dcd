import type { ServerFrame } from '../../core/wire/socket.ts';
import { backoffMs } from './backoff.ts';
import type { Feed } from './feed.ts';
import { emptyFeed, lastSeq, receiveFrame } from './feed.ts';
import { isEnd } from './statuses.ts';

/** How the line to the server is: `ended` when the mission has, `refused` when coming back is of no use. */
export type Link = 'connecting' | 'live' | 'waiting' | 'ended' | 'refused';

/** A socket as far as it is used here. */
export interface FeedSocket {
  send(text: string): void;
  close(): void;
}

/** What following a mission needs of the world around it. */
export interface FollowPorts {
  /** A ticket for one socket; a rejection for which `isFinal` holds ends the following. */
  readonly ticket: () => Promise<string>;
  readonly isFinal: (error: unknown) => boolean;
  readonly open: (query: { readonly ticket: string; readonly after: number }, on: { readonly text: (text: string) => void; readonly closed: () => void }) => FeedSocket;
  /** Calls back once after so many milliseconds; answers how to call that off. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly random: () => number;
}

const pingEveryMs = 20_000;
/** A line that says nothing for so long, pings included, is dead. */
const silenceMs = 45_000;

/** A mission that is being followed. */
export interface Following {
  /** Tries at once instead of when the waiting ends; for when the network is back. */
  readonly hurry: () => void;
  readonly stop: () => void;
}

/**
 * Follows a mission until its terminal event: every event once and in order, over as many sockets as it takes. After a break or a gap it comes
 * back with `after`.
 */
export function followMission(
  ports: FollowPorts,
  on: { readonly feed: (feed: Feed) => void; readonly link: (link: Link) => void },
): Following {
  let feed = emptyFeed;
  let tries = 0;
  let socket: FeedSocket | undefined;
  let timers: (() => void)[] = [];
  // Counts lines; what a line that was left behind still says is not listened to.
  let line = 0;
  let isOver = false;

  const later = (ms: number, run: () => void): void => void timers.push(ports.after(ms, run));
  const hangUp = (): void => {
    line += 1;
    for (const cancel of timers) cancel();
    timers = [];
    socket?.close();
    socket = undefined;
  };
  const end = (link: Link): void => {
    hangUp();
    isOver = true;
    on.link(link);
  };
  const comeBack = (): void => {
    hangUp();
    tries += 1;
    on.link('waiting');
    later(backoffMs(tries, ports.random), () => void connect());
  };

  async function connect(): Promise<void> {
    hangUp();
    const mine = line;
    if (tries === 0) on.link('connecting');
    const ticket = await ports.ticket().catch((error: unknown) => {
      if (mine === line) ports.isFinal(error) ? end('refused') : comeBack();
    });
    if (mine !== line || ticket === undefined) return;
    let lastHeard = 0;
    const watch = (elapsed: number): void => {
      if (elapsed - lastHeard > silenceMs) return comeBack();
      socket?.send('{"type":"ping"}');
      later(pingEveryMs, () => watch(elapsed + pingEveryMs));
      now = elapsed;
    };
    let now = 0;
    socket = ports.open(
      { ticket, after: lastSeq(feed) },
      {
        closed: () => mine === line && comeBack(),
        text: (text) => {
          if (mine !== line) return;
          lastHeard = now;
          hear(text);
        },
      },
    );
    later(pingEveryMs, () => watch(pingEveryMs));
  }

  function hear(text: string): void {
    const frame = parseFrame(text);
    if (frame === undefined) return;
    const received = receiveFrame(feed, frame);
    if (received.verdict === 'gap') return comeBack();
    if (received.verdict === 'known') return;
    feed = received.feed;
    on.feed(feed);
    if (feed.isReady && isEnd(feed.events.at(-1)?.status ?? '')) return end('ended');
    if (frame.type === 'ready') {
      tries = 0;
      on.link('live');
    }
  }

  void connect();
  return {
    hurry: () => void (!isOver && socket === undefined && connect()),
    stop: () => {
      hangUp();
      isOver = true;
    },
  };
}

const frameTypes: ReadonlySet<unknown> = new Set(['status', 'ready', 'log', 'delta', 'pong']);

function parseFrame(text: string): ServerFrame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    const isFrame = typeof frame === 'object' && frame !== null && 'type' in frame && frameTypes.has(frame.type);
    return isFrame ? (frame as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
