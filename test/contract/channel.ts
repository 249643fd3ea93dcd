import { Buffer } from 'node:buffer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputRejected } from '../../core/errors.ts';
import type { Channel, ChannelDelivery } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { MissionId } from '../../core/wire/ids.ts';
import { ship } from '../core/chat/talk.ts';

import { rigOver } from './channel-rig.ts';
/** What a person sees of a message. */
export interface SeenMessage {
  readonly text: string;
  readonly buttons: readonly string[];
  readonly links: readonly string[];
  readonly edits: number;
}

/** A platform's stand-in: what people do there arrives as deliveries, what Gantry posts is seen. */
export interface ChannelBench {
  readonly channel: (clock: Clock) => Channel;
  readonly says: (person: string, text: string, thread?: string) => ChannelDelivery;
  readonly sendsFile: (person: string) => ChannelDelivery;
  /** Presses a button of the newest message that has it. */
  readonly presses: (person: string, button: string) => ChannelDelivery;
  /** How a person begins a command there, where that is not /. */
  readonly commandStart?: string;
  /** Whether Change opens a form of the platform's own, where nothing is posted. */
  readonly changesInForm?: boolean;
  readonly forged: (delivery: ChannelDelivery) => ChannelDelivery;
  readonly old: (person: string, text: string) => ChannelDelivery;
  readonly seen: () => readonly SeenMessage[];
  /** Where people talk in a repository: that of an app of ada's, in which 7, 8 and 9 may write. */
  readonly repository?: { readonly id: string; readonly fullName: string };
  /** A person's name there, where a code that all can read is for one account. */
  readonly accountOf?: (person: string) => string;
  /** Where a yes is a word among other people's: whoever may not build is told nothing. */
  readonly isQuiet?: true;
  /** What was posted as pictures, with the words under them; left out where a platform takes none. */
  readonly pictures?: () => readonly { readonly png: Uint8Array; readonly caption: string }[];
  readonly maxText: number;
  readonly isBusyFor: (seconds: number) => void;
  readonly revoke: () => void;
  readonly asked: () => number;
  readonly close: () => void;
}

