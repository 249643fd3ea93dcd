import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { afterEach, describe, expect, it } from 'vitest';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { signIn } from '../rig/client.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, patience, useConsole } from './rig/console-page.ts';

const product = useProduct();
const consolePages = useConsole(() => product.current.port);
const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Where a program on this computer waits for its answer. */
async function waitingProgram() {
  const asked = Promise.withResolvers<URL>();
  const server = createServer((request, response) => {
    asked.resolve(new URL(request.url ?? '/', 'http://127.0.0.1'));
    response.end('You can close this tab.');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { answered: asked.promise, redirectUrl: `http://127.0.0.1:${port}/callback` };
}

/** What the protocol's own client keeps and is told, as Claude Code and Cursor do. */
function programOf(redirectUrl: string) {
  let information: OAuthClientInformationMixed | undefined;
  let tokens: OAuthTokens | undefined;
  let verifier = '';
  const sentTo: URL[] = [];
  const provider: OAuthClientProvider = {
    redirectUrl,
    clientMetadata: { client_name: 'An editor', redirect_uris: [redirectUrl] },
    state: () => 'the state',
    clientInformation: () => information,
    saveClientInformation: (saved) => {
      information = saved;
    },
    tokens: () => tokens,
    saveTokens: (saved) => {
      tokens = saved;
    },
    redirectToAuthorization: (url) => {
      sentTo.push(url);
    },
    saveCodeVerifier: (saved) => {
      verifier = saved;
    },
    codeVerifier: () => verifier,
  };
  return { provider, sentTo, tokens: () => tokens };
}

const clientOf = () => new Client({ name: 'test', version: '1' });
type Transport = Parameters<Client['connect']>[0];
const transportFor = (port: number, authProvider: OAuthClientProvider) =>
  new StreamableHTTPClientTransport(new URL(`http://localhost:${port}/gantry/mcp`), { authProvider });

describe.skipIf(!hasBrowser)('a program that asks to be let in', () => {
  it('is let in by a person who signs in and says yes, works, renews its token, and is shut out again', async () => {
    const { port } = product.current;
    const { answered, redirectUrl } = await waitingProgram();
    const program = programOf(redirectUrl);
    const first = transportFor(port, program.provider);
    await expect(clientOf().connect(first as Transport)).rejects.toBeInstanceOf(UnauthorizedError);
    const [asking] = program.sentTo;
    expect(asking?.pathname).toBe('/gantry/oauth/authorize');

    const person = await signIn(product.current);
    const { page } = await consolePages.open({
      path: `${asking?.pathname}${asking?.search}`,
      client: person,
    });
    await page.getByText('calls itself An editor').waitFor(patience);
    expect(await page.getByRole('main').textContent()).toContain('goes to this computer');
    expect(await findBarriers(page)).toEqual([]);
    expect(await page.getByLabel(/^Merge/).isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    const answer = (await answered).searchParams;
    expect([answer.get('state'), answer.get('iss')]).toEqual(['the state', `http://localhost:${port}`]);

    await first.finishAuth(answer.get('code') ?? '');
    const client = clientOf();
    await client.connect(transportFor(port, program.provider) as Transport);
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    const before = program.tokens();
    program.provider.saveTokens({ ...(before as OAuthTokens), access_token: 'A'.repeat(43) });
    expect((await client.callTool({ name: 'list_apps', arguments: {} })).isError).toBeFalsy();
    expect(program.tokens()?.refresh_token).not.toBe(before?.refresh_token);

    await page.goto(`http://localhost:${port}/#/account`);
    const panel = page.getByRole('region', { name: 'Connected programs' });
    await panel.getByText('may build and read').waitFor(patience);
    await panel.getByRole('button', { name: /^Disconnect/ }).click();
    await panel.getByRole('button', { name: /^Disconnect it/ }).click();
    await panel.getByText('None yet.').waitFor(patience);
    await expect(client.callTool({ name: 'list_apps', arguments: {} })).rejects.toThrow();
  });

  it('is told no by a person who does not want it', async () => {
    const { answered, redirectUrl } = await waitingProgram();
    const program = programOf(redirectUrl);
    const transport = transportFor(product.current.port, program.provider);
    await expect(clientOf().connect(transport as Transport)).rejects.toBeInstanceOf(UnauthorizedError);
    const asking = program.sentTo[0];
    const person = await signIn(product.current);
    const { page } = await consolePages.open({
      path: `${asking?.pathname}${asking?.search}`,
      client: person,
    });
    await page.getByRole('button', { name: 'Do not allow' }).click(patience);
    expect((await answered).searchParams.get('error')).toBe('access_denied');
  });

  it('is not asked about where it sends the answer to an address that it never registered', async () => {
    const person = await signIn(product.current);
    const query = 'response_type=code&client_id=cli_nobody&redirect_uri=https://evil.example/';
    const { page } = await consolePages.open({ path: `/gantry/oauth/authorize?${query}`, client: person });
    await page.getByText('Gantry does not know this program').waitFor(patience);
    expect(await page.getByRole('button', { name: 'Allow', exact: true }).count()).toBe(0);
  });
});
