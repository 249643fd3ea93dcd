import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identity } from '../adapters/aws/emulator.ts';
import { listen } from './listen.ts';

const root = join(import.meta.dirname, '..', '..');

export interface ScriptRun {
  readonly status: number;
  readonly output: string;
  /** The words of each `npx`, which is how the scripts call the CDK. */
  readonly npx: readonly (readonly string[])[];
  /** What it wrote where it was run, by the file's name. */
  readonly left: Readonly<Record<string, unknown>>;
}

export interface ScriptOptions {
  readonly endpoint: string;
  readonly quotas?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the CDK leaves in its file of outputs. */
  readonly outputs?: unknown;
  readonly typed?: string;
  /** Other programs on the path beside `npx`, each a script of sh. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** Runs a script as npm would, but with an `npx` of ours as the only program on its path: what the CDK is told is written down, and nothing deployed. */
export async function runScript(
  script: string,
  words: readonly string[],
  { endpoint, quotas = endpoint, env = {}, outputs, typed = '', programs = {} }: ScriptOptions,
): Promise<ScriptRun> {
  const bin = mkdtempSync(join(tmpdir(), 'gantry-script-'));
  const log = join(bin, 'npx.log');
  writeFileSync(join(bin, 'npx'), npxOf(log, outputs));
  chmodSync(join(bin, 'npx'), 0o755);
  for (const [name, text] of Object.entries(programs))
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const places = {
    PATH: bin,
    HOME: bin,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_SERVICE_QUOTAS: quotas,
    // No registry answers there.
    GANTRY_IMAGES_FROM: '127.0.0.1:1/library/',
    GANTRY_IMAGES_LOCK: join(bin, 'images.lock.json'),
  };
  try {
    const ran = await new Promise<Pick<ScriptRun, 'status' | 'output'>>((resolve) => {
      const child = execFile(
        process.execPath,
        [join(root, 'scripts', script), ...words],
        { cwd: bin, env: { ...identity, ...places, ...env } },
        (error, stdout, stderr) =>
          resolve({ status: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
      );
      child.stdin?.end(typed);
    });
    const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
    const left = readdirSync(bin).flatMap((name) =>
      name.endsWith('.remains.json') ? [[name, JSON.parse(readFileSync(join(bin, name), 'utf8'))]] : [],
    );
    return {
      ...ran,
      npx: lines.map((line) => JSON.parse(line) as string[]),
      left: Object.fromEntries(left),
    };
  } finally {
    rmSync(bin, { recursive: true, force: true });
  }
}

const npxOf = (log: string, outputs: unknown): string => `#!${process.execPath}
const fs = require('node:fs');
const words = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify(words) + '\\n');
const file = words[words.indexOf('--outputs-file') + 1];
if (words.includes('--outputs-file')) fs.writeFileSync(file, ${JSON.stringify(JSON.stringify(outputs ?? {}))});
`;

/** Service Quotas, which no emulator has: answers GetServiceQuota by code, and refuses what it has no figure of. */
export async function startQuotas(
  values: Readonly<Record<string, number>>,
): Promise<{ readonly url: string; readonly stop: () => void }> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const { QuotaCode: code } = JSON.parse(body) as { readonly QuotaCode: string };
      const value = values[code];
      response.writeHead(value === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(
        JSON.stringify(
          value === undefined
            ? { __type: 'NoSuchResourceException', Message: 'no such quota' }
            : { Quota: { QuotaCode: code, Value: value } },
        ),
      );
    });
  });
  return listen(server);
}
