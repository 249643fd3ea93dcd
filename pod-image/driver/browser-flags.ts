/**
 * Flags of a browser that is driven over its pipe, reaches no network and keeps nothing; `profile` is a folder of its own. Inside a sandbox of
 * ours the browser's own is off, since it needs rights that are not given there; anywhere else it stays on.
 */
export function browserFlags({ profile, isInSandbox = true }: BrowserPlace): readonly string[] {
  return [
    '--remote-debugging-pipe',
    ...(isInSandbox ? ['--no-sandbox', '--no-zygote'] : cutFlags),
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

interface BrowserPlace {
  readonly profile: string;
  readonly isInSandbox?: boolean;
}

/** What cuts the network where no sandbox does: whatever no request of ours answers goes to a proxy that is not there, loopback too. */
const cutFlags = [
  '--proxy-server=127.0.0.1:1',
  '--proxy-bypass-list=<-loopback>',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  // macOS asks its user for the keychain otherwise.
  '--use-mock-keychain',
] as const;

/** What keeps the browser within 150 MB: one process for pages, one for everything else. */
const leanFlags = [
  '--in-process-gpu',
  '--disable-gpu',
  '--renderer-process-limit=1',
  '--enable-features=NetworkServiceInProcess2',
  '--js-flags=--max-old-space-size=128',
] as const;
