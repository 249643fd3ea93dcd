import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { readProxy, sayProxy } from '../../local/use-proxy.ts';

describe('a proxy of the environment', () => {
  test('is read in capitals or not, and is none where nothing is set', () => {
    expect(readProxy({ https_proxy: 'http://p:1', NO_PROXY: 'corp' })).toEqual({
      http: undefined,
      https: 'http://p:1',
      except: 'corp',
    });
    expect(readProxy({ NO_PROXY: 'corp', HTTP_PROXY: '' })).toBeUndefined();
  });

  test.each(['proxy:3128', 'socks5://p:1', 'nonsense'])('that is %s is refused with an example', (url) => {
    expect(() => readProxy({ HTTPS_PROXY: url })).toThrow(/http:\/\/proxy:3128/);
  });

  test('is said without its password, and that Bedrock is not asked through it', () => {
    const settings = { http: undefined, https: 'http://ada:secret@p:1', except: undefined };
    expect(sayProxy(settings, false)).toBe('p:1');
    expect(sayProxy(settings, true)).toMatch(/^p:1, but not for Bedrock/);
  });

  test('is what every request goes through, but those to this machine', async () => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('proxied');
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    const own = createServer((_request, response) => response.end('own'));
    for (const server of [proxy, own])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const portOf = (server: typeof own): number => (server.address() as AddressInfo).port;
    const script = `
      const { useProxy } = await import(${JSON.stringify(new URL('../../local/use-proxy.ts', import.meta.url).href)});
      useProxy({ http: 'http://127.0.0.1:${portOf(proxy)}', https: 'http://127.0.0.1:${portOf(proxy)}', except: undefined });
      await fetch('https://api.github.invalid/user').catch(() => undefined);
      await new Promise((resolve) => require('node:https').get('https://page.invalid/', resolve).on('error', resolve));
      for (const host of ['127.0.0.1', 'localhost'])
        console.log(await (await fetch('http://' + host + ':${portOf(own)}/')).text());
      process.exit();`;
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { createRequire } from 'node:module'; const require = createRequire('/');${script}`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    expect(await text(child.stdout)).toBe('own\nown\n');
    expect(asked).toEqual(['CONNECT api.github.invalid:443', 'CONNECT page.invalid:443']);
    for (const server of [proxy, own]) {
      server.closeAllConnections();
      server.close();
    }
  });
});
