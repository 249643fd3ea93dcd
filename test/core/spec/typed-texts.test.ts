import { describe, expect, test } from 'vitest';
import { readCheck } from '../../../core/spec/answered-spec.ts';

const stepsOf = (...steps: readonly string[]) =>
  readCheck({ id: 'c1', feature: 'Requests', words: 'It works.', core: true, steps: [...steps] }).steps;

describe('a look at what the check typed', () => {
  test('takes a text that itself holds "in" for one text', () => {
    const [, see, gone] = stepsOf(
      'fill When and where = The town hall in June',
      'see Town hall in June',
      'gone town hall in june',
    );
    expect([see, gone]).toEqual([
      { do: 'see', what: 'Town hall in June' },
      { do: 'gone', what: 'town hall in june' },
    ]);
    const [, chosen] = stepsOf('choose Season = Early in spring | summer', 'see Early in spring | summer');
    expect(chosen).toEqual({ do: 'see', what: 'Early in spring | summer' });
  });

  test('goes on looking within a part for all else, and for what is typed only later', () => {
    const [, see] = stepsOf('fill Name = Milk', 'see Milk in List');
    expect(see).toEqual({ do: 'see', what: 'Milk', in: 'List' });
    const [early] = stepsOf('see Hall in June', 'fill Where = Hall in June');
    expect(early).toEqual({ do: 'see', what: 'Hall', in: 'June' });
    expect(stepsOf('fill Where = Hall in June', 'see Hall')).toMatchObject([{}, { do: 'see', what: 'Hall' }]);
  });
});
