import type { App, Environment } from 'aws-cdk-lib';
import type { CodeOf } from './constructs/gantry-functions.ts';
import type { Settings } from './settings.ts';
import { CoreStack } from './stacks/core-stack.ts';
import { EdgeStack } from './stacks/edge-stack.ts';
import { FirewallStack } from './stacks/firewall-stack.ts';

export interface StackOptions {
  readonly settings: Settings;
  readonly codeOf: CodeOf;
  /** Left out, the templates fit any account and region; WAF needs an account. */
  readonly env?: Environment;
}

/** Every stack of an installation: the core, its front door, and WAF where it is switched on. */
export function makeStacks(app: App, { settings, codeOf, env }: StackOptions): void {
  const place = env === undefined ? {} : { env };
  const core = new CoreStack(app, 'GantryCore', { ...place, settings, codeOf });
  if (!settings.waf) {
    new EdgeStack(app, 'GantryEdge', { ...place, core });
    return;
  }
  if (env?.account === undefined)
    throw new Error('With -c waf=on the CDK needs credentials at synth: WAF lives in us-east-1.');
  const firewall = new FirewallStack(app, 'GantryFirewall', {
    env: { account: env.account, region: 'us-east-1' },
    crossRegionReferences: true,
  });
  new EdgeStack(app, 'GantryEdge', {
    ...place,
    core,
    webAclArn: firewall.webAclArn,
    crossRegionReferences: true,
  });
}
