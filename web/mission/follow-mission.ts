import type { ServerFrame } from '../../core/wire/socket.ts';
import type { Feed } from './feed.ts';
import { emptyFeed, lastSeq, receiveFrame } from './feed.ts';
import type { KeepPorts } from './keep-line.ts';
import { keepLine } from './keep-line.ts';
import { isEnd } from './statuses.ts';

/** How the line to the server is: `ended` when the mission has, `refused` when coming back is of no use. */
export type Link = 'connecting' | 'live' | 'waiting' | 'ended' | 'refused';

/** A mission that is being followed. */
export interface Following {
  /** Comes back at once where it waits to; for when the network is there again. */
  readonly hurry: () => void;
  readonly stop: () => void;
}

/**
 * Follows a mission until its terminal event: every event once and in order, over as many sockets as it takes. After a break or a gap it comes
 * back with `after`.
 */
export function followMission(
  ports: KeepPorts,
  on: { readonly feed: (feed: Feed) => void; readonly link: (link: Link) => void },
): Following {
  let feed = emptyFeed;
  const finish = (link: Link): void => {
    line.stop();
    on.link(link);
  };
  const take = (frame: ServerFrame): void => {
    const received = receiveFrame(feed, frame);
    if (received.verdict === 'gap') line.comeBack();
    if (received.verdict !== 'taken') return;
    feed = received.feed;
    on.feed(feed);
    if (hasEnded(feed)) finish('ended');
    else if (frame.type === 'ready') {
      line.praise();
      on.link('live');
    }
  };
  on.link('connecting');
  const line = keepLine(ports, {
    after: () => lastSeq(feed),
    text: (text) => {
      const frame = parseFrame(text);
      if (frame !== undefined) take(frame);
    },
    waiting: () => on.link('waiting'),
    refused: () => finish('refused'),
  });
  return { hurry: line.hurry, stop: line.stop };
}

const hasEnded = (feed: Feed): boolean => feed.isReady && isEnd(feed.events.at(-1)?.status ?? '');

const frameTypes: ReadonlySet<unknown> = new Set(['status', 'ready', 'log', 'delta', 'writing', 'pong']);

function parseFrame(text: string): ServerFrame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    const isFrame =
      typeof frame === 'object' && frame !== null && 'type' in frame && frameTypes.has(frame.type);
    return isFrame ? (frame as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
