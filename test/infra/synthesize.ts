import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { makeStacks } from '../../infra/make-stacks.ts';
import { readSettings } from '../../infra/settings.ts';

const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z.array(z.object({ ruleName: z.string() })),
      suppressedViolations: z.array(z.object({ ruleName: z.string(), reason: z.string() })),
    }),
  ),
});

/** A template as CloudFormation gets it, with its resources by type, and what the rules said of it. */
export interface Synthesized {
  /** Resources of a type by logical id. */
  readonly resources: (type: string) => Readonly<Record<string, CloudResource>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** One report a rule pack, cdk-nag's AwsSolutions among them. */
  readonly reports: z.infer<typeof reportSchema>['pluginReports'];
}

export interface CloudResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A stack as the app would make it with this context; no function is bundled. */
export function synthesize(name: string, context: Readonly<Record<string, string>> = {}): Synthesized {
  const app = new App({ context: { ...cdkJson.context, podImage: 'example.com/pod:1', ...context } });
  makeStacks(app, {
    settings: readSettings((name) => app.node.tryGetContext(name)),
    codeOf: () => lambda.Code.fromInline('export const handler = () => {};'),
    env: { account: '123456789012', region: 'eu-west-1' },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const assembly = app.synth();
  const { Resources, Outputs = {} } = assembly.getStackByName(name).template as {
    readonly Resources: Readonly<Record<string, CloudResource>>;
    readonly Outputs?: Readonly<Record<string, unknown>>;
  };
  const report = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'));
  return {
    resources: (type) =>
      Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => Type === type)),
    outputs: Outputs,
    reports: reportSchema.parse(report).pluginReports,
  };
}
