import { definitionOf, task, tokenTask } from './definitions.ts';

export const killFunctions = { One: 'one', Two: 'two', Three: 'three' };

export const killDefinition = definitionOf({
  A: task('One', { Output: { id: '{% $states.input.id %}', one: true }, Next: 'B' }),
  B: tokenTask('Two', { Next: 'C' }),
  C: task('Three'),
});
