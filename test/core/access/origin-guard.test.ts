import { expect, test } from 'vitest';
import { guardOrigin } from '../../../core/access/origin-guard.ts';

const ownOrigin = 'https://gantry.example';
const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const page = { isPage: true };
const upgrade = { isUpgrade: true };

test.each<[string, string, Record<string, string>, { isPage?: boolean; isUpgrade?: boolean }, boolean]>([
  ['a program', 'POST', {}, {}, true],
  ['the console', 'POST', { 'sec-fetch-site': 'same-origin', origin: ownOrigin }, {}, true],
  ['an old browser on the console', 'POST', { origin: 'HTTPS://gantry.example' }, {}, true],
  ['an old browser elsewhere', 'POST', { origin: 'https://evil.example' }, {}, false],
  ['a page in a sandbox', 'DELETE', { origin: 'null' }, {}, false],
  ['an old browser that reads', 'GET', { origin: 'https://evil.example' }, {}, true],
  ['an old browser’s socket from elsewhere', 'GET', { origin: 'https://evil.example' }, upgrade, false],
  ['a typed address', 'GET', { 'sec-fetch-site': 'none' }, {}, true],
  ['a neighbour', 'GET', { 'sec-fetch-site': 'same-site' }, {}, false],
  ['a link to a page', 'GET', link, page, true],
  ['a link to data', 'GET', link, {}, false],
  ['a form sent to a page', 'POST', link, page, false],
  ['a page in a frame', 'GET', { ...link, 'sec-fetch-dest': 'iframe' }, page, false],
  ['a script that reads a page', 'HEAD', { ...link, 'sec-fetch-mode': 'cors' }, page, false],
])('%s with %s %j %j is let through: %s', (_, method, headers, over, isLetThrough) => {
  const header = (name: string): string | undefined => headers[name];
  const guard = () => guardOrigin({ method, header, ownOrigin, isPage: false, isUpgrade: false, ...over });
  if (isLetThrough) expect(guard).not.toThrow();
  else expect(guard).toThrow(expect.objectContaining({ name: 'Forbidden', code: 'cross_origin' }));
});
