import { describe, expect, test } from 'vitest';
import { agreedOf } from '../../../core/draft/author.ts';
import { play } from '../mission/play.ts';
import { commands, request } from '../mission/samples.ts';

const plan = { title: 'Adder', stack: 'node' as const, features: ['Adds numbers'] };
const agree = commands()['agree-spec'];
const { title, stack, features, checks } = agree.data;

describe('what authors are told to build', () => {
  test('is the plan of the talk, and nothing where nothing is agreed', async () => {
    expect(agreedOf(await play([], { wanted: request({ plan }) }))).toEqual({
      plan,
      checks: [],
      left_out: [],
    });
    expect(agreedOf(await play([], { wanted: request({ plan: null }) }))).toEqual({
      plan: null,
      checks: [],
      left_out: [],
    });
  });

  test('is what the spec says where there was no talk, with its checks in words and never their steps', async () => {
    const agreed = agreedOf(await play([agree], { wanted: request({ plan: null }) }));
    expect(agreed.plan).toEqual({ title, stack, features });
    expect(agreed.checks).toEqual(checks.map(({ id, feature, words }) => ({ id, feature, words })));
    expect(agreedOf(await play([agree], { wanted: request({ plan }) })).plan).toEqual(plan);
  });
});
