import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeWithoutSecrets, withoutSecrets } from '../../../adapters/node/without-secrets.ts';

const token = 'a token/with+signs=';

describe('the words of a service', () => {
  it.each([
    ['the token itself', `Bad credentials: ${token}.`],
    ['the token as an address has it', `https://a.test/?t=${encodeURIComponent(token)}&x=1`],
    ['the token in base64', `Basic ${Buffer.from(token).toString('base64')}`],
  ])('lose %s', (_, text) => {
    const bare = withoutSecrets(text, [token]);
    expect(bare).toContain('[redacted]');
    expect(bare).not.toContain(token.slice(0, 7));
    expect(bare).not.toContain(Buffer.from(token).toString('base64').slice(0, 10));
  });

  it.each([
    ['authorization: Bearer unknown1', 'authorization: [redacted]'],
    ['"Authorization":"token unknown1","x":1', '"Authorization":"[redacted]","x":1'],
    ['Authorization=AWS4-HMAC-SHA256 unknown1 next', 'Authorization=[redacted] next'],
    ['POST\nx-amz-security-token:unknown1\n\nhost', 'POST\nx-amz-security-token:[redacted]\n\nhost'],
    ['https://b.test/k?X-Amz-Signature=unknown1&a=b', 'https://b.test/k?X-Amz-Signature=[redacted]&a=b'],
  ])('lose what stands where a credential does, though nobody knows it: %j', (text, bare) => {
    expect(withoutSecrets(text, [])).toBe(bare);
  });

  it('keep everything else', () => {
    const said = fc.lorem({ maxCount: 30 });
    fc.assert(fc.property(said, (text) => void expect(withoutSecrets(text, [token, ''])).toBe(text)));
    expect(withoutSecrets('Authorization failed: ask an admin', [])).toBe(
      'Authorization failed: ask an admin',
    );
  });
});

it('a cause keeps its name and loses the request that it held', () => {
  const error = Object.assign(new TypeError(`"Bearer ${token}" is an invalid header value`), {
    request: { headers: { authorization: `Bearer ${token}` } },
  });
  const cause = causeWithoutSecrets(error, [token]);
  expect(cause).toMatchObject({ name: 'TypeError', message: expect.stringContaining('[redacted]') });
  expect(inspect(cause, { depth: 9, showHidden: true })).not.toContain(token);
  expect(causeWithoutSecrets(token, [token]).message).toBe('[redacted]');
});
