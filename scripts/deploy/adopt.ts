import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Remain } from './remains.ts';

/** What CloudFormation knows a resource by when it takes it into a stack. */
const identifiers = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::KMS::Key': 'KeyId',
} as const satisfies Record<Remain['type'], string>;

/** By stack, and in it by logical id: what `cdk import --resource-mapping` reads. */
const adoptionsSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string())));
export type Adoptions = z.infer<typeof adoptionsSchema>;

/** How what outlives its stacks is taken into new ones of the same names. */
export function adoptionsOf(remains: readonly Remain[]): Adoptions {
  const adoptions: Adoptions = {};
  for (const { stack, logicalId, type, id } of remains)
    adoptions[stack] = { ...adoptions[stack], [logicalId]: { [identifiers[type]]: id } };
  return adoptions;
}

/** The file that `npm run destroy` left; throws in words where it is none. */
export function readAdoptions(file: string): Adoptions {
  try {
    return adoptionsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${file} is not what npm run destroy writes. Give the file that it named.`, { cause });
  }
}
