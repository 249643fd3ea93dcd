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
  const names = kits.map((kit) => kit.title.toLowerCase());
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `I am the built-in demo model and know how to build these apps: ${list}. To build anything else, connect Amazon Bedrock: start Gantry with GANTRY_MODEL=bedrock, AWS_REGION and AWS credentials.`;
}

/** Why a thing that only sounds like one of its apps is not built. */
export function sayNotThatKind(asked: string): string {
  return `I cannot build this: ${asked}. ${sayWhatCanBeBuilt()}`;
}

/** A noun with its article. */
export function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
