import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../infra/synthesize.ts';
import { print, printError } from '../local/terminal.ts';
import { scanner, scanTemplates } from './check-templates/scan-templates.ts';
import { pythonEnvironment } from './python-environment.ts';

/** Pinned, so that a new rule of it breaks nothing unasked. */
const linter = 'cfn-lint==1.58.0';
/** Not by the script that pip writes: it holds fast to the name under which the environment was made. */
const start = 'import sys; from cfnlint.runner import main; sys.exit(main())';

/** W3005: where CDK waits for the rights of a role, it names the role beside its policy, which the role's own reference implies. */
const ignored = ['W3005'];

/** As it comes, with everything that adds resources, and in a place that is there; only with an account is there a template of WAF. */
const installations = {
  default: { context: {} },
  full: {
    context: {
      podImage: 'codebuild',
      podEgress: 'isolated',
      waf: 'on',
      responseStreaming: 'false',
      alarmEmail: 'ops@example.com',
      guardrailId: 'abc123',
      oidcIssuer: 'https://id.example',
      oidcClientId: 'gantry',
      oidcAllowedDomains: 'example',
      lambdaConcurrency: '1000',
    },
    env: { account: '123456789012', region: 'eu-west-1' },
  },
  own: {
    context: {
      name: 'Acme',
      podImage: '210987654321.dkr.ecr.eu-west-1.amazonaws.com/pods/gantry:7',
      vpcId: 'vpc-0123456789abcdef0',
      podSubnets: 'subnet-0123456789abcdef0',
      domain: 'gantry.acme.example',
      certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000003',
      allowedAddresses: '203.0.113.0/24',
    },
  },
} as const;

/** The rules of CDK and cdk-nag are asked by the synthesis, which fails by them. */
function templatesIn(folder: string): readonly string[] {
  return Object.entries(installations).flatMap(([name, installation]) => {
    const outDir = join(folder, name);
    synthesize({ outDir, ...installation });
    return readdirSync(outDir)
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => join(outDir, file));
  });
}

function ask(python: string, words: readonly string[]): number {
  const { status, error } = spawnSync(python, words, { stdio: 'inherit', timeout: 300_000 });
  if (error !== undefined) throw error;
  return status ?? 1;
}

function scan(templates: readonly string[]): number {
  const findings = scanTemplates(templates);
  for (const finding of findings) printError(finding);
  if (findings.length === 0) print(`${scanner}: every finding is answered in scripts/check-templates.`);
  return findings.length === 0 ? 0 : 1;
}

function main(): number {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-templates-'));
  try {
    const templates = templatesIn(folder);
    const words = ['-c', start, '--ignore-checks', ...ignored, '--', ...templates];
    const linted = ask(pythonEnvironment(linter), words);
    if (linted === 0) print(`${linter}: ${templates.length} templates, nothing found.`);
    return Math.max(linted, scan(templates));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = Math.max(main(), Number(process.exitCode ?? 0));
