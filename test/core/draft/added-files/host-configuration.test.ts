import { expect, test } from 'vitest';
import { hostConfiguration, securityHeaders } from '../../../../core/draft/added-files/host-configuration.ts';

const why = 'Because.';
const directivesOf = (origins: Parameters<typeof securityHeaders>[0]): Record<string, string> =>
  Object.fromEntries(
    (securityHeaders(origins)['Content-Security-Policy'] ?? '').split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );

test('an app that declares nothing talks to itself alone, and no script stands in its pages', () => {
  const directives = directivesOf([]);
  expect(directives).toMatchObject({
    'default-src': "'self'",
    'connect-src': "'self'",
    'img-src': "'self' data: blob:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
  });
  // Scripts fall back to default-src.
  expect(directives).not.toHaveProperty('script-src');
  expect(directives).not.toHaveProperty('frame-ancestors');
});

test("only a page's origins are spoken to and shown, once each, whatever their order", () => {
  const origins = [
    { origin: 'https://b.example', by: 'page', why },
    { origin: 'https://a.example', by: 'page', why },
    { origin: 'https://a.example', by: 'page', why },
    { origin: 'https://c.example', by: 'function', why },
  ] as const;
  const directives = directivesOf([...origins]);
  expect(directives['connect-src']).toBe("'self' https://a.example https://b.example");
  expect(directives['img-src']).toBe("'self' data: blob: https://a.example https://b.example");
  expect(hostConfiguration({ origins: [...origins] })).toBe(
    hostConfiguration({ origins: [...origins.toReversed()] }),
  );
});

test('the addresses of functions are rewritten only where a placeholder stands in them', () => {
  const withoutRoutes = JSON.parse(hostConfiguration({ origins: [] }, ['index.html', 'api/sum.js']));
  expect(withoutRoutes).not.toHaveProperty('rewrites');
  const { rewrites } = JSON.parse(hostConfiguration({ origins: [] }, ['api/users/[id].js']));
  expect(rewrites).toHaveLength(1);
});
