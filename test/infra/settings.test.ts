import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultModelIds } from '../../core/wire/model-ids.ts';
import { readSettings, settingNames } from '../../infra/settings.ts';

const read = (context: Readonly<Record<string, unknown>>) => readSettings((name) => context[name]);

describe('the context', () => {
  it('may be empty', () => {
    expect(read({})).toMatchObject({
      podImage: 'docker',
      podEgress: 'https',
      waf: false,
      modelIds: defaultModelIds,
      slots: 8,
    });
  });

  it('takes numbers and booleans of cdk.json like the texts of the command line', () => {
    expect(read({ slots: 3, evidenceDays: '30', responseStreaming: false })).toMatchObject({
      slots: 3,
      evidenceDays: 30,
      responseStreaming: 'false',
    });
    expect(read({ modelIds: 'a.b, c.d' }).modelIds).toEqual(['a.b', 'c.d']);
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

  it.each(rows.filter(({ cell }) => !cell.startsWith('`') && cell !== "four of Anthropic's"))(
    'tells no fixed default of $name, which has none',
    ({ name }) => expect(defaults[name] ?? []).toEqual([]),
  );
});
