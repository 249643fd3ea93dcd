import { describe, expect, it } from 'vitest';
import { DependencyRefused, PolicyDenied } from '../../../core/errors.ts';
import type { LostAttempt } from '../../../core/ports/model.ts';
import { type Act, fails, fakeDoor, large, one, says, Told, two, usage } from './fake-door.ts';

describe('the models of a list', () => {
  it('are asked first to last until one answers', async () => {
    const { ask, asked } = fakeDoor({ one: [fails('broken')], two: [says('Hello.')] });
    expect(await ask()).toEqual({ modelId: 'two', stop: 'answered', text: 'Hello.', usage });
    expect(asked).toEqual(['one', 'two']);
  });

  it('are asked with the one that broke off last, at its end', async () => {
    const { ask, asked } = fakeDoor({ two: [fails('broken')], one: [says('Hello.')] });
    await ask([one, two], { changes: { askLast: 'one' } });
    expect(asked).toEqual(['two', 'one']);
  });

  it('are asked no further where the account is not accepted', async () => {
    const { ask, asked } = fakeDoor({ one: [fails('credentials')] });
    await expect(ask()).rejects.toMatchObject({ name: 'DependencyRefused', message: 'Mend the key.' });
    expect(asked).toEqual(['one']);
  });

  it('are passed over where they cannot read more than one that could not read it all', async () => {
    const { ask, asked } = fakeDoor({ one: [fails('too-long')], large: [says('Hello.')] });
    await ask([one, two, large]);
    expect(asked).toEqual(['one', 'large']);
  });

  it('are asked no further once one has words: what broke off is a turn', async () => {
    const half: Act = (hearing) => {
      hearing.writes('Half a');
      throw new Told('throttled');
    };
    const { ask, asked } = fakeDoor({ one: [half] });
    const turn = await ask();
    expect(turn).toMatchObject({
      stop: 'cut-off',
      because: 'stream',
      text: 'Half a',
      why: 'The provider said throttled.',
    });
    expect(turn.usage.outputTokens).toBeGreaterThan(6);
    expect(asked).toEqual(['one']);
  });
});

describe('an answer', () => {
  it.each([
    ['length', { stop: 'cut-off', because: 'length', text: 'Half' }, 'Half'],
    ['refused', { stop: 'refused', text: 'No.' }, 'No.'],
    ['refused', { stop: 'refused', text: expect.stringContaining('refuses this') }, ' '],
  ] as const)('that ends by %s is %o', async (end, turn, text) => {
    const { ask } = fakeDoor({ one: [says(text, end)] });
    expect(await ask()).toMatchObject(turn);
  });

  it('that may not be written is a refusal in the words of the provider, or in those that came before', async () => {
    expect(await fakeDoor({ one: [fails('refused')] }).ask()).toMatchObject({
      stop: 'refused',
      text: 'The provider said refused.',
    });
    const half: Act = (hearing) => {
      hearing.writes('I may not.');
      throw new Told('refused');
    };
    expect(await fakeDoor({ one: [half] }).ask()).toMatchObject({ stop: 'refused', text: 'I may not.' });
  });

  it('without a word is lost, and told with what it took', async () => {
    const lost: LostAttempt[] = [];
    const { ask } = fakeDoor({ one: [says(' \n')], two: [says('Hello.')] });
    await ask([one, two], { beforeAnother: async (attempt) => void lost.push(attempt) });
    expect(lost).toEqual([
      { modelId: 'one', usage, isEstimate: false, why: 'The model gave an empty answer.' },
    ]);
  });

  it('is heard piece by piece, and an empty piece is none', async () => {
    const shown: string[] = [];
    const thoughts: string[] = [];
    const act: Act = (hearing) => {
      hearing.thinks('');
      hearing.writes('');
      hearing.writes('Hello.');
      return 'whole';
    };
    await fakeDoor({ one: [act] }).ask([one], {
      onText: (text) => shown.push(text),
      onThinking: (text) => thoughts.push(text),
    });
    expect([shown, thoughts]).toEqual([['Hello.'], ['']]);
  });
});

describe('a model that is busy', () => {
  it('is tried again after as long as it asks for, or a little longer each time', async () => {
    const { ask, asked, pauses } = fakeDoor({
      one: [fails('throttled', { retryAfterMs: 1_500 }), fails('overloaded'), says('Hello.')],
    });
    await ask([one, two], { maxAttempts: 3 });
    expect(asked).toEqual(['one', 'one', 'one']);
    expect(pauses).toEqual([1_500, 600]);
  });

  it.each([
    ['asks for a longer wait', fails('throttled', { retryAfterMs: 2_500 })],
    ['may have read it', fails('silent')],
    ['will not be otherwise', fails('parameters')],
  ])('gives way to the next at once where it %s', async (_why, act) => {
    const { ask, asked, pauses } = fakeDoor({ one: [act], two: [says('Hello.')] });
    await ask([one, two], { maxAttempts: 3 });
    expect([asked, pauses]).toEqual([['one', 'two'], []]);
  });

  it('gives way to the next after so many tries', async () => {
    const { ask, asked } = fakeDoor({
      one: [fails('overloaded'), fails('overloaded')],
      two: [says('Hello.')],
    });
    await ask([one, two], { maxAttempts: 2 });
    expect(asked).toEqual(['one', 'one', 'two']);
  });
});

describe('what ends a call at once', () => {
  it('is its caller who goes, with the caller’s own reason', async () => {
    const leaving = new AbortController();
    const goes: Act = () => {
      leaving.abort(new Error('gone'));
      throw new Told('broken');
    };
    const { ask, asked } = fakeDoor({ one: [goes] });
    await expect(ask([one, two], { signal: leaving.signal })).rejects.toThrow('gone');
    await expect(ask([one, two], { signal: leaving.signal })).rejects.toThrow('gone');
    expect(asked).toEqual(['one']);
  });

  it.each([
    ['a policy that says no', new PolicyDenied('guardrail', 'No.')],
    ['a key that is not to be had', new DependencyRefused('not_configured', 'Fill the secret.')],
  ])('is %s', async (_what, denial) => {
    const { ask, asked } = fakeDoor({
      one: [
        () => {
          throw denial;
        },
      ],
    });
    await expect(ask()).rejects.toBe(denial);
    expect(asked).toEqual(['one']);
  });

  it('is whoever would not pay for what was lost', async () => {
    const refusal = new Error('no room');
    const { ask, asked } = fakeDoor({ one: [fails('silent')] });
    await expect(ask([one, two], { beforeAnother: () => Promise.reject(refusal) })).rejects.toBe(refusal);
    expect(asked).toEqual(['one']);
  });
});
