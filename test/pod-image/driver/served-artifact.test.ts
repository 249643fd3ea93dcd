import { describe, expect, it } from 'vitest';
import {
  hostConfiguration,
  hostConfigurationPath,
} from '../../../core/draft/added-files/host-configuration.ts';
import { readArtifact } from '../../../pod-image/driver/served-artifact.ts';
import { artifactOf } from './support/check-app.ts';

const served = readArtifact(
  artifactOf({
    'index.html': 'home',
    'about/index.html': 'about',
    'a b.js': 'code',
    'data.unknown-kind': 'data',
    'api/hello.js': 'secret source',
    'api/list/index.py': 'secret source',
    'api/_shared.js': 'secret source',
    [hostConfigurationPath]: hostConfiguration({ origins: [] }),
  }),
);
const answer = (path: string, method = 'GET') => {
  const { status, headers, body } = served.read(method, path);
  return [status, headers['content-type'], Buffer.from(body).toString('utf8').trim()];
};

describe('An artifact as the host serves it', () => {
  it.each([
    ['/', 200, 'text/html; charset=utf-8', 'home'],
    ['/index.html?x=1', 200, 'text/html; charset=utf-8', 'home'],
    ['/about', 200, 'text/html; charset=utf-8', 'about'],
    ['/about/', 200, 'text/html; charset=utf-8', 'about'],
    ['/a%20b.js', 200, 'text/javascript; charset=utf-8', 'code'],
    ['/data.unknown-kind', 200, 'application/octet-stream', 'data'],
    ['/nowhere', 404, 'text/plain; charset=utf-8', 'Not found.'],
    ['/%', 404, 'text/plain; charset=utf-8', 'Not found.'],
    ['/../package.json', 404, 'text/plain; charset=utf-8', 'Not found.'],
    ['/api/hello.js', 404, 'text/plain; charset=utf-8', 'Not found.'],
  ])('answers %s with %i', (path, status, type, text) => {
    expect(answer(path)).toEqual([status, type, text]);
  });

  it('takes only reads of files, and puts the headers of the host on every answer', () => {
    expect(answer('/', 'POST')[0]).toBe(405);
    for (const path of ['/', '/nowhere'])
      expect(served.read('GET', path).headers['content-security-policy']).toMatch(/^default-src 'self';/);
    expect(served.headersAt('/api/hello')).toMatchObject({ 'x-content-type-options': 'nosniff' });
  });

  it.each([
    ['/api/hello', true],
    ['/api/hello?x=1', true],
    ['/api/list', true],
    ['/api/_shared', false],
    ['/api/nothing', false],
    ['/about', false],
    ['/%', false],
  ])('says of %s whether a function answers there: %s', (path, isFunction) => {
    expect(served.isFunction(path)).toBe(isFunction);
  });
});
