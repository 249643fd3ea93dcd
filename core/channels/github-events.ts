/** The events of GitHub's in which people say something, each with the number of its kind: what they write is numbered for itself in each. */
export const spokenEvents = {
  issue_comment: 0,
  issues: 1,
  pull_request_review: 2,
  pull_request_review_comment: 3,
} as const;
export type SpokenEvent = keyof typeof spokenEvents;

/** Whether an event is one in which people say something; the others tell of what became of pull requests. */
export const isSpokenEvent = (event: string | undefined): event is SpokenEvent =>
  event !== undefined && Object.hasOwn(spokenEvents, event);
