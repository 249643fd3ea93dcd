import { describe, expect, test } from 'vitest';
import { estimatePlan } from '../../../core/budget/estimate-plan.ts';
import { podMicroUsd } from '../../../core/budget/price-pod.ts';
import type { Recipe } from '../../../core/wire/pod.ts';

const plan = { title: 'To do', stack: 'static', features: ['Add tasks', 'Dark mode'] } as const;
const recipe: Recipe = [
  { step: 'test', program: 'node-test' },
  { step: 'build', program: 'assemble-static' },
  { step: 'smoke', program: 'smoke-page' },
];
const agreed = { ...plan, features: [...plan.features] };
const sonnet = { id: 'anthropic.claude-sonnet-4-6' };

describe('an estimate', () => {
  test('costs nothing where nothing is charged', () => {
    expect(estimatePlan(agreed, { model: { id: 'built-in' }, recipe, pods: 'here' })).toEqual({
      usd: 0,
      seconds: 13,
    });
  });

  test('has the pod in it, where pods cost', () => {
    const { usd, seconds } = estimatePlan(agreed, { model: { id: 'built-in' }, recipe, pods: 'fargate' });
    expect(usd).toBeGreaterThan(0);
    expect(usd).toBeLessThan(0.01);
    expect(seconds).toBeGreaterThan(40);
  });

  test('grows with the features, the price and the recipe', () => {
    const few = estimatePlan(agreed, { model: sonnet, recipe, pods: 'here' });
    const many = estimatePlan(
      { ...agreed, features: Array(10).fill('x') },
      { model: sonnet, recipe, pods: 'here' },
    );
    const dear = estimatePlan(agreed, {
      model: { id: 'anthropic.claude-opus-4-6-v1' },
      recipe,
      pods: 'here',
    });
    const long = estimatePlan(agreed, {
      model: sonnet,
      recipe: [...recipe, { step: 'build', program: 'something-new' }],
      pods: 'here',
    });
    expect(few.usd).toBeGreaterThan(0.1);
    expect(many.usd).toBeGreaterThan(few.usd);
    expect(many.seconds).toBeGreaterThan(few.seconds);
    expect(dear.usd).toBeGreaterThan(few.usd);
    expect(long.seconds).toBe(few.seconds + 5);
  });

  test('is of no price that is not known', () => {
    expect(() => estimatePlan(agreed, { model: { id: 'new' }, recipe, pods: 'here' })).toThrow(
      expect.objectContaining({ code: 'model_price_unknown' }),
    );
  });
});

describe('a pod', () => {
  test('on Fargate costs a cent an hour, at least a minute of it', () => {
    expect(podMicroUsd('fargate', 3_570)).toBe(9_875);
    expect(podMicroUsd('fargate', 0)).toBe(podMicroUsd('fargate', 30));
    expect(podMicroUsd('fargate', 31)).toBeGreaterThan(podMicroUsd('fargate', 30));
  });

  test.each(['docker', 'bubblewrap', 'node-permission'] as const)('under %s costs nothing', (isolation) => {
    expect(podMicroUsd(isolation, 3_600)).toBe(0);
  });
});
