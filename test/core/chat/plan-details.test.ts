import { describe, expect, test } from 'vitest';
import { amendDetails, noDetails } from '../../../core/chat/plan-details.ts';
import type { AgreedPlan, Consultation } from '../../../core/wire/chat.ts';

const said = (over: Partial<Consultation> = {}): Consultation => ({
  intent: 'revise',
  reply: 'x',
  title: null,
  stack: null,
  add_features: [],
  remove_features: [],
  ...over,
});
const plan = (...features: string[]): AgreedPlan => ({ title: 'Notes', stack: 'static', features });
const check = (id: string, feature: string, words = `${feature} works.`) => ({ id, feature, words });
const before = { ...noDetails, checks: [check('c1', 'Notes'), check('c2', 'Dark mode')] };

describe('what a plan says beside its features', () => {
  test('holds the checks of what is added, each under an id of its own', () => {
    const checks = [check('c1', 'Notes'), check('c1', 'Search'), check('c7', 'Nowhere')];
    expect(amendDetails(noDetails, said({ checks }), plan('Notes', 'Search')).checks).toEqual([
      check('c1', 'Notes'),
      check('c2', 'Search'),
    ]);
  });

  test('keeps the checks of what stays, says anew what comes anew, and drops those of what is gone', () => {
    const anew = check('c1', 'notes ', 'A note stays.');
    expect(amendDetails(before, said({ checks: [anew] }), plan('Notes')).checks).toEqual([anew]);
    expect(amendDetails(before, said(), plan('Notes', 'Dark mode')).checks).toEqual(before.checks);
  });

  test('keeps what the app needs until something else is said', () => {
    const needs = { data: true, secrets: [], origins: [] };
    const after = amendDetails(noDetails, said({ needs }), plan('Notes'));
    expect(after.needs).toEqual(needs);
    expect(amendDetails(after, said(), plan('Notes')).needs).toEqual(needs);
  });

  test('adds up what is left out, each once, unless it is a feature by now', () => {
    const mail = { what: 'E-mail', why: 'Apps send none.' };
    const search = { what: 'Search', why: 'x' };
    const after = amendDetails(noDetails, said({ left_out: [mail, search] }), plan('Notes'));
    expect(after.left_out).toEqual([mail, search]);
    expect(amendDetails(after, said({ left_out: [mail] }), plan('Notes', 'Search')).left_out).toEqual([mail]);
  });
});
