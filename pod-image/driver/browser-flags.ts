/** Flags of a browser that is driven over its pipe, reaches no network and keeps nothing; `profile` is a folder of its own. */
export function browserFlags({ profile }: { readonly profile: string }): readonly string[] {
  return [
    '--remote-debugging-pipe',
    // Inside our own sandbox only: the browser's needs rights that are not given there.
    '--no-sandbox',
    '--no-zygote',
    '--disable-dev-shm-usage',
    `--user-data-dir=${profile}`,
    '--disable-breakpad',
    '--disable-crash-reporter',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    '--no-first-run',
    '--mute-audio',
    '--hide-scrollbars',
    '--password-store=basic',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    ...leanFlags,
  ];
}

/** What keeps the browser within 150 MB: one process for pages, one for everything else. */
const leanFlags = [
  '--in-process-gpu',
  '--disable-gpu',
  '--renderer-process-limit=1',
  '--enable-features=NetworkServiceInProcess2',
  '--js-flags=--max-old-space-size=128',
] as const;
