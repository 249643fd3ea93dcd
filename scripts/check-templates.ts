import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../infra/synthesize.ts';
import { print } from '../local/terminal.ts';

/** In a Python environment of its own, whatever else is on the PATH. Pinned, so that a new rule of it breaks nothing unasked. */
const requirement = 'cfn-lint==1.58.0';
const venv = join(import.meta.dirname, '..', 'node_modules', '.cache', requirement.replace('==', '-'));
const python = (folder: string): string =>
  join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

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

function makeEnvironment(): void {
  if (existsSync(venv)) return;
  const building = `${venv}.${process.pid}`;
  try {
    execFileSync('python3', ['-m', 'venv', building], { stdio: 'pipe', timeout: 60_000 });
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement];
    execFileSync(python(building), install, { stdio: 'pipe', timeout: 300_000 });
    renameSync(building, venv);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

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

function main(): number {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-templates-'));
  try {
    const templates = templatesIn(folder);
    makeEnvironment();
    const words = ['-c', start, '--ignore-checks', ...ignored, '--', ...templates];
    const { status, error } = spawnSync(python(venv), words, { stdio: 'inherit', timeout: 300_000 });
    if (error !== undefined) throw error;
    if (status === 0) print(`${requirement}: ${templates.length} templates, nothing found.`);
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = Math.max(main(), Number(process.exitCode ?? 0));
