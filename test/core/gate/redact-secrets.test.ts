import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactAll, redactLines, secretRedactor } from '../../../core/gate/redact-secrets.ts';
import { texts } from '../../../functions/_generated/texts.ts';

const { content } = texts.policy;
const redact = secretRedactor(content);
const name = (head: string, length: number, sign = 'a'): string => head + sign.repeat(length);
// Composed here, so that no scanner takes this file for one that holds secrets.
const awsKey = name('AKIA', 16, 'Q');
const body = `${'b'.repeat(64)}\n${'c'.repeat(40)}`;
const keyBlock = (end: string): string => `-----BEGIN ${'PRIVATE KEY'}-----\n${body}${end}`;

describe('redaction', () => {
  test.each([
    ['an AWS key', awsKey, 'secret-aws-key'],
    ['a GitHub token', name('ghp_', 36), 'secret-github-token'],
    ['a longer GitHub token', name('github_pat_', 82), 'secret-github-token'],
    ['a signature of an address', `X-Amz-Signature=${name('', 64)}`, 'secret-signed-address'],
    ['a signature of a form', `X-Amz-Security-Token": "${name('', 300)}`, 'secret-signed-address'],
    ['a Vercel token', `VERCEL_TOKEN=${name('', 24)}`, 'secret-vercel-token'],
    ['a model key, whole', name('sk-ant-api03-', 95), 'secret-model-key'],
    ['a private key to its end', keyBlock('\n-----END PRIVATE KEY-----'), 'secret-private-key'],
    ['a private key that is cut off', keyBlock('\nmore'), 'secret-private-key'],
  ])('takes %s out of a sentence and names the rule', async (_, secret, rule) => {
    const redacted = await redact(`Use ${secret}`);
    expect(redacted).toBe(`Use [redacted: ${rule}]`);
  });

  test('takes each of several, and leaves what stands between them', async () => {
    const text = `${awsKey} and ${awsKey}, then ${name('ghp_', 36)}!`;
    expect(await redact(text)).toBe(
      '[redacted: secret-aws-key] and [redacted: secret-aws-key], then [redacted: secret-github-token]!',
    );
  });

  test('leaves every part of a JSON value but its texts, and does not redact twice', async () => {
    const value = { [awsKey]: [awsKey, 1, null, { deep: `x ${awsKey}` }] };
    const once = await redactAll(redact, value);
    expect(once).toEqual({
      [awsKey]: ['[redacted: secret-aws-key]', 1, null, { deep: 'x [redacted: secret-aws-key]' }],
    });
    expect(await redactAll(redact, once)).toEqual(once);
  });

  test('reads lines as one text, so that a key over several goes whole', async () => {
    const lines = ['before', ...keyBlock('\n-----END PRIVATE KEY-----').split('\n'), 'after'];
    expect(await redactLines(redact, lines)).toEqual(['before', '[redacted: secret-private-key]', 'after']);
  });

  test('leaves ordinary words as they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.lorem({ maxCount: 30 }), async (text) => {
        expect(await redact(text)).toBe(text);
      }),
    );
    for (const text of ['Build a calculator with dark mode', 'sha256 '.concat('a'.repeat(64)), ''])
      expect(await redact(text)).toBe(text);
  });

  test('takes two that touch as one', async () => {
    const two = name('ghp_', 36) + name('.ghp_', 36);
    expect(await redact(`${two} end`)).toBe('[redacted: secret-github-token] end');
  });

  test('knows a rule by its pattern alone where no word is sure to be in it', async () => {
    const rule = { id: 'digits', why: 'x', pattern: '[0-9]{3}', severity: 'deny' as const };
    expect(await secretRedactor({ secrets: [rule] })('a 123')).toBe('a [redacted: digits]');
  });

  test('goes by the policy that it is given', async () => {
    const other = secretRedactor({ secrets: content.secrets.filter(({ id }) => id !== 'secret-aws-key') });
    expect(await other(awsKey)).toBe(awsKey);
    expect(await redact(awsKey)).toBe('[redacted: secret-aws-key]');
  });
});
