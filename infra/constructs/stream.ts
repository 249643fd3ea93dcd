import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';

/** The ARN of a table's stream. */
export function streamArn(table: dynamodb.Table): string {
  if (table.tableStreamArn === undefined) throw new Error('The table needs its stream.');
  return table.tableStreamArn;
}

/** The right to follow a table's stream. */
export const streamReading = (table: dynamodb.Table): iam.PolicyStatement =>
  new iam.PolicyStatement({
    actions: [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ],
    resources: [streamArn(table)],
  });
