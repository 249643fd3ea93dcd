import { useEffect, useState } from 'preact/hooks';

/** What a person wrote over an app's files and has not saved yet, by path; null where a file goes. */
export type FileEdits = ReadonlyMap<string, string | null>;

/** Kept for each app as long as the page lives: whoever looks at something else, or at a newer version, finds their words again. */
const kept = new Map<string, FileEdits>();
const none: FileEdits = new Map();

/** The edits of an app, and how to change them. */
export interface Editing {
  readonly edits: FileEdits;
  readonly set: (path: string, text: string | null) => void;
  /** Forgets what was written over a file. */
  readonly forget: (path: string) => void;
  readonly clear: () => void;
}

/** Edits of an app's files; a browser that would leave the page asks first while there are any. */
export function useEdits(app: string): Editing {
  const [edits, setEdits] = useState<FileEdits>(kept.get(app) ?? none);
  const keep = (next: FileEdits): void => {
    kept.set(app, next);
    setEdits(next);
  };
  useEffect(() => {
    if (edits.size === 0) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [edits.size === 0]);
  return {
    edits,
    set: (path, text) => keep(new Map([...edits, [path, text]])),
    forget: (path) => keep(new Map([...edits].filter(([one]) => one !== path))),
    clear: () => keep(none),
  };
}

/** "2 files changed". */
export function sayEdits({ size }: FileEdits): string {
  return size === 1 ? '1 file changed' : `${size} files changed`;
}
