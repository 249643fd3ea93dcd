import { describe, expect, test } from 'vitest';
import type { KnownApp } from '../../../core/chat/plan-changes.ts';
import { changeDetails, faultDetails, rebaseChange } from '../../../core/chat/plan-changes.ts';
import type { AgreedPlan, Plan } from '../../../core/wire/chat.ts';
import type { Check } from '../../../core/wire/check.ts';
import { needsNothing } from '../../../core/wire/spec.ts';
import { missionId } from '../mission/samples.ts';
import { meaning } from './talk.ts';

const check = (id: string, feature: string): Check => ({
  ...{ id, feature, words: `${feature} works.`, core: id === 'c1' },
  steps: [{ do: 'see', what: '1' }],
});
const app: KnownApp = {
  ...{ title: 'Sums', stack: 'static', features: ['Adds', 'History', 'Chart'] },
  ...{ app_id: 'app_1', slug: 'sums', base: missionId, needs: { ...needsNothing, data: true } },
  checks: [check('c1', 'Adds'), check('c2', 'History'), check('c3', 'Chart')],
};
const plan = (...features: string[]): AgreedPlan => ({ title: 'Sums', stack: 'static', features });
const words = (id: string, feature: string) => ({ id, feature, words: `${feature} works.` });

describe('what a plan says that changes an app', () => {
  test('is its delta: the checks of a feature that goes, go with it, and the needs stay', () => {
    const said = meaning({ checks: [words('c1', 'Tags')] });
    expect(changeDetails(app, undefined, said, plan('Adds', 'History', 'Tags'))).toEqual({
      needs: app.needs,
      left_out: [],
      // An id that a check of the app has is another one's.
      checks: [words('c4', 'Tags')],
      changes: {
        ...{ added: ['Tags'], changed: [], removed: ['Chart'] },
        ...{ checks_added: ['c4'], checks_dropped: [words('c3', 'Chart')] },
      },
    });
  });

  test('says a check of the app anew under its id where it is about the same feature', () => {
    const anew = { id: 'c2', feature: 'history', words: 'The newest stands first.' };
    const said = meaning({ checks: [anew], change_features: ['history'], drop_checks: ['c2', 'c3'] });
    expect(changeDetails(app, undefined, said, plan('Adds', 'History', 'Chart'))).toMatchObject({
      checks: [anew],
      changes: { changed: ['History'], checks_added: ['c2'], checks_dropped: [{ id: 'c3' }] },
    });
  });

  test('adds up over what is said, and what comes back is changed no more', () => {
    const awaiting: Plan = {
      ...plan('Adds', 'History', 'Tags'),
      ...{ plan_id: 'pln_1', estimate: { usd: 0, seconds: 1 }, needs: needsNothing, left_out: [] },
      checks: [words('c4', 'Tags')],
      changes: {
        ...{ added: ['Tags'], changed: ['Adds'], removed: ['Chart'] },
        checks_dropped: [words('c2', 'History'), words('c3', 'Chart')],
      },
    };
    const said = meaning({ checks: [words('c4', 'Search')] });
    const after = changeDetails(app, awaiting, said, plan('History', 'Tags', 'Search'));
    expect(after.checks.map(({ id }) => id)).toEqual(['c4', 'c5']);
    expect(after.changes).toMatchObject({
      ...{ added: ['Tags', 'Search'], changed: [], removed: ['Adds', 'Chart'] },
      checks_dropped: [{ id: 'c1' }, { id: 'c2' }, { id: 'c3' }],
    });
  });
});

describe('a plan that was made for an earlier version', () => {
  const old: Plan & { changes: NonNullable<Plan['changes']> } = {
    ...plan('Adds', 'Tags'),
    ...{ plan_id: 'pln_1', estimate: { usd: 0, seconds: 1 }, needs: needsNothing, left_out: [] },
    checks: [words('c3', 'Tags')],
    changes: {
      added: ['Tags'],
      changed: ['Adds'],
      removed: ['Chart'],
      checks_dropped: [words('c2', 'History')],
    },
  };

  test('keeps what it adds, changes and removes, and what came to the app since', () => {
    expect(rebaseChange(app, old)).toMatchObject({
      features: ['Adds', 'History', 'Tags'],
      checks: [words('c4', 'Tags')],
      changes: { added: ['Tags'], changed: ['Adds'], removed: ['Chart'] },
    });
    const { checks_dropped: _none, ...changes } = old.changes;
    expect(rebaseChange({ ...app, features: ['Adds', 'tags'] }, { ...old, changes })).toMatchObject({
      features: ['Adds', 'tags'],
      changes: { added: [], removed: [] },
    });
  });

  test('for a fault stays one', () => {
    expect(rebaseChange(app, { ...old, fault: 'c3' })).toMatchObject({ fault: 'c4', changes: { added: [] } });
    expect(faultDetails({ ...app, checks: [] }, { feature: 'Other', words: 'It opens.' })).toMatchObject({
      fault: 'c1',
      checks: [{ feature: 'Other' }],
    });
  });
});
