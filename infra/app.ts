import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { bundleFunctions } from './bundle-functions.ts';
import { makeStacks } from './make-stacks.ts';
import { readSettings } from './settings.ts';

const root = join(import.meta.dirname, '..');
/** Within the assembly, wherever the CLI wants it: two syntheses at once leave one another alone. */
const bundles = join(process.env.CDK_OUTDIR ?? join(root, 'cdk.out'), 'bundles');

const app = new App();
const settings = readSettings((name) => app.node.tryGetContext(name));
await bundleFunctions(bundles);
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
makeStacks(app, {
  settings,
  codeOf: (name) => lambda.Code.fromAsset(join(bundles, name)),
  consoleFolder: join(root, 'web', 'dist'),
  ...(account !== undefined && region !== undefined && { env: { account, region } }),
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
