import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { gitHubMergeNotices } from '../../../adapters/github/merge-notices.ts';

const secret = 'It’s a Secret to Everybody';
const notices = gitHubMergeNotices({ secret });

const merged = {
  action: 'closed',
  pull_request: { number: 3, merged: true },
  repository: { id: 4711, full_name: 'ada/todo' },
};

function deliver(
  content: unknown,
  changed: {
    event?: string | undefined;
    signature?: string | undefined;
    key?: string;
    contentType?: string;
  } = {},
) {
  const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const hmac = createHmac('sha256', changed.key ?? secret)
    .update(body)
    .digest('hex');
  const signature = 'signature' in changed ? changed.signature : `sha256=${hmac}`;
  const event = 'event' in changed ? changed.event : 'pull_request';
  return notices.read({ body, signature, event, contentType: changed.contentType ?? 'application/json' });
}

describe('a GitHub delivery', () => {
  test('of the documented example secret and payload is true', () => {
    // The values of GitHub's own "Testing the webhook payload validation" page.
    const documented = gitHubMergeNotices({ secret: "It's a Secret to Everybody" });
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const body = Buffer.from('Hello, World!');
    expect(documented.read({ body, signature, event: 'ping', contentType: undefined })).toBe('other');
    const other = { body: Buffer.from('Hello, World?'), signature, event: 'ping', contentType: undefined };
    expect(documented.read(other)).toBe('forged');
  });

  test('of a merged pull request names the number, and the repository by its id too', () => {
    expect(deliver(merged)).toEqual({ repository: 'ada/todo', repositoryId: '4711', number: 3 });
  });

  test('of a push to the branch of a pull request is told apart from a merge', () => {
    expect(deliver({ ...merged, action: 'synchronize' })).toEqual({
      repository: 'ada/todo',
      repositoryId: '4711',
      number: 3,
      isPush: true,
    });
  });

  test('is read as a form, which is what GitHub sends unless the webhook says otherwise', () => {
    const form = new URLSearchParams({ payload: JSON.stringify(merged) }).toString();
    for (const contentType of ['application/x-www-form-urlencoded', 'Application/X-WWW-Form-Urlencoded; x=y'])
      expect(deliver(form, { contentType })).toMatchObject({ repositoryId: '4711', number: 3 });
  });

  test.each([
    ['closed without merge', { ...merged, pull_request: { number: 3, merged: false } }],
    ['opened', { ...merged, action: 'opened' }],
  ])('that is %s is no merge', (_name, content) => {
    expect(deliver(content)).toBe('other');
  });

  test('of another event is no merge', () => {
    expect(deliver(merged, { event: 'push' })).toBe('other');
  });

  test.each([
    ['no JSON', '{', /not JSON.*application\/json/],
    ['nothing', '', /not JSON/],
    ['null', 'null', /pull_request event/],
    [
      'no id of the repository',
      { ...merged, repository: { full_name: 'ada/todo' } },
      /lacks repository\.id /,
    ],
  ])('that holds %s is refused, and says what to change', (_name, content, message) => {
    expect(() => deliver(content)).toThrow(
      expect.objectContaining({ name: 'InputRejected', message: expect.stringMatching(message) }),
    );
  });

  test('as a form without its field, or without the name of its event, is refused', () => {
    const contentType = 'application/x-www-form-urlencoded';
    expect(() => deliver('a=b', { contentType })).toThrow(/no field "payload"/);
    expect(() => deliver(merged, { event: undefined })).toThrow(/X-GitHub-Event/);
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
