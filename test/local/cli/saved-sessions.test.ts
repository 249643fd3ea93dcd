import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { savedSessions, serverSessionsFile } from '../../../local/cli/saved-sessions.ts';
import { temporaryHome } from '../../adapters/local/temporary-home.ts';

const session = { token: 'abc', username: 'sam', expires_at: '2026-01-01T00:00:00.000Z' };

describe('sessions of the terminal', () => {
  it('are for the server that gave them alone, and go when they are forgotten', () => {
    const file = join(temporaryHome(), 'deep', 'sessions.json');
    const sessions = savedSessions(file);
    sessions.keep('https://a.example', session);
    sessions.keep('https://b.example', { ...session, token: 'def' });
    expect(sessions.read('https://a.example')?.token).toBe('abc');
    expect(sessions.read('https://b.example')?.token).toBe('def');
    expect(sessions.read('https://a.example.evil')).toBeUndefined();
    expect(sessions.read('constructor')).toBeUndefined();
    sessions.forget('https://a.example');
    expect(sessions.read('https://a.example')).toBeUndefined();
    expect(sessions.read('https://b.example')?.token).toBe('def');
  });

  it('are readable for their owner alone, whoever could read the file before', () => {
    const folder = temporaryHome();
    const file = join(folder, 'sessions.json');
    writeFileSync(file, '{"sessions":{}}');
    chmodSync(file, 0o644);
    savedSessions(file).keep('https://a.example', session);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('sessions'))).toEqual(['sessions.json']);
    expect(JSON.parse(readFileSync(file, 'utf8')).sessions['https://a.example']).toEqual(session);
  });

  it('begin anew where the file is none of ours', () => {
    const file = join(temporaryHome(), 'sessions.json');
    writeFileSync(file, 'not JSON');
    const sessions = savedSessions(file);
    expect(sessions.read('https://a.example')).toBeUndefined();
    sessions.keep('https://a.example', session);
    expect(sessions.read('https://a.example')).toEqual(session);
  });

  it('stand where the desktop keeps settings', () => {
    expect(serverSessionsFile({ XDG_CONFIG_HOME: '/x' })).toBe(join('/x', 'gantry', 'sessions.json'));
    expect(serverSessionsFile({})).toMatch(/[/\\]\.config[/\\]gantry[/\\]sessions\.json$/);
  });
});
