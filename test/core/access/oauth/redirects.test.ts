import { describe, expect, test } from 'vitest';
import { checkRedirect, destinationOf, isRegistered } from '../../../../core/access/oauth/redirects.ts';

describe('an address that answers go to', () => {
  test.each([
    'https://claude.ai/api/mcp/auth_callback',
    'http://127.0.0.1:33418/',
    'http://localhost/callback',
    'http://[::1]:9/callback',
    'cursor://anysphere.cursor-mcp/oauth/callback',
    'com.example.app:/callback',
  ])('may be %s', (text) => {
    expect(() => checkRedirect(text)).not.toThrow();
  });

  test.each([
    ['an address in the clear', 'http://example.com/callback'],
    ['a host that only begins like this computer', 'http://localhost.example.com/'],
    ['a script', 'javascript:alert(1)'],
    ['a script in other letters', 'JavaScript:alert(1)'],
    ['data', 'data:text/html,hi'],
    ['a file', 'file:///etc/passwd'],
    ['an address with a fragment', 'https://example.com/#a'],
    ['an address with an empty fragment', 'https://example.com/#'],
    ['an address with a user', 'https://user@example.com/'],
    ['an address with a password', 'https://:secret@example.com/'],
    ['no address at all', 'callback'],
  ])('is never %s', (_what, text) => {
    expect(() => checkRedirect(text)).toThrow(expect.objectContaining({ code: 'invalid_redirect_uri' }));
  });

  test('is one that was registered, to the letter', () => {
    const registered = ['https://example.com/callback'];
    expect(isRegistered(registered, 'https://example.com/callback')).toBe(true);
    for (const other of [
      'https://example.com/callback/',
      'https://example.com/callback?next=1',
      'https://example.com:444/callback',
      'https://evil.example/callback',
      'https://example.com/callback/../evil',
      'no address',
    ])
      expect(isRegistered(registered, other)).toBe(false);
  });

  test('may have another port on this computer, and nothing else', () => {
    const registered = ['http://127.0.0.1:1/callback', 'http://localhost'];
    expect(isRegistered(registered, 'http://127.0.0.1:54321/callback')).toBe(true);
    expect(isRegistered(registered, 'http://localhost:80')).toBe(false);
    expect(isRegistered(registered, 'http://localhost:8080')).toBe(true);
    for (const other of [
      'http://127.0.0.1:1/other',
      'http://127.0.0.1:1/callback?a=1',
      'http://127.0.0.1:1/x/../callback',
      'http://[::1]:1/callback',
      'https://127.0.0.1:1/callback',
    ])
      expect(isRegistered(registered, other)).toBe(false);
  });

  test('is said as people know it', () => {
    expect(destinationOf('http://127.0.0.1:8/')).toBe('this computer');
    expect(destinationOf('https://claude.ai/callback')).toBe('claude.ai');
    expect(destinationOf('cursor://anysphere/callback')).toBe('cursor:');
  });
});
