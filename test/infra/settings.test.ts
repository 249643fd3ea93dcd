import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '#models';
import { modelNamed, modelsOf } from '../../infra/models-of.ts';
import { readSettings, settingNames } from '../../infra/settings.ts';

const read = (context: Readonly<Record<string, unknown>>) => readSettings((name) => context[name]);

describe('the context', () => {
  it('may be empty', () => {
    expect(read({})).toMatchObject({
      podImage: 'docker',
      podEgress: 'https',
      waf: false,
      model: 'bedrock',
      modelIds: [],
      slots: 8,
    });
  });

  it('takes numbers and booleans of cdk.json like the texts of the command line', () => {
    expect(read({ slots: 3, evidenceDays: '30', responseStreaming: false })).toMatchObject({
      slots: 3,
      evidenceDays: 30,
      responseStreaming: 'false',
    });
    expect(read({ modelIds: 'claude-opus-5, claude-sonnet-5' }).modelIds).toEqual([
      'claude-opus-5',
      'claude-sonnet-5',
    ]);
  });

  it('names every value that does not fit', () => {
    const context = {
      waf: 'maybe',
      slots: 0,
      alarmEmail: 'nobody',
      podImage: 'pod',
      evidenceDays: 'ever',
      signingKey: 'alias/gantry',
      formerSigningKeys: 'none',
    };
    let message = '';
    try {
      read(context);
    } catch (error) {
      message = String(error);
    }
    for (const name of Object.keys(context)) expect(message).toContain(`-c ${name}:`);
  });

  it('takes no half of a sign-in by OIDC', () => {
    const issuer = { oidcIssuer: 'https://id.example' };
    expect(() => read({ ...issuer, oidcAllowedGroups: 'staff' })).toThrow('-c oidcClientId');
    expect(() => read({ ...issuer, oidcClientId: 'gantry' })).toThrow('-c oidcAllowedDomains');
    expect(read({ ...issuer, oidcClientId: 'gantry', oidcAllowedGroups: 'staff' }).oidcIssuer).toBe(
      'https://id.example',
    );
  });

  it('takes no half of a GitHub App', () => {
    expect(() => read({ githubAppId: '1' })).toThrow('-c githubInstallationId');
    expect(() => read({ githubInstallationId: '2', githubOwner: 'acme' })).toThrow('-c githubAppId');
    expect(() => read({ githubAppId: '1', githubInstallationId: '2' })).toThrow('-c githubOwner');
    const app = { githubAppId: '1', githubInstallationId: '2', githubOwner: 'acme' };
    expect(read(app)).toMatchObject(app);
  });

  it('asks the models of the catalogue until others are named, and those that are named in their order', () => {
    const idsOf = (context: Readonly<Record<string, unknown>>) => {
      const { author, quick } = modelsOf(read(context));
      return { author: author.map(({ id }) => id), quick: quick.map(({ id }) => id) };
    };
    expect(idsOf({})).toEqual(catalogue.defaults.bedrock);
    expect(idsOf({ model: 'anthropic' })).toEqual(catalogue.defaults.anthropic);
    const named = { modelIds: 'claude-opus-5-5', quickModelIds: 'claude-haiku-5-5,claude-sonnet-5' };
    expect(idsOf({ model: 'anthropic', ...named })).toEqual({
      author: ['claude-opus-5-5'],
      quick: ['claude-haiku-5-5', 'claude-sonnet-5'],
    });
    const modelBaseUrl = 'http://models.internal/v1';
    expect(idsOf({ model: 'openai', modelBaseUrl, modelIds: 'coder:30b' }).quick).toEqual(['coder:30b']);
  });

  it.each([
    [{ modelIds: 'somebody.new-model' }, /-c modelIds: The price of model somebody\.new-model is not known/],
    [{ model: 'anthropic', quickModelIds: 'new' }, /-c modelIds: The price of model new is not known/],
    [
      { model: 'openai', modelBaseUrl: 'https://models.example/v1' },
      /-c modelIds: Name the models .* models\.example/,
    ],
    [{ model: 'anthropic', guardrailId: 'abc' }, /-c guardrailId: only models of Amazon Bedrock/],
    [{ modelBaseUrl: 'https://models.example/v1' }, /-c modelBaseUrl: Amazon Bedrock/],
    [{ model: 'built-in' }, /-c model: /],
    [{ name: 'gantry' }, /-c name: give 2 to 20 letters and digits, the first a capital/],
    [{ vpcId: 'vpc-0123456789abcdef0' }, /-c podSubnets: name at least one subnet/],
    [{ podSubnets: 'subnet-0123456789abcdef0' }, /-c vpcId: say whose the podSubnets are/],
    [
      { vpcId: 'vpc-01234567', podSubnets: 'subnet-01234567', podEgress: 'isolated' },
      /-c podEgress: isolated is for the network that Gantry makes/,
    ],
    [{ domain: 'gantry.example.com' }, /-c certificate: a domain needs it/],
    [{ certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/a' }, /-c domain: say which name/],
    [{ certificate: 'arn:aws:acm:eu-west-1:123456789012:certificate/a' }, /a certificate in us-east-1/],
    [{ allowedAddresses: '10.0.0.0' }, /-c allowedAddresses/],
    [{ modelProfiles: 'mars' }, /-c modelProfiles: give global, us/],
    [{ podCpu: '4' }, /-c podCpu/],
  ])('refuses %j before anything is deployed', (context, words) => {
    expect(() => read(context)).toThrow(words);
  });

  it('routes the models of the catalogue within a geography where one is named, at its price, and leaves others alone', () => {
    const within = modelsOf(read({ modelProfiles: 'eu' }));
    const everywhere = modelsOf(read({}));
    expect(within.author.map(({ id }) => id)).toEqual(
      everywhere.author.map(({ id }) => id.replace('global.', 'eu.')),
    );
    const inputOf = ([first]: typeof within.author) => first?.usd_per_million_tokens.input ?? 0;
    expect(inputOf(within.author)).toBeCloseTo(inputOf(everywhere.author) * 1.1);
    const named = read({ modelProfiles: 'eu', modelIds: 'global.anthropic.claude-opus-5-5' });
    expect(modelsOf(named).author.map(({ id }) => id)).toEqual(['global.anthropic.claude-opus-5-5']);
  });

  it('shows no account of an inference profile that nobody has described', () => {
    const modelIds = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc';
    expect(() => read({ modelIds })).toThrow(/under `aliases`/);
    expect(() => read({ modelIds })).not.toThrow(/123456789012/);
    expect(modelNamed(modelIds)).toBe(modelIds);
    expect(modelNamed('anthropic/claude-sonnet-5.5')).toBe('claude-sonnet-5-5');
  });

  it.each([
    'docker',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/gantry-pod:1',
    `ghcr.io/a/b@sha256:${'0'.repeat(64)}`,
  ])('takes the pod image %s', (podImage) => expect(read({ podImage }).podImage).toBe(podImage));
});

describe('docs/aws.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/aws.md'), 'utf8');
  const section = page.slice(page.indexOf('## Configuration'), page.indexOf('## Secrets'));
  const rows = [...section.matchAll(/^\| `(\w+)` \| (.*?) ?\| (.+) \|$/gm)].map(
    ([, name = '', cell = '']) => ({
      name,
      cell,
    }),
  );
  const defaults: Readonly<Record<string, unknown>> = read({});

  it('has a row for each setting, in one table, and for nothing else', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual([...settingNames].sort());
  });

  it.each(rows.filter(({ cell }) => cell.startsWith('`')))(
    'tells the default of $name as it is',
    ({ name, cell }) => {
      const fallback = defaults[name];
      const shown = typeof fallback === 'boolean' ? (fallback ? 'on' : 'off') : String(fallback);
      expect(cell).toBe(`\`${shown}\``);
    },
  );

  it.each(rows.filter(({ cell }) => !cell.startsWith('`')))(
    'tells no fixed default of $name, which has none',
    ({ name }) => expect(defaults[name] ?? []).toEqual([]),
  );
});
