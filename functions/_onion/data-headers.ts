/** What every answer of the API says to a browser that is made to show it: it is data, whatever it looks like, and nobody's frame. */
export const dataHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};
