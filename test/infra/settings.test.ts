import { describe, expect, it } from 'vitest';
import { defaultModelIds } from '../../core/wire/model-ids.ts';
import { readSettings } from '../../infra/settings.ts';

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

  it.each([
    'docker',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/gantry-pod:1',
    `ghcr.io/a/b@sha256:${'0'.repeat(64)}`,
  ])('takes the pod image %s', (podImage) => expect(read({ podImage }).podImage).toBe(podImage));
});
