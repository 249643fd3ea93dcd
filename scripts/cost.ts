import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../infra/synthesize.ts';
import { print } from '../local/terminal.ts';
import type { TemplateResource } from './cost/idle-usage.ts';
import { pricesOf } from './cost/prices.ts';
import { reportCost } from './cost/report.ts';

const usage = `npm run cost -- [-c name=value ...]
What an installation with these settings costs, computed from its templates; without any, the tables of docs/cost.md.`;

/** WAF is a stack of its own in another region, for which the synthesis wants an account. */
const env = { account: '123456789012', region: 'us-east-1' };

function main(): void {
  const { values } = parseArgs({
    options: {
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    print(usage);
    return;
  }
  const context = Object.fromEntries(
    values.context.map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
  );
  const outDir = mkdtempSync(join(tmpdir(), 'gantry-cost-'));
  // The rules are `npm run check:templates`'s to ask.
  process.env.CDK_VALIDATION = 'false';
  try {
    const { stacks } = synthesize({ outDir, context, env });
    const resources = stacks.flatMap(({ template }) => Object.values<TemplateResource>(template.Resources));
    const { tables } = reportCost(resources);
    print(`List prices of us-east-1, ${pricesOf}.\n`);
    print([tables.idle, tables.mission, tables.monthly, tables.prices].join('\n\n'));
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

main();
