import type { Stack } from 'aws-cdk-lib';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { SecretName } from '../function-catalogue.ts';
import type { Settings } from '../settings.ts';
import type { Pods } from './pods.ts';
import type { Stores } from './stores.ts';

/** A KMS key by what functions call it, and by what IAM does. */
export interface SigningKey {
  readonly id: string;
  readonly arn: string;
}

/** All that a function could be given a right to. */
export interface Resources {
  readonly stack: Stack;
  readonly settings: Settings;
  readonly stores: Stores;
  readonly pods: Pods;
  /** The first signs; the others have signed before and are still published. */
  readonly signingKeys: readonly [SigningKey, ...SigningKey[]];
  readonly secrets: Readonly<Partial<Record<SecretName, secretsmanager.ISecret>>>;
  /** Name of the SSM parameter that GantryEdge fills. */
  readonly originParameter: string;
  readonly edgeSecret: secretsmanager.ISecret;
  readonly machineName: string;
  /** The WebSocket API's connections, without an action: `arn:…/<stage>`. */
  readonly socketArn: string;
  readonly socketEndpoint: string;
}

/** A statement of a role. A wildcard in a resource wants its reason written down; cdk-nag fails where there is none. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, unknown>>;
  readonly wildcardBecause?: string;
}

/** One right: the names a function is told, and the statements of its role. */
export interface Grant {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
}

/** Writes a statement down. */
export const allow = (
  actions: readonly string[],
  resources: readonly string[],
  more: Pick<Statement, 'conditions' | 'wildcardBecause'> = {},
): Statement => ({ actions, resources, ...more });

/** Why an area of a bucket is given whole. */
export const wholeArea = {
  wildcardBecause: 'Keys begin with ids that are made at run time; the area is the smallest fixed prefix.',
};
