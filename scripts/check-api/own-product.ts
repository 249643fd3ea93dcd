import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const password = 'checked from outside';
const unlimited = Object.fromEntries(
  ['READ', 'BUILD', 'KEY_READ', 'KEY_BUILD', 'ADDRESS', 'SIGN_IN'].map((name) => [
    `GANTRY_RATE_${name}`,
    '1000000',
  ]),
);

/** A Gantry that starts empty, with its built-in model and without limits to speak of. */
export interface OwnProduct {
  readonly origin: string;
  /** Signs in anew, since each session may end what it has. */
  signIn(): Promise<string>;
  /** The JSON of an answer; throws for anything but success. */
  ask(path: string, token: string, body?: unknown): Promise<unknown>;
}

/** Runs `use` against a Gantry of its own on a free port of this machine, which is deleted afterwards. */
export async function withOwnProduct<T>(use: (product: OwnProduct) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'gantry-api-'));
  // Nothing of this machine's environment: no key, no GitHub, no limits.
  const { PATH } = process.env;
  const settings = { PORT: '0', GANTRY_HOME: home, GANTRY_ADMIN_PASSWORD: password, GANTRY_BROWSER: 'none' };
  const child = spawn(process.execPath, ['--conditions=gantry-local', 'local/main.ts'], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { PATH, ...settings, GANTRY_SLOTS: '1', ...unlimited },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    const origin = await originIn(createInterface(child.stdout));
    return await use({ origin, signIn: () => signIn(origin), ask: askAt(origin) });
  } finally {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
    rmSync(home, { recursive: true, force: true });
  }
}

/** Reads on to the end, so that the product never waits for its terminal. */
async function originIn(lines: ReturnType<typeof createInterface>): Promise<string> {
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const origin = /^Gantry runs at (\S+)$/.exec(line)?.[1];
      if (origin !== undefined) resolve(origin);
    });
    lines.once('close', () => reject(new Error('Gantry ended before it said where it runs.')));
  });
}

const askAt =
  (origin: string): OwnProduct['ask'] =>
  async (path, token, body) => {
    const answer = await fetch(origin + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };

async function signIn(origin: string): Promise<string> {
  const { token } = (await askAt(origin)('/gantry/auth', '', { password })) as { readonly token: string };
  return token;
}
