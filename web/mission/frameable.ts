/** The address of an app that the console may show in a frame: an origin of its own on this machine at the console's port, or a Vercel preview. */
export function frameable(
  url: string | undefined,
  here: { readonly origin: string; readonly port: string },
): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const there = new URL(url);
  const isLocal =
    there.protocol === 'http:' && there.hostname.endsWith('.localhost') && there.port === here.port;
  const isVercel = there.protocol === 'https:' && there.hostname.endsWith('.vercel.app');
  // The frame's sandbox lets an app keep its own storage, which would be ours if it had our origin.
  return (isLocal || isVercel) && there.origin !== here.origin ? there.href : undefined;
}
