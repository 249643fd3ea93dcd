import { describe, expect, it } from 'vitest';
import type { ModelFacts } from '../../../core/wire/models.ts';
import { modelFacts } from '../ports/fake-model.ts';
import { type Act, fails, fakeDoor, Told } from './fake-door.ts';

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
