import { afterEach, describe, expect, it } from 'vitest';
import { outsidePorts } from '../../../adapters/worlds/local-services.ts';
import { freeModel } from '../../../core/model/free-model.ts';
import type { AppHost } from '../../../core/ports/app-host.ts';
import type { CodeHost } from '../../../core/ports/code-host.ts';
import type { ModelFacts } from '../../../core/wire/models.ts';
import type { Reply } from '../../contract/wire-bench.ts';
import { fixtureAppDatabase } from '../../core/data/fixture-app-database.ts';
import { inEveryRole, modelFacts } from '../../core/ports/fake-model.ts';
import { openAi } from '../ai-sdk/door-setting.ts';
import { WireStandIn } from '../ai-sdk/wire-stand-in.ts';

const signal = AbortSignal.timeout(25_000);
let standIn: WireStandIn | undefined;
afterEach(() => standIn?.close());

/** What the trial of a model says that answers, and never saw the first line of a long prompt. */
async function trialOf(model: ModelFacts): Promise<string | undefined> {
  standIn = await WireStandIn.start(openAi.wire, (): Reply => [{ text: 'ready' }, { end: 'whole' }]);
  const { trials } = await outsidePorts(
    {
      github: undefined,
      vercel: undefined,
      model: {
        door: 'openai',
        models: inEveryRole(model),
        apiKey: undefined,
        baseUrl: `${standIn.url}/v1`,
      },
    },
    { codeHost: {} as CodeHost, appHost: {} as AppHost, appDatabase: undefined },
  );
  expect(trials.map(({ service }) => service)).toEqual(['The model']);
  return trials[0]?.run(signal);
}

describe('the trial of a model', () => {
  it('says of a free server that cuts a long prompt which setting to change', async () => {
    expect(await trialOf(freeModel('qwen3-coder:30b'))).toMatch(/reads only a part.*32,768 tokens/);
  });

  it('asks a model that has a price for one word only', async () => {
    const usd = { input: 1, output: 5, cache_read: 0.1, cache_write: 1.25 };
    expect(await trialOf(modelFacts('one', { usd_per_million_tokens: usd }))).toBeUndefined();
    expect(standIn?.requests).toHaveLength(1);
  });
});

describe('the data of apps', () => {
  const local = fixtureAppDatabase();
  const vercel = { token: 'token', team: undefined };
  const neon = { apiKey: 'key', organisation: undefined };
  it.each([
    ['on this machine where apps are', undefined, undefined, 'local'],
    ['on this machine where apps are, whatever key there is', undefined, neon, 'local'],
    ['at Neon where apps are at Vercel', vercel, neon, 'neon'],
    ['nowhere where apps are at Vercel and no key of Neon is there', vercel, undefined, undefined],
  ])('lives %s', async (_where, host, key, expected) => {
    const { appDatabase } = await outsidePorts(
      { github: undefined, vercel: host, neon: key, model: undefined },
      { codeHost: {} as CodeHost, appHost: {} as AppHost, appDatabase: local },
    );
    expect(appDatabase?.name).toBe(expected);
  });
});
