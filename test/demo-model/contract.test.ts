import { expect } from 'vitest';
import { builtInModel } from '../../demo-model/model.ts';
import { testModel } from '../contract/model.ts';
import { callFor, readWhole } from './support/ask-built-in.ts';

testModel('built-in', async () => ({
  model: builtInModel(),
  answerable: callFor('app', { data: { request: 'Build a calculator' } }),
  expectText: (text) => {
    const { written } = readWhole(text);
    expect(written.app?.title).toBe('Calculator');
    expect(written.files.map(({ path }) => path).toSorted()).toEqual(written.app?.files.toSorted());
  },
  refusable: callFor('words', { data: {} }),
  close: async () => undefined,
}));
