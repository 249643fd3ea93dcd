import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Answers findings of cdk-nag on a construct and all below it: each by its exact id, each with its reason. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [rule, reason] of Object.entries(reasons))
    Validations.of(construct).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
}

/** The finding that cdk-nag has on a resource ARN with a wildcard in it. */
export const wildcardFinding = (stack: Stack, arn: string): string =>
  `IAM5[Resource::${spellOut(stack.resolve(arn))}]`;

/** An ARN as cdk-nag writes it: references stand in angle brackets. */
function spellOut(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[kind, argument] = []] = Object.entries(value as Readonly<Record<string, unknown>>);
  if (kind === 'Ref') return `<${argument}>`;
  if (kind === 'Fn::GetAtt') return `<${(argument as readonly string[]).join('.')}>`;
  if (kind !== 'Fn::Join') throw new Error(`An ARN is not made of ${kind}.`);
  const [separator, parts] = argument as readonly [string, readonly unknown[]];
  return parts.map(spellOut).join(separator);
}
