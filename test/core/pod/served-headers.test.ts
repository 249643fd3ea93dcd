import { describe, expect, test } from 'vitest';
import { hostConfiguration } from '../../../core/draft/added-files/host-configuration.ts';
import { servedHeaders } from '../../../core/pod/served-headers.ts';

const headersOf = (content: string | undefined, path = '/'): Readonly<Record<string, string>> =>
  servedHeaders(new Map(content === undefined ? [] : [['vercel.json', new TextEncoder().encode(content)]]))(
    path,
  );
const strictest = headersOf(hostConfiguration({ origins: [] }));

describe('the headers of a served artifact', () => {
  test('are those of the configuration in it, at every path', () => {
    const origins = [{ origin: 'https://api.example.com', by: 'page', why: 'Weather.' } as const];
    const headers = headersOf(hostConfiguration({ origins }));
    expect(headers['content-security-policy']).toContain("connect-src 'self' https://api.example.com;");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(headersOf(hostConfiguration({ origins }), '/api/none')).toEqual(headers);
  });

  test('stand beside the rewrites of functions', () =>
    expect(headersOf(hostConfiguration({ origins: [] }, ['api/[id].js']))).toEqual(strictest));

  test('are none for an artifact without configuration', () => expect(headersOf(undefined)).toEqual({}));

  test.each([
    ['no JSON', 'x'],
    ['no headers', '{}'],
    ['redirects', '{"headers":[{"source":"/(.*)","headers":[]}],"redirects":[]}'],
    ['another path', '{"headers":[{"source":"/a","headers":[]}]}'],
    ['a condition', '{"headers":[{"source":"/(.*)","headers":[],"has":[]}]}'],
  ])('are the strictest for a configuration with %s', (_, content) =>
    expect(headersOf(content)).toEqual(strictest),
  );
});
