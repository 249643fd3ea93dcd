import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createGate } from '../../../core/gate/create-gate.ts';
import { loadPolicy } from '../../../core/gate/load-policy.ts';
import type { Finding, Policy } from '../../../core/wire/policy.ts';

const text = readFileSync(new URL('../../../policy.yaml', import.meta.url), 'utf8');
/** The policy as it ships. */
export const policy: Policy = loadPolicy(text);
const gate = createGate({ policy, policySha256: hash('sha256', text) });

const frame = [
  { path: 'index.html', content: '<!doctype html><html lang="en"><title>App</title></html>' },
  { path: 'test/app.test.js', content: "import test from 'node:test';\n" },
  { path: 'lib/commands.py', content: '' },
  { path: 'api/shared.py', content: '' },
];

/** What the shipped policy finds in one file of an otherwise plain static app, whose functions are for others to judge. */
export const findingsIn = (path: string, content: string): readonly Finding[] =>
  gate({
    stack: 'static',
    files: [...frame.filter((file) => file.path !== path), { path, content }],
  }).findings.filter(({ rule }) => rule !== 'stack-without-functions');

/** Made at run time, so that no file holds what looks like a secret. */
export const filler = (length: number): string =>
  'Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv'.repeat(8).slice(0, length);
const join = (...parts: string[]) => parts.join('');
export const sample = {
  aws: join('AK', 'IA', 'QYLPMN5HFIQR7XYZ'),
  github: join('gh', 'p_', filler(36)),
  githubFine: join('github', '_pat_', filler(40)),
  slack: join('xo', 'xb-', '123456789012-', filler(24)),
  google: join('AI', 'za', filler(35)),
  stripe: join('sk', '_live_', filler(24)),
  vercel: join('vc', 'p_', filler(30)),
  npm: join('np', 'm_', filler(36)),
  anthropic: join('sk-', 'ant-', 'api03-', filler(40)),
  openai: join('sk-', 'proj-', filler(40)),
  pem: join(
    '-----BEGIN RSA PRIVATE ',
    'KEY-----\n',
    filler(64),
    '\n',
    filler(64),
    '\n-----END RSA PRIVATE KEY-----',
  ),
  jwt: join('ey', 'J', filler(20), '.ey', 'J', filler(40), '.', filler(43)),
};
