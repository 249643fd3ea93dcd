import type { App, Environment } from 'aws-cdk-lib';
import type { CodeOf } from './constructs/gantry-functions.ts';
import type { Settings } from './settings.ts';
import { stackNames } from './stack-names.ts';
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
  const names = stackNames(settings.name, env?.region);
  const core = new CoreStack(app, names.core, { ...place, settings, codeOf });
  const edge = { ...place, core, consoleFolder, settings };
  if (!settings.waf) {
    new EdgeStack(app, names.edge, edge);
    return;
  }
  if (env?.account === undefined)
    throw new Error('With -c waf=on the CDK needs credentials at synth: WAF lives in us-east-1.');
  const firewall = new FirewallStack(app, names.firewall, {
    env: { account: env.account, region: 'us-east-1' },
    crossRegionReferences: true,
  });
  new EdgeStack(app, names.edge, {
    ...edge,
    webAclArn: firewall.webAclArn,
    crossRegionReferences: true,
  });
}
