import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIds } from '../../adapters/node/ids.ts';
import type { AppSecrets } from '../../core/ports/app-secrets.ts';
import { type AppId, appIdSchema } from '../../core/wire/ids.ts';
import { manualClock } from '../core/ports/manual-clock.ts';

const never = new AbortController().signal;

interface Kept {
  readonly secrets: AppSecrets;
  readonly close?: () => Promise<void>;
}

/** What every keeper of secrets guarantees. */
export function testAppSecrets(name: string, open: () => Kept | Promise<Kept>): void {
  describe(`secrets of apps: ${name}`, () => {
    const ids = createIds({ clock: manualClock() });
    const newApp = (): AppId => appIdSchema.parse(ids.make('app'));
    let kept: Kept;
    beforeAll(async () => {
      kept = await open();
    });
    afterAll(async () => kept.close?.());

    test('reads back what was set, to the character, and what was set last', async () => {
      const { secrets } = kept;
      const app = newApp();
      const values = [
        'plain',
        ' spaced \n two lines\n',
        '"quoted" \\ $HOME {socket:x}',
        'ü€😀',
        'x'.repeat(8_192),
      ];
      for (const value of values) {
        await secrets.set(app, 'API_KEY', value, never);
        expect(await secrets.read(app, ['API_KEY'], never)).toEqual({ API_KEY: value });
      }
    });

    test('reads only what is asked for and set, and knows no other app by its names', async () => {
      const { secrets } = kept;
      const [app, other] = [newApp(), newApp()];
      await secrets.set(app, 'ONE', '1', never);
      await secrets.set(app, 'TWO', '2', never);
      await secrets.set(other, 'ONE', 'other', never);
      expect(await secrets.read(app, ['ONE', 'THREE'], never)).toEqual({ ONE: '1' });
      expect(await secrets.read(app, [], never)).toEqual({});
      expect(await secrets.read(newApp(), ['ONE'], never)).toEqual({});
    });

    test('takes one away, twice if need be, and leaves the others', async () => {
      const { secrets } = kept;
      const app = newApp();
      await secrets.set(app, 'ONE', '1', never);
      await secrets.set(app, 'TWO', '2', never);
      await secrets.remove(app, 'ONE', never);
      await secrets.remove(app, 'ONE', never);
      expect(await secrets.read(app, ['ONE', 'TWO'], never)).toEqual({ TWO: '2' });
      await secrets.set(app, 'ONE', 'again', never);
      expect(await secrets.read(app, ['ONE'], never)).toEqual({ ONE: 'again' });
    });

    test('loses none of several that are set at once', async () => {
      const { secrets } = kept;
      const app = newApp();
      const names = Array.from({ length: 8 }, (_none, index) => `KEY_${index}`);
      await Promise.all(names.map((key) => secrets.set(app, key, key, never)));
      expect(await secrets.read(app, names, never)).toEqual(
        Object.fromEntries(names.map((key) => [key, key])),
      );
    });
  });
}
