import { describe, expect, it } from 'vitest';
import { readOidcReturn } from '../../web/api/oidc-return.ts';
import { frameable } from '../../web/mission/frameable.ts';
import { parsePullPath } from '../../web/pull/pull-path.ts';
import { hrefOf, parseRoute } from '../../web/shell/route.ts';
import { pullHref, safeHref } from '../../web/shell/safe-href.ts';

describe('safeHref', () => {
  it('follows http and https only', () => {
    expect(safeHref('http://a.localhost:5050/')).toBe('http://a.localhost:5050/');
    for (const text of [
      'javascript:alert(1)',
      ' JaVaScript:alert(1)',
      'data:text/html,x',
      '//evil.example',
      '',
      null,
      undefined,
    ]) {
      expect(safeHref(text)).toBeUndefined();
    }
  });
});

describe('pullHref', () => {
  const here = { hostname: '127.0.0.1', port: '5050' };

  it('stays on the origin that the session is of, for the local code host', () => {
    expect(pullHref('http://localhost:5050/pulls/ada/board/1', here)).toBe('/pulls/ada/board/1');
  });

  it('goes where a foreign code host is', () => {
    expect(pullHref('https://github.com/ada/board/pull/1', here)).toBe('https://github.com/ada/board/pull/1');
    expect(pullHref('http://localhost:6000/pulls/ada/board/1', here)).toBe(
      'http://localhost:6000/pulls/ada/board/1',
    );
  });
});

describe('parseRoute', () => {
  it('reads back every link that it makes', () => {
    const routes = [
      { screen: 'home' },
      { screen: 'talk', conversationId: undefined },
      { screen: 'talk', conversationId: 'cnv_1' },
      { screen: 'missions', q: 'a&b #c?', status: 'FAILED', owner: '' },
      { screen: 'missions', q: '', status: '', owner: '*' },
      { screen: 'mission', missionId: 'msn_1', tab: 'overview' },
      { screen: 'mission', missionId: 'msn_1', tab: 'proof' },
      { screen: 'apps' },
      { screen: 'app', slug: 'task-board' },
      { screen: 'app', slug: 'task-board', side: 'data' },
      { screen: 'talk', conversationId: 'cnv_1', side: 'files' },
      { screen: 'account' },
    ] as const;
    for (const route of routes) expect(parseRoute(hrefOf(route))).toEqual(route);
  });

  it('knows what it does not know', () => {
    for (const hash of ['#/settings', '#/missions/a/b', '#/missions/a/log/c', '#/apps/a/b', '#/account/b'])
      expect(parseRoute(hash), hash).toEqual({ screen: 'unknown' });
    expect(parseRoute('')).toEqual({ screen: 'home' });
    expect(parseRoute('#/missions?owner=usr_1')).toEqual(parseRoute('#/missions'));
  });
});

describe('parsePullPath', () => {
  it('reads owner, app and number', () => {
    expect(parsePullPath('/pulls/ada/task-board/12')).toEqual({
      owner: 'ada',
      slug: 'task-board',
      number: '12',
    });
  });

  it('refuses what is no pull request', () => {
    for (const path of [
      '/pulls/ada/board',
      '/pulls/ada/board/0',
      '/pulls/ada/board/1/x',
      '/pulls/%E0%A4%A/b/1',
    ]) {
      expect(parsePullPath(path)).toBeUndefined();
    }
  });
});

describe('frameable', () => {
  const here = { origin: 'http://localhost:5050', port: '5050' };

  it('frames apps of this machine and of Vercel, each on an origin of its own', () => {
    for (const url of ['http://board.localhost:5050/', 'https://board-1a.vercel.app/'])
      expect(frameable(url, here)).toBe(url);
  });

  it('frames nothing else, least of all the console itself', () => {
    for (const url of [
      'http://localhost:5050/',
      'http://board.localhost:6000/',
      'https://board.localhost:5050/',
      'http://board.vercel.app/',
      'https://vercel.app.evil.example/',
      'javascript:alert(1)',
      'x',
      undefined,
    ])
      expect(frameable(url, here), url).toBeUndefined();
    const deployed = { origin: 'https://gantry.vercel.app', port: '' };
    expect(frameable('https://gantry.vercel.app/', deployed)).toBeUndefined();
  });
});

describe('readOidcReturn', () => {
  it('reads the ways back from an identity provider and nothing else', () => {
    expect(readOidcReturn('#oidc=abc_-9')).toEqual({ kind: 'code', code: 'abc_-9' });
    expect(readOidcReturn('#oidc-begin')).toEqual({ kind: 'begin' });
    expect(readOidcReturn('#oidc-error=oidc_expired')).toEqual({ kind: 'error', reason: 'oidc_expired' });
    for (const hash of ['', '#/', '#oidc=', '#oidc=<b>', '#oidc-error=A b'])
      expect(readOidcReturn(hash)).toBeUndefined();
  });
});
