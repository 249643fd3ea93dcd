import { describe, expect, it } from 'vitest';
import { DependencyRefused, PolicyDenied } from '../../../core/errors.ts';
import { type AnswerEnd, askInTurn, type ModelDoor } from '../../../core/model/ask-in-turn.ts';
import type { Hearing } from '../../../core/model/hearing.ts';
import type { FaultKind, FaultReading } from '../../../core/model/model-fault.ts';
import type { ConverseOptions, LostAttempt, ModelCall } from '../../../core/ports/model.ts';
import type { ModelFacts } from '../../../core/wire/models.ts';
import { modelFacts } from '../ports/fake-model.ts';

const never = new AbortController().signal;
const call: ModelCall = {
  role: 'author',
  effort: 'low',
  system: ['You write apps.'],
  messages: [{ role: 'user', blocks: [{ kind: 'instruction', text: 'Write.' }] }],
  maxTokens: 1_000,
};
const usage = { inputTokens: 3, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 };
const one = modelFacts('one', { context_tokens: 1_000 });
const two = modelFacts('two', { context_tokens: 1_000 });
const large = modelFacts('large', { context_tokens: 9_000 });

/** An error of a fake door, which holds what is read in it. */
class Told extends Error {
  readonly reading: FaultReading;
  constructor(kind: FaultKind, more: Partial<FaultReading> = {}) {
    super(kind);
    this.reading = { kind, error: `${kind}-error`, message: `The provider said ${kind}.`, ...more };
  }
}

type Act = (hearing: Hearing) => AnswerEnd | Promise<AnswerEnd>;
const says =
  (text: string, end: AnswerEnd = 'whole'): Act =>
  (hearing) => {
    hearing.writes(text);
    hearing.took(usage);
    return end;
  };
const fails =
  (kind: FaultKind, more: Partial<FaultReading> = {}): Act =>
  () => {
    throw new Told(kind, more);
  };

/** A door whose models do one thing after the other; notes who was asked, and how long was paused. */
function fakeDoor(acts: Readonly<Record<string, readonly Act[]>>) {
  const asked: string[] = [];
  const pauses: number[] = [];
  const door: ModelDoor = {
    service: 'Somebody',
    remedies: {
      credentials: 'Mend the key.',
      payment: 'Pay.',
      access: 'Allow it.',
      'unknown-model': 'Name another.',
      parameters: 'Ask otherwise.',
      quota: 'Raise it.',
    },
    readFault: (error) => (error as Told).reading,
    ask: async ({ facts }, hearing) => {
      const nth = asked.filter((id) => id === facts.id).length;
      asked.push(facts.id);
      const act = acts[facts.id]?.[nth];
      if (act === undefined) throw new Error(`${facts.id} has nothing more to do`);
      return act(hearing);
    },
  };
  const ask = (
    models: readonly ModelFacts[] = [one, two],
    {
      maxAttempts = 1,
      changes = {},
      ...options
    }: Partial<ConverseOptions> & { maxAttempts?: number; changes?: Partial<ModelCall> } = {},
  ) => {
    const pause = async (waitMs: number) => pauses.push(waitMs);
    return askInTurn(
      door,
      { models, maxAttempts, pause },
      { ...call, ...changes },
      { signal: never, ...options },
    );
  };
  return { ask, asked, pauses };
}

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
      { modelId: 'one', usage, isEstimate: false, why: 'The model ended its answer without a word.' },
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

describe('what nobody answered', () => {
  const thought: Act = (hearing) => {
    hearing.thinks('Hm.');
    throw new Told('throttled');
  };
  const ended = (acts: Readonly<Record<string, readonly Act[]>>, models?: readonly ModelFacts[]) =>
    fakeDoor(acts)
      .ask(models)
      .catch((error: unknown) => error);

  it('costs what may have been read or was thought, and nothing beyond that', async () => {
    const { unpaid } = (
      (await ended({ one: [fails('silent')], two: [thought] })) as { details: { unpaid: unknown } }
    ).details;
    expect(unpaid).toMatchObject([
      { modelId: 'one', isEstimate: true, why: 'The provider said silent.' },
      { modelId: 'two', isEstimate: true },
    ]);
    expect(await ended({ one: [fails('throttled')], two: [fails('access')] })).toMatchObject({
      details: { unpaid: [] },
    });
  });

  it('tells each failure, with the numbers of accounts masked', async () => {
    const arn = modelFacts('arn:aws:bedrock:eu-west-1:123456789012:inference-profile/x');
    expect(await ended({ [arn.id]: [fails('broken')] }, [arn])).toMatchObject({
      service: 'Somebody',
      details: {
        service: 'Somebody',
        failures: [
          {
            modelId: 'arn:aws:bedrock:eu-west-1:************:inference-profile/x',
            error: 'broken-error',
            message: 'The provider said broken.',
          },
        ],
      },
    });
  });

  it.each([
    ['payment', [fails('payment')], 'model-not-connected', 'Pay.'],
    ['one remedy', [fails('access'), fails('access')], 'model-refused', 'Allow it.'],
    [
      'remedies in the order of the list',
      [fails('unknown-model'), fails('parameters')],
      'model-refused',
      'Name another. Ask otherwise.',
    ],
    ['what this provider has no remedy for', [fails('form'), fails('access')], 'model-refused', 'Allow it.'],
    ['too much', [fails('too-long')], 'model-input-too-long', expect.stringContaining('Ask for less')],
    [
      'too much for one, and no right to another',
      [fails('access'), fails('too-long')],
      'model-refused',
      expect.stringMatching(/^Allow it\. .*Ask for less/),
    ],
  ] as const)(
    'is for a person to mend: %s',
    async (_what, [first, second = fails('access')], code, message) => {
      expect(await ended({ one: [first], two: [second] })).toMatchObject({
        name: 'DependencyRefused',
        code,
        message,
      });
    },
  );

  const quota = (retryAfterMs: number): Act => fails('quota', { retryAfterMs });
  it.each([
    [
      'busy',
      [fails('throttled'), fails('overloaded')],
      15_000,
      'Somebody is busy and asks Gantry to wait. Try again in 15 s.',
    ],
    [
      'busy for so long',
      [fails('throttled', { retryAfterMs: 90_000 }), fails('access')],
      90_000,
      expect.stringContaining('in 90 s'),
    ],
    [
      'a quota',
      [quota(1_000_000), quota(2_000_000)],
      1_000_000,
      'The quota at Somebody is used up. It may be used again in 17 minutes. Raise it.',
    ],
    ['a long quota', [quota(20_000_000), fails('access')], 20_000_000, expect.stringContaining('in 6 hours')],
    [
      'nobody there',
      [fails('unreachable'), fails('unreachable')],
      3_000,
      expect.stringContaining('cannot be reached'),
    ],
    ['silence', [fails('silent'), fails('silent')], 3_000, expect.stringContaining('did not answer in time')],
    [
      'this and that',
      [fails('silent'), fails('broken')],
      3_000,
      expect.stringContaining('No model at Somebody answered'),
    ],
  ] as const)('may be answered later: %s', async (_what, [first, second], retryAfterMs, message) => {
    expect(await ended({ one: [first], two: [second] })).toMatchObject({
      name: 'DependencyFailed',
      code: 'model-failed',
      retryAfterMs,
      message,
    });
  });
});
