import { describe, expect, it } from 'vitest';
import { contexts, installation } from './synthesize.ts';

const names = Object.keys(contexts) as (keyof typeof contexts)[];

describe('cdk-nag', () => {
  const reportOf = (name: keyof typeof contexts) =>
    installation(name)('GantryCore').reports.find(({ pluginName }) => pluginName === 'AwsSolutions');

  it.each(names)('finds nothing that is not answered in the %s installation', (name) => {
    expect(reportOf(name)?.violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });

  it.each(names)('is answered with a reason each time in the %s installation', (name) => {
    const { suppressedViolations = [] } = reportOf(name) ?? {};
    expect(suppressedViolations.length).toBeGreaterThan(10);
    for (const { ruleName, reason } of suppressedViolations) {
      expect(reason.length, ruleName).toBeGreaterThan(30);
      expect(ruleName).not.toMatch(/Action::/);
    }
  });
});
