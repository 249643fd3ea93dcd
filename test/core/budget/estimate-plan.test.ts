import { describe, expect, test } from 'vitest';
import { estimatePlan } from '../../../core/budget/estimate-plan.ts';
import { podMicroUsd } from '../../../core/budget/price-pod.ts';
import { freeModel } from '../../../core/model/free-model.ts';
import type { ModelFacts } from '../../../core/wire/models.ts';
import type { Recipe } from '../../../core/wire/pod.ts';
import { knownModel } from './known-model.ts';

const plan = { title: 'To do', stack: 'static', features: ['Add tasks', 'Dark mode'] } as const;
const recipe: Recipe = [
  { step: 'test', program: 'node-test' },
  { step: 'build', program: 'assemble-static' },
  { step: 'boot', program: 'boot-app' },
  { step: 'accept', program: 'try-checks' },
];
const agreed = { ...plan, features: [...plan.features] };
const written = (...author: readonly ModelFacts[]) => ({ models: { author, quick: [] }, isBuiltIn: false });
const sonnet = written(knownModel('claude-sonnet-4-6'));
const builtIn = { ...written(knownModel('built-in')), isBuiltIn: true };

describe('an estimate', () => {
  test('costs nothing where nothing is charged', () => {
    expect(estimatePlan(agreed, { model: builtIn, recipe, pods: 'here' })).toEqual({ usd: 0, seconds: 25 });
  });

  test('of a free model that writes takes the time of writing', () => {
    const { usd, seconds } = estimatePlan(agreed, { model: written(freeModel('own')), recipe, pods: 'here' });
    expect(usd).toBe(0);
    expect(seconds).toBeGreaterThan(100);
  });

  test('where nobody writes costs nothing', () => {
    expect(estimatePlan(agreed, { model: written(), recipe, pods: 'here' }).usd).toBe(0);
  });

  test('has what the model thinks in it, at the price of its answer', () => {
    const facts = knownModel('claude-sonnet-5');
    const thinks = estimatePlan(agreed, { model: written(facts), recipe, pods: 'here' });
    const answers = estimatePlan(agreed, {
      model: written({ ...facts, thinking: 'on-request' }),
      recipe,
      pods: 'here',
    });
    expect(thinks.usd - answers.usd).toBeCloseTo((16_384 / 4) * 10e-6, 3);
    expect(thinks.seconds).toBeGreaterThan(answers.seconds);
  });

  test('has the pod in it, where pods cost', () => {
    const { usd, seconds } = estimatePlan(agreed, { model: builtIn, recipe, pods: 'fargate' });
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
      model: written(knownModel('claude-opus-4-6'), knownModel('claude-haiku-4-5')),
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
});

describe('a pod', () => {
  test('on Fargate costs four cents an hour, at least a minute of it', () => {
    expect(podMicroUsd('fargate', 3_570)).toBe(39_500);
    expect(podMicroUsd('fargate', 0)).toBe(podMicroUsd('fargate', 30));
    expect(podMicroUsd('fargate', 31)).toBeGreaterThan(podMicroUsd('fargate', 30));
  });

  test.each(['docker', 'bubblewrap', 'node-permission'] as const)('under %s costs nothing', (isolation) => {
    expect(podMicroUsd(isolation, 3_600)).toBe(0);
  });
});
