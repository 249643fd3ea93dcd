import { describe, expect, it } from 'vitest';
import { catalogue } from '#models';
import { functionEntries } from '../../infra/function-catalogue.ts';
import { environmentOf, spellOut, statementsOf, whoMay, whoReaches } from './policies.ts';
import { installation, type Synthesized } from './synthesize.ts';

const needing = (use: 'ask' | 'name') =>
  [...functionEntries].flatMap(([folder, { needs }]) => (needs.model === use ? [folder] : [])).sort();
const asking = needing('ask');
const naming = [...asking, ...needing('name')];

const modelArns = (stack: Synthesized): ReadonlySet<string> =>
  new Set(
    statementsOf(stack)
      .filter(({ actions }) => actions.includes('bedrock:InvokeModelWithResponseStream'))
      .flatMap(({ resources }) => resources),
  );

describe('models of Bedrock', () => {
  const core = installation('plain')('GantryCore');
  const other = installation('other')('GantryCore');

  it('are those of the catalogue, and health is told them and may not ask', () => {
    const { author, quick } = catalogue.defaults.bedrock ?? { author: [], quick: [] };
    for (const folder of naming)
      expect(environmentOf(core, folder), folder).toMatchObject({
        GANTRY_MODEL: 'bedrock',
        GANTRY_MODEL_IDS: author.join(','),
        GANTRY_QUICK_MODEL_IDS: quick.join(','),
      });
    expect(whoMay(core, 'bedrock:InvokeModelWithResponseStream')).toEqual(asking);
    expect(needing('name')).toEqual(['health']);
  });

  it('are reached by the profile and by the model that it routes to', () => {
    const profiles = catalogue.defaults.bedrock?.author.map((id) => id.replace(/^global\./, '')) ?? [];
    expect(profiles.length).toBeGreaterThan(2);
    for (const name of profiles) {
      expect(modelArns(core)).toContain(
        `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/global.${name}`,
      );
      expect(modelArns(core)).toContain(`arn:aws:bedrock:*::foundation-model/${name}`);
    }
  });

  it('may be named by the ARN of a profile, and by an id of this region', () => {
    const partition = 'arn:aws:bedrock';
    expect([...modelArns(other)].sort()).toEqual(
      [
        'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5-5',
        `${partition}:*::foundation-model/anthropic.claude-sonnet-5-5`,
        `${partition}:eu-west-1:123456789012:inference-profile/us.anthropic.claude-opus-5-5`,
        `${partition}:*::foundation-model/anthropic.claude-opus-5-5`,
        `${partition}:eu-west-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0`,
      ].sort(),
    );
  });

  it('want no secret', () => {
    for (const stack of [core, other]) {
      expect(Object.keys(stack.outputs)).not.toContain('ModelSecretArn');
      for (const folder of naming)
        expect(environmentOf(stack, folder)).not.toHaveProperty('GANTRY_MODEL_SECRET_ARN');
    }
  });
});

describe('models behind a key', () => {
  const keyed = installation('keyed')('GantryCore');
  const { ModelSecretArn } = keyed.outputs as { readonly ModelSecretArn: { readonly Value: unknown } };

  it('have a secret, which whoever asks them reads and nobody else', () => {
    expect(whoReaches(keyed, /ModelSecret/, 'secretsmanager:GetSecretValue')).toEqual(asking);
    for (const folder of asking)
      expect(spellOut(environmentOf(keyed, folder).GANTRY_MODEL_SECRET_ARN)).toBe(
        spellOut(ModelSecretArn.Value),
      );
    expect(environmentOf(keyed, 'health')).not.toHaveProperty('GANTRY_MODEL_SECRET_ARN');
  });

  it('are named with the server that has them', () => {
    for (const folder of naming)
      expect(environmentOf(keyed, folder), folder).toMatchObject({
        GANTRY_MODEL: 'openai',
        GANTRY_MODEL_IDS: 'gpt-6.2-sol',
        GANTRY_QUICK_MODEL_IDS: 'gpt-6-luna,gpt-6.2-sol',
        OPENAI_BASE_URL: 'https://models.example/v1',
      });
  });

  it('leave nobody a right at Bedrock', () => {
    const actions = statementsOf(keyed).flatMap((statement) => statement.actions);
    expect(actions.filter((action) => action.startsWith('bedrock:'))).toEqual([]);
  });
});
