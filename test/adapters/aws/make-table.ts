import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** Where an emulator of DynamoDB is. */
export interface Connection {
  readonly endpoint: string;
  readonly region: string;
}

/** Makes a table with the stack's two keys, both texts: those of `access` where none are named. */
export async function makeTable(
  connection: DynamoDBClientConfig,
  tableName: string,
  [partition, sort]: readonly [string, string] = ['pk', 'sk'],
): Promise<void> {
  await new DynamoDBClient(connection).send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: partition, AttributeType: 'S' },
        { AttributeName: sort, AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
    }),
  );
}
