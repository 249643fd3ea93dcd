import { calculatorChecks } from './checks/calculator.ts';
import { habitTrackerChecks } from './checks/habit-tracker.ts';
import { landingPageChecks } from './checks/landing-page.ts';
import { markdownNotesChecks } from './checks/markdown-notes.ts';
import { pomodoroChecks } from './checks/pomodoro.ts';
import { taskBoardChecks } from './checks/task-board.ts';

/** A check as a spec holds it, of what a kit's app is for or of one of its features; steps are lines of the check language. */
export interface KitCheck {
  /** The id of the feature; nothing for the core of the app. */
  readonly of?: string;
  readonly words: string;
  readonly steps: readonly string[];
}

/** What is tried on each kind of app, the core first, in the words of somebody who has only read the plan. */
export const kitChecks: Readonly<Record<string, readonly KitCheck[]>> = {
  calculator: calculatorChecks,
  'task-board': taskBoardChecks,
  pomodoro: pomodoroChecks,
  'markdown-notes': markdownNotesChecks,
  'habit-tracker': habitTrackerChecks,
  'landing-page': landingPageChecks,
};
