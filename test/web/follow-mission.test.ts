import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feed } from '../../web/mission/feed.ts';
import { emptyFeed } from '../../web/mission/feed.ts';
import type { Link } from '../../web/mission/follow-mission.ts';
import { followMission } from '../../web/mission/follow-mission.ts';
import type { LinePorts } from '../../web/mission/open-line.ts';
import { shippedMission } from './mission-frames.ts';

type Opened = Parameters<LinePorts['open']>[0] &
  Parameters<LinePorts['open']>[1] & { readonly sent: string[] };

/** Lines whose other end the test holds, and time that it moves. */
function rig(tickets: readonly ('ok' | 'fail' | 'final')[] = []) {
  const lines: Opened[] = [];
  const timers = new Map<number, { readonly atMs: number; readonly run: () => void }>();
  const links: Link[] = [];
  const seen = { feed: emptyFeed as Feed, updates: 0 };
  let nowMs = 0;
  let made = 0;
  let asked = 0;
  const following = followMission(
    {
      ticket: async () => {
        const kind = tickets[asked++] ?? 'ok';
        if (kind !== 'ok') throw new Error(kind);
        return `t${asked}`;
      },
      isFinal: (error) => error instanceof Error && error.message === 'final',
      open: (query, on) => {
        const sent: string[] = [];
        lines.push({ ...query, ...on, sent });
        return { send: (text) => void sent.push(text), close: () => undefined };
      },
      later: (ms, run) => {
        const id = made++;
        timers.set(id, { atMs: nowMs + ms, run });
        return () => void timers.delete(id);
      },
      random: () => 1,
    },
    {
      feed: (feed) => {
        seen.feed = feed;
        seen.updates += 1;
      },
      link: (link) => links.push(link),
    },
  );
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
  };
  const pass = async (ms: number): Promise<void> => {
    nowMs += ms;
    for (const [id, timer] of timers) {
      if (timer.atMs > nowMs) continue;
      timers.delete(id);
      timer.run();
    }
    await settle();
  };
  return { lines, links, seen, following, settle, pass };
}

const say = (line: Opened | undefined, from: number, to: number): void => {
  for (const event of shippedMission.slice(from, to)) line?.text(JSON.stringify(event));
};
const ready = (line: Opened | undefined, seq: number): void =>
  line?.text(JSON.stringify({ type: 'ready', seq }));
const seqs = (feed: Feed): readonly number[] => feed.events.map((event) => event.seq);

describe('followMission', () => {
  it('follows to the terminal event and then hangs up', async () => {
    const { lines, links, seen, settle, pass } = rig();
    await settle();
    say(lines[0], 0, 2);
    ready(lines[0], 2);
    expect(links).toEqual(['connecting', 'live']);
    say(lines[0], 2, 9);
    expect(seqs(seen.feed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(links.at(-1)).toBe('ended');
    await pass(600_000);
    expect(lines).toHaveLength(1);
  });

  it('comes back with the last seq after a break, with a ticket of its own', async () => {
    const { lines, links, settle, pass } = rig();
    await settle();
    say(lines[0], 0, 3);
    lines[0]?.closed();
    expect(links.at(-1)).toBe('waiting');
    await pass(500);
    expect(lines[1]).toMatchObject({ after: 3, ticket: 't2' });
  });

  it('comes back when an event is missing, and takes the one that showed it only then', async () => {
    const { lines, seen, settle, pass } = rig();
    await settle();
    say(lines[0], 0, 2);
    say(lines[0], 4, 5);
    expect(seqs(seen.feed)).toEqual([1, 2]);
    await pass(500);
    expect(lines[1]?.after).toBe(2);
    say(lines[1], 2, 5);
    expect(seqs(seen.feed)).toEqual([1, 2, 3, 4, 5]);
  });

  it('does not listen to a line that it left', async () => {
    const { lines, seen, settle } = rig();
    await settle();
    lines[0]?.closed();
    say(lines[0], 0, 3);
    expect(seqs(seen.feed)).toEqual([]);
  });

  it('waits longer after each failure, at most 15 s, and from the start again once it was live', async () => {
    const { lines, settle, pass } = rig(['fail', 'fail', 'ok']);
    await settle();
    await pass(499);
    await pass(1);
    await pass(999);
    expect(lines).toHaveLength(0);
    await pass(1);
    expect(lines).toHaveLength(1);
    ready(lines[0], 0);
    lines[0]?.closed();
    await pass(500);
    expect(lines).toHaveLength(2);
  });

  it('ends when a ticket is refused for good', async () => {
    const { lines, links, settle, pass } = rig(['final']);
    await settle();
    await pass(60_000);
    expect(links).toEqual(['connecting', 'refused']);
    expect(lines).toHaveLength(0);
  });

  it('finds a line that died silently by its unanswered pings', async () => {
    const { lines, links, settle, pass } = rig();
    await settle();
    ready(lines[0], 0);
    await pass(15_000);
    lines[0]?.text('{"type":"pong","seq":0}');
    await pass(15_000);
    await pass(15_000);
    expect(links.at(-1)).toBe('live');
    await pass(15_000);
    expect(links.at(-1)).toBe('waiting');
    expect(lines[0]?.sent).toEqual(Array(3).fill('{"type":"ping"}'));
  });

  it('comes back at once when hurried, and never twice', async () => {
    const { lines, following, settle, pass } = rig();
    await settle();
    lines[0]?.closed();
    following.hurry();
    following.hurry();
    await pass(15_000);
    expect(lines).toHaveLength(2);
  });

  it('does nothing more once it is stopped', async () => {
    const { lines, links, following, settle, pass } = rig();
    following.stop();
    await settle();
    await pass(60_000);
    expect(lines).toHaveLength(0);
    expect(links).toEqual(['connecting']);
  });

  it('ignores what is no frame', async () => {
    const { lines, links, settle } = rig();
    await settle();
    for (const junk of ['', 'null', '{"type":"other"}', '[1]', '{']) lines[0]?.text(junk);
    expect(links).toEqual(['connecting']);
  });

  it('loses and doubles no event, wherever lines break, skip or repeat', async () => {
    const part = fc.record({
      skip: fc.integer({ min: -3, max: 2 }),
      length: fc.nat(6),
      repeats: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const { lines, links, seen, settle, pass } = rig();
        await settle();
        for (const { skip, length, repeats } of parts) {
          const line = lines.at(-1);
          const from = Math.max(0, (line?.after ?? 0) + skip);
          say(line, from, from + length);
          if (repeats) say(line, from, from + length);
          line?.closed();
          await pass(15_000);
        }
        const last = lines.at(-1);
        say(last, last?.after ?? 0, 9);
        ready(last, 9);
        expect(seqs(seen.feed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        expect(links.at(-1)).toBe('ended');
      }),
    );
  });
});
