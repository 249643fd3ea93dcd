/** What stands for a function in the state machine: `${DraftApp}` is the folder draft-app. */
export const placeholderOf = (folder: string): string =>
  folder.replaceAll(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
