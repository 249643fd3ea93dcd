/** A browser-side fragment: `file` exports the function named `call`, which main.js calls with what the kit's `start` returned. */
export interface Wiring {
  readonly file: string;
  readonly call: string;
}

/** What one feature (or the core) adds to an app. Paths are relative to `folder`; `src/` and `test/` keep theirs in the app. */
export interface Part {
  readonly folder: URL;
  /** Features any of which brings this part in; left out means always. */
  readonly when?: readonly string[];
  /** Modules and their tests, copied as they are. */
  readonly files?: readonly string[];
  /** Slot name to an .html file; parts fill a slot in their order. */
  readonly slots?: Readonly<Record<string, string>>;
  readonly styles?: readonly string[];
  readonly wiring?: Wiring;
}
