import type { Cannot } from '../core/wire/draft.ts';
import { inWords } from './in-words.ts';
import type { AppKit } from './kit.ts';
import { calculator } from './kits/calculator/kit.ts';
import { habitTracker } from './kits/habit-tracker/kit.ts';
import { landingPage } from './kits/landing-page/kit.ts';
import { markdownNotes } from './kits/markdown-notes/kit.ts';
import { pomodoro } from './kits/pomodoro/kit.ts';
import { taskBoard } from './kits/task-board/kit.ts';

/** Every kind of app that the built-in model can write. */
export const kits: readonly AppKit[] = [
  calculator,
  taskBoard,
  pomodoro,
  markdownNotes,
  habitTracker,
  landingPage,
];

/** What it can build and how to get a model that can build anything, for people. */
export function sayWhatCanBeBuilt(): string {
  return `I am the built-in demo model and know how to build these apps: ${apps()}. To build anything else, ${connectModel}`;
}

function apps(): string {
  return inWords(kits.map((kit) => kit.title));
}

/** What gets a model that can do more; the end of a sentence, which people also hear read aloud. */
export const connectModel =
  'connect a model from Anthropic, OpenAI, Ollama or Amazon Bedrock, as the README’s “With a real model” shows.';

/** Why a thing that only sounds like one of its apps is not built, and what could be. */
export function notThatKind(asked: string): Cannot {
  return {
    why: `I cannot build this: ${asked}.`,
    nearest: `The built-in demo model knows ${apps()}. To build anything else, ${connectModel}`,
  };
}

/** A noun with its article. */
export function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
