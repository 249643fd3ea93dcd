import { expect, it } from 'vitest';
import { newWebhookSchema } from '../../core/wire/webhook.ts';
import { allEvents, endEvents, namesIn, wantedWords } from '../../web/account/wanted-events.ts';

it('what a new webhook is told by default are events that there are', () => {
  const url = 'https://receiver.example.com/gantry';
  for (const events of [endEvents, allEvents])
    expect(newWebhookSchema.parse({ url, events }).events).toEqual(events);
});

it.each([
  [['*', 'spec-agreed'], 'Everything that happens'],
  [[...endEvents].reverse(), 'How missions end'],
  [endEvents.slice(1), 'mission-shipped, mission-stopped'],
  [[...endEvents, 'spec-agreed'], 'mission-cancelled, mission-shipped, mission-stopped, spec-agreed'],
  [['spec-agreed', 'wait-began', 'check-kept'], 'spec-agreed, wait-began, check-kept'],
])('%j is told as “%s”', (events, words) => {
  expect(wantedWords(events)).toBe(words);
});

it.each([
  ['', []],
  [' , ', []],
  ['spec-agreed', ['spec-agreed']],
  ['a, b  c\n,b', ['a', 'b', 'c']],
])('names are read from %j however they are set apart, each once', (text, names) => {
  expect(namesIn(text)).toEqual(names);
});
