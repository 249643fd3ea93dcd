import { describe, expect, it } from 'vitest';
import type { Trial } from '../../adapters/worlds/local-services.ts';
import { tryServices } from '../../local/try-services.ts';

const limitMs = 60_000;
const never = new AbortController().signal;

/** Tries them, and answers what was said. */
async function sayingOf(trials: readonly Trial[], signal = never): Promise<readonly string[]> {
  const said: string[] = [];
  await tryServices(trials, (line) => said.push(line), signal);
  return said;
}

const hangs: Trial['run'] = (signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

describe('services', () => {
  it('that take what they are shown are not spoken of', async () => {
    expect(await sayingOf([{ service: 'GitHub', limitMs, run: async () => undefined }])).toEqual([]);
  });

  it('are all tried, and what is wrong with each is said', async () => {
    const trials: Trial[] = [
      { service: 'GitHub', limitMs, run: async () => 'GITHUB_TOKEN has expired.' },
      {
        service: 'Vercel',
        limitMs,
        run: async () => {
          throw new Error('odd');
        },
      },
      { service: 'The model', limitMs, run: async () => 'It is not open to you.' },
    ];
    expect((await sayingOf(trials)).toSorted()).toEqual([
      'GITHUB_TOKEN has expired.',
      'It is not open to you.',
      'Vercel could not be tried (odd).',
    ]);
  });

  it('that give no answer in their own time are said to give none', async () => {
    expect(await sayingOf([{ service: 'The model', limitMs: 1, run: hangs }])).toEqual([
      'The model gave no answer in 0.001 s.',
    ]);
  });

  it('that do not answer are left alone and not spoken of once Gantry closes', async () => {
    const closing = new AbortController();
    const said = sayingOf(
      [
        { service: 'The model', limitMs, run: hangs },
        {
          service: 'GitHub',
          limitMs,
          run: async () => {
            closing.abort(new Error('Gantry closes.'));
            return 'GITHUB_TOKEN has expired.';
          },
        },
      ],
      closing.signal,
    );
    expect(await said).toEqual([]);
  });
});
