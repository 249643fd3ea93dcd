import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { gitHubMergeNotices } from '../../../adapters/github/merge-notices.ts';

const secret = 'It’s a Secret to Everybody';
const notices = gitHubMergeNotices({ secret });

const merged = {
  action: 'closed',
  pull_request: { number: 3, merged: true },
  repository: { full_name: 'ada/todo' },
};

function deliver(
  content: unknown,
  changed: { event?: string; signature?: string | undefined; key?: string } = {},
) {
  const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const hmac = createHmac('sha256', changed.key ?? secret)
    .update(body)
    .digest('hex');
  const signature = 'signature' in changed ? changed.signature : `sha256=${hmac}`;
  return notices.read({ body, signature, event: changed.event ?? 'pull_request' });
}

describe('a GitHub delivery', () => {
  test('of the documented example secret and payload is true', () => {
    // The values of GitHub's own "Testing the webhook payload validation" page.
    const documented = gitHubMergeNotices({ secret: "It's a Secret to Everybody" });
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const body = Buffer.from('Hello, World!');
    expect(documented.read({ body, signature, event: 'ping' })).toBe('other');
    expect(documented.read({ body: Buffer.from('Hello, World?'), signature, event: 'ping' })).toBe('forged');
  });

  test('of a merged pull request names repository and number', () => {
    expect(deliver(merged)).toEqual({ repository: 'ada/todo', number: 3 });
  });

  test.each([
    ['closed without merge', { ...merged, pull_request: { number: 3, merged: false } }],
    ['opened', { ...merged, action: 'opened' }],
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
  ])('that is %s is no merge', (_name, content) => {
    expect(deliver(content)).toBe('other');
  });

  test('of another event is no merge', () => {
    expect(deliver(merged, { event: 'push' })).toBe('other');
  });

  test.each([
    ['another key', { key: 'guessed' }],
    ['no signature', { signature: undefined }],
    ['an empty signature', { signature: '' }],
    ['a signature of another algorithm', { signature: `sha1=${'0'.repeat(40)}` }],
    ['a signature of the right length', { signature: `sha256=${'0'.repeat(64)}` }],
  ])('with %s is forged', (_name, changed) => {
    expect(deliver(merged, changed)).toBe('forged');
  });
});
