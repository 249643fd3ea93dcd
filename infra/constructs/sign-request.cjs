// Signature Version 4 by hand, for functions that run inline: with a client of the SDK they could not, where the SDK is not beside them.
const { createHash, createHmac } = require('node:crypto');

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/** The headers to send: the given ones and those that the signature takes. The address has no query. */
exports.signed = ({ service, method, url, body }, given) => {
  const {
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: token,
    AWS_REGION: region,
  } = process.env;
  const at = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const all = { ...given, host: url.host, 'x-amz-date': at, ...(token && { 'x-amz-security-token': token }) };
  const headers = Object.fromEntries(Object.entries(all).sort());
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = [method, url.pathname, '', lines.join(''), names, sha256(body)].join('\n');
  const steps = [at.slice(0, 8), region, service, 'aws4_request'];
  const scope = steps.join('/');
  const text = ['AWS4-HMAC-SHA256', at, scope, sha256(request)].join('\n');
  const signature = hmac(steps.reduce(hmac, `AWS4${secret}`), text).toString('hex');
  const { host: _, ...sent } = headers;
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...sent, authorization };
};
