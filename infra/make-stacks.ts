import type { App, Environment } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CodeOf } from './constructs/gantry-functions.ts';
import type { Settings } from './settings.ts';
import { CoreStack } from './stacks/core-stack.ts';
import { EdgeStack } from './stacks/edge-stack.ts';
import { FirewallStack } from './stacks/firewall-stack.ts';

export interface StackOptions {
  readonly settings: Settings;
  readonly codeOf: CodeOf;
  /** The built console. */
  readonly consoleFolder: string;
  /** Left out, the templates fit any account and region; WAF needs an account. */
  readonly env?: Environment;
}

/** Every stack of an installation: the core, its front door, and WAF where it is switched on. */
export function makeStacks(app: App, { settings, codeOf, consoleFolder, env }: StackOptions): void {
  const place = env === undefined ? {} : { env };
  const core = new CoreStack(app, 'GantryCore', { ...place, settings, codeOf });
  const logRetention = Number(settings.logDays) as RetentionDays;
  const edge = { ...place, core, consoleFolder, logRetention };
  if (!settings.waf) {
    new EdgeStack(app, 'GantryEdge', edge);
    return;
  }
  if (env?.account === undefined)
    throw new Error('With -c waf=on the CDK needs credentials at synth: WAF lives in us-east-1.');
  const firewall = new FirewallStack(app, 'GantryFirewall', {
    env: { account: env.account, region: 'us-east-1' },
    crossRegionReferences: true,
  });
  new EdgeStack(app, 'GantryEdge', {
    ...edge,
    webAclArn: firewall.webAclArn,
    crossRegionReferences: true,
  });
}
