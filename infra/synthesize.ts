import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Environment, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { makeStacks } from './make-stacks.ts';
import { readSettings } from './settings.ts';

const { context: cdkContext } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'cdk.json'), 'utf8'));

export interface SynthesisOptions {
  /** The assembly's folder. */
  readonly outDir: string;
  /** Over that of cdk.json. */
  readonly context: Readonly<Record<string, string>>;
  readonly env?: Environment;
}

/**
 * The stacks as the app makes them, for whoever reads their templates: nothing is bundled, functions and console are placeholders. A rule of
 * cdk-nag or of CDK's own that is broken and not answered is an error.
 */
export function synthesize({ outDir, context, env }: SynthesisOptions): CloudAssembly {
  const app = new App({
    outdir: outDir,
    context: { ...cdkContext, podImage: 'example.com/pod:1', ...context },
  });
  makeStacks(app, {
    settings: readSettings((name) => app.node.tryGetContext(name)),
    consoleFolder: placeholderConsole(outDir),
    codeOf: () => lambda.Code.fromInline('export const handler = () => {};'),
    ...(env && { env }),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app.synth();
}

function placeholderConsole(outDir: string): string {
  const folder = join(outDir, 'placeholder-console');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html>\n');
  writeFileSync(join(folder, 'assets', 'index-00000000.css'), '');
  return folder;
}
