import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metrics } from '../../core/wire/metrics.ts';
import { idleUsage } from '../../scripts/cost/idle-usage.ts';
import { costUsd, prices, pricesOf } from '../../scripts/cost/prices.ts';
import { reportCost } from '../../scripts/cost/report.ts';
import { installation } from './synthesize.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/cost.md'), 'utf8');
const plain = installation('plain');
const resources = [...plain('GantryCore').everything, ...plain('GantryEdge').everything];
const report = reportCost(resources);
const idle = idleUsage(resources);

describe('an installation that nobody uses', () => {
  it('costs $3 a month at the most, once the free tier of alarms and dashboards is counted', () => {
    expect(report.idleUsd.freeTier).toBeGreaterThan(1);
    expect(report.idleUsd.freeTier).toBeLessThanOrEqual(3);
  });

  it('has ten alarms, one dashboard and ten metrics of its own at the most', () => {
    expect(idle.alarm).toBeLessThanOrEqual(10);
    expect(idle.dashboard).toBe(1);
    expect(Object.keys(metrics).length + 1).toBeLessThanOrEqual(10);
  });

  it('holds nothing that is paid by the hour', () => {
    expect(idle).not.toHaveProperty('endpointHour');
    expect(idle).not.toHaveProperty('webAcl');
  });

  it('costs what its settings add', () => {
    const full = installation('full');
    const stacks = ['GantryCore', 'GantryEdge', 'GantryFirewall'];
    const usage = idleUsage(stacks.flatMap((name) => full(name).everything));
    expect(usage).toMatchObject({ webAcl: 1, webAclRule: 4, endpointHour: 3 * 2 * 730, secret: 6 });
  });

  it('is not reckoned where a resource is of a type whose price nobody has said', () => {
    expect(() => idleUsage([{ Type: 'AWS::EC2::NatGateway' }])).toThrow('AWS::EC2::NatGateway');
  });
});

describe('a mission', () => {
  it('costs a cent at the most, without tokens and without a free tier', () => {
    expect(report.missionUsd).toBeGreaterThan(0.001);
    expect(report.missionUsd).toBeLessThanOrEqual(0.01);
  });
});

describe('the free tier', () => {
  it('is used up before anything is paid, and nothing is paid back', () => {
    expect(costUsd({ alarm: 12 }, { freeTier: true })).toBeCloseTo(0.2);
    expect(costUsd({ alarm: 3 }, { freeTier: true })).toBe(0);
    expect(costUsd({ alarm: 3 }, { freeTier: false })).toBeCloseTo(0.3);
  });
});

describe('docs/cost.md', () => {
  it.each(Object.entries(report.tables))('holds the figures of the script: %s', (_name, table) =>
    expect(page).toContain(table),
  );

  it('says when the prices were written down, and where each stands', () => {
    expect(page).toContain(pricesOf);
    for (const { source } of Object.values(prices)) expect(page).toContain(source);
  });
});