/** The same conversation at every platform. */
export function testChannel(platform: string, open: () => Promise<ChannelBench>): void {
  describe(`${platform} as a door`, () => {
    let bench: ChannelBench;
    let rig: ReturnType<typeof rigOver>;
    beforeEach(async () => {
      bench = await open();
      rig = rigOver(bench);
    });
    afterEach(() => bench.close());
    const last = () => bench.seen().at(-1);
    const refuses = async (delivery: ChannelDelivery, words: RegExp) => {
      const count = bench.seen().length;
      await rig.hears(delivery);
      if (bench.isQuiet) expect(bench.seen()).toHaveLength(count);
      else expect(last()?.text).toMatch(words);
      expect(rig.missionOf()).toBeUndefined();
    };

    test('tells who is not linked how to link, and nothing else', async () => {
      await rig.hears(bench.says('7', 'Build me a task list'));
      expect(last()?.text).toMatch(/^I do not know you here yet\./);
      expect(last()?.text).toContain(` ${bench.commandStart ?? '/'}link and the code`);
      expect(rig.said).toEqual([]);
      await rig.hears(bench.says('7', '/help'), bench.says('7', '/link'));
      expect(
        bench
          .seen()
          .slice(-2)
          .map(({ text }) => text),
      ).toEqual([last()?.text, last()?.text]);
    });

    test('links an account by a code that works once and for ten minutes', async () => {
      const code = await rig.code('ada');
      await rig.hears(bench.says('7', `/link ${code}`), bench.says('8', `/link ${code}`));
      expect(bench.seen().map(({ text }) => text.slice(0, 20))).toEqual([
        'You are linked as ad',
        'This code is unknown',
      ]);
      const late = await rig.code('ada');
      rig.ports.clock.advance(10 * 60_000 + 1);
      await rig.hears(bench.says('8', `/start ${late}`));
      expect(last()?.text).toMatch(/^This code is unknown/);
    });

    test('shows a plan with its buttons, the build as one message that is edited, and the end with its links', async () => {
      await rig.link('7', 'ada');
      await rig.hears(bench.says('7', 'Build me a task list'));
      expect(last()).toMatchObject({ buttons: ['Build', 'Change'] });
      expect(last()?.text).toMatch(/^Here is a plan\.\n\nTasks\n• Add tasks\nAbout \d+ min, up to \$\d/);
      await rig.hears(bench.presses('7', 'Change'));
      if (bench.changesInForm !== true) expect(last()?.text).toBe('Say what should be different.');
      await rig.hears(bench.presses('7', 'Build'));
      const count = bench.seen().length;
      const missionId = rig.missionOf() as MissionId;
      await rig.work([missionId]);
      await ship(rig.ports, { mission_id: missionId });
      await rig.work([missionId]);
      await rig.work();
      expect(bench.seen()).toHaveLength(count);
      expect(last()?.edits).toBeGreaterThan(0);
      expect(last()?.links).toContain('Pull request');
      const asked = bench.asked();
      await rig.work([missionId]);
      expect(bench.asked()).toBe(asked);
    });

    test('shows the app as its checks saw it, once, and later where the platform is busy', async () => {
      await rig.link('7', 'ada');
      await rig.hears(bench.says('7', 'Build me a task list'));
      await rig.hears(bench.presses('7', 'Build'));
      const missionId = rig.missionOf() as MissionId;
      const png = Buffer.from('89504e470d0a1a0a00', 'hex');
      await rig.shipsPicture(missionId, png);
      bench.isBusyFor(2);
      await expect(rig.work([missionId])).rejects.toMatchObject({ retryAfterMs: 2_000 });
      await rig.work([missionId]);
      await rig.work();
      const pictures = bench.pictures?.().map((one) => ({ ...one, png: Buffer.from(one.png) }));
      expect(pictures).toEqual(bench.pictures && [{ png, caption: 'calculator' }]);
    });

    test('lets nobody but its own person build a plan', async () => {
      await rig.link('7', 'ada');
      await rig.link('8', 'bob');
      await rig.hears(bench.says('7', 'Build me a task list'));
      await refuses(bench.presses('9', 'Build'), /^I do not know you/);
      await refuses(bench.presses('8', 'Build'), /^This plan is not yours/);
    });

    test('builds no plan by the yes to an earlier one', async () => {
      await rig.link('7', 'ada');
      await rig.hears(bench.says('7', 'Build me a task list'));
      const early = bench.presses('7', 'Build');
      await rig.hears(bench.says('7', 'Build it with search'));
      await refuses(early, /^This plan was revised; confirm the latest one\.$/);
      await rig.hears(bench.presses('7', 'Build'));
      expect(rig.missionOf()).toBeDefined();
    });

    test('shows a mission’s news later where the platform is busy', async () => {
      await rig.link('7', 'ada');
      await rig.hears(bench.says('7', 'Build me a task list'));
      await rig.hears(bench.presses('7', 'Build'));
      const missionId = rig.missionOf() as MissionId;
      await ship(rig.ports, { mission_id: missionId });
      bench.isBusyFor(2);
      await expect(rig.work([missionId])).rejects.toMatchObject({ retryAfterMs: 2_000 });
      expect(last()?.links).toEqual([]);
      await rig.work();
      expect(last()?.links).toContain('Pull request');
    });

    test('keeps nothing waiting for a platform that is not connected any more', async () => {
      await rig.link('7', 'ada');
      await rig.hears(bench.says('7', 'Build me a task list'));
      await rig.hears(bench.presses('7', 'Build'));
      const asked = bench.asked();
      await rig.take(bench.says('7', '/help'));
      await rig.work([], []);
      await rig.work();
      expect(bench.asked()).toBe(asked);
    });

    test('goes on with a conversation in its thread, and begins another with /new and in another thread', async () => {
      await rig.link('7', 'ada');
      await rig.hears(bench.says('7', 'Hello'), bench.says('7', 'Hello'), bench.says('7', 'Hello', '5'));
      await rig.hears(bench.says('7', '/new'), bench.says('7', 'Hello'));
      const [first, second, other, anew] = rig.said;
      expect([first, second]).toEqual([undefined, expect.stringMatching(/^cnv_/)]);
      expect([other, anew]).toEqual([undefined, undefined]);
      expect(bench.seen().some(({ text }) => text.startsWith('A new conversation'))).toBe(true);
    });

    test('forgets who says /unlink, and whose user is disabled', async () => {
      await rig.link('7', 'ada');
      await rig.hears(bench.says('7', '/unlink'), bench.says('7', 'Hello'));
      expect(last()?.text).toMatch(/^I do not know you/);
      await rig.link('7', 'ada');
      await rig.disable('ada');
      await rig.hears(bench.says('7', 'Hello'));
      expect(last()?.text).toMatch(/^I do not know you/);
    });

    test('refuses what is forged or old, and takes a replay once', async () => {
      const said = bench.says('7', 'Hello');
      await expect(rig.take(bench.forged(said))).rejects.toMatchObject({ code: 'delivery_forged' });
      await expect(rig.take(bench.old('7', 'Hello'))).rejects.toMatchObject({ code: 'delivery_forged' });
      await rig.hears(said, said);
      await rig.hears(said);
      expect(bench.seen()).toHaveLength(1);
    });

    test('says that a message is too long, and that it reads no files', async () => {
      await rig.link('7', 'ada');
      await rig.hears(bench.says('7', 'x'.repeat(40_000)), bench.sendsFile('7'));
      expect(
        bench
          .seen()
          .slice(-2)
          .map(({ text }) => text),
      ).toEqual(['Say it in 1 to 4,000 characters.', 'I read messages, not files. Say it in words.']);
      expect(rig.said).toEqual([]);
    });

    test('cuts what is longer than a message holds', async () => {
      await rig.link('7', 'ada');
      rig.breaks(new InputRejected('too_much', 'y'.repeat(2 * bench.maxText)));
      await rig.hears(bench.says('7', 'Hello'));
      expect(last()?.text).toHaveLength(bench.maxText);
      expect(last()?.text.endsWith('y…')).toBe(true);
    });

    test('waits as long as a busy platform asks, and asks the model nothing twice', async () => {
      await rig.link('7', 'ada');
      const count = bench.seen().length;
      bench.isBusyFor(3);
      await expect(rig.hears(bench.says('7', 'Hello'))).rejects.toMatchObject({
        name: 'DependencyFailed',
        retryAfterMs: 3_000,
      });
      await rig.work();
      expect(bench.seen()).toHaveLength(count + 1);
      expect(rig.said).toHaveLength(1);
    });

    test('stops talking where its bot was revoked, and the mission goes on', async () => {
      await rig.link('7', 'ada');
      await rig.hears(bench.says('7', 'Build me a task list'));
      await rig.hears(bench.presses('7', 'Build'));
      const missionId = rig.missionOf() as MissionId;
      bench.revoke();
      await rig.hears(bench.says('7', 'Hello'));
      await ship(rig.ports, { mission_id: missionId });
      await rig.work([missionId]);
      expect(rig.gone.length).toBeGreaterThan(0);
      const asked = bench.asked();
      await rig.work();
      expect(bench.asked()).toBe(asked);
    });

    test('answers each thing once, in order, where two runs work at a time', async () => {
      await rig.link('7', 'ada');
      const count = bench.seen().length;
      for (const text of ['/help', 'One', 'Two']) await rig.take(bench.says('7', text));
      await Promise.all([rig.work(), rig.work()]);
      await rig.work();
      expect(bench.seen()).toHaveLength(count + 3);
      expect(rig.heard).toEqual(['One', 'Two']);
    });

    test('says so where something breaks on our side, in no words of the bug', async () => {
      await rig.link('7', 'ada');
      rig.breaks(new Error('secret words'));
      await rig.hears(bench.says('7', 'Hello'), bench.says('7', '/help'));
      expect(bench.seen().at(-2)?.text).toBe('Something went wrong on our side. Say it again.');
      expect(rig.bugs).toEqual([new Error('secret words')]);
    });
  });
}
