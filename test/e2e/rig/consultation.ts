import type { Consultation } from '../../../core/wire/chat.ts';

/** What a model says to a chat message: a proposal, but for what is changed. */
export const consultation = (changes: Partial<Consultation> = {}): Consultation => ({
  intent: 'propose',
  reply: 'This is what I would build.',
  title: null,
  stack: 'static',
  add_features: ['Adds two numbers'],
  remove_features: [],
  ...changes,
});
