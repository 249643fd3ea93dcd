import { describe, expect, it } from 'vitest';
import { checkLocalStack } from '../../scripts/check-localstack.ts';

describe('the calls that functions make of AWS', () => {
  const calls = checkLocalStack();

  it('are all known to be in the free LocalStack, or to have a stand-in', () => {
    expect(calls.filter(({ answer }) => answer === 'lacking' || answer === 'unknown')).toEqual([]);
  });

  it('are seen where they are made', () => {
    const seen = calls.map(({ service, operation }) => `${service} ${operation}`);
    expect(seen).toEqual(
      expect.arrayContaining(['dynamodb Query', 'dynamodb ExecuteStatement', 's3 PutObject', 'ecs RunTask']),
    );
  });
});
