import type { Consultation } from '../../../core/wire/chat.ts';
import type { ChatReply } from '../../../core/wire/http.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { checkOf } from '../spec/failed-mission.ts';
import type { talkOver } from './talk.ts';
import { ship } from './talk.ts';

type Talk = ReturnType<typeof talkOver>;

/** What the app of a talk about sums is tried by. */
export const checks = [
  { ...checkOf('c1', ['see 4'], true), feature: 'Adds' },
  { ...checkOf('c2', ['see 5']), feature: 'Adds' },
];

/** Somebody asks for sums. */
export const proposal: Partial<Consultation> = {
  intent: 'propose',
  title: 'Sums',
  add_features: ['Adds'],
};

/** Somebody asks for one more feature. */
export const change = (add: string): Partial<Consultation> => ({ intent: 'change', add_features: [add] });

/** A conversation whose first build runs. */
export async function beginBuild(talk: Talk): Promise<ChatReply> {
  return talk.confirm(await talk.say('Build sums', proposal));
}

/** A conversation that has an app. */
export async function beginApp(ports: TestPorts, talk: Talk): Promise<ChatReply> {
  const built = await beginBuild(talk);
  await ship(ports, built, checks);
  return built;
}
