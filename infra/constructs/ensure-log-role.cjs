// Gives API Gateway a role to write logs by, in an account and region that has set none. It runs inline, with sign-request.cjs behind it.
const { setTimeout: sleep } = require('node:timers/promises');

/** API Gateway takes one change of its account in 20 s. */
const pauseMs = 21_000;
const timeoutMs = 10_000;
/** CloudFormation hears of it before Lambda ends this function. */
const graceMs = 15_000;

exports.handler = async (event, context) => {
  const failure = event.RequestType === 'Delete' ? undefined : await ensure(event, context).catch(String);
  await answer(event, failure);
};

/** A role that is set stays, whoever set it. A new one is not believed in until IAM has told of it everywhere. */
async function ensure({ ResourceProperties: { Role: value } }, context) {
  const change = { patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] };
  for (;;) {
    const { body, ok, said } = await call('GET');
    if (ok && body.cloudwatchRoleArn) return;
    const set = ok ? await call('PATCH', change) : { said };
    if (set.ok) return;
    if (context.getRemainingTimeInMillis() < pauseMs + graceMs)
      throw new Error(`API Gateway did not take the role: ${set.said}`);
    await sleep(pauseMs);
  }
}

async function call(method, input) {
  const url = new URL('/account', process.env.AWS_ENDPOINT_URL ?? process.env.GATEWAY_URL);
  const body = input === undefined ? '' : JSON.stringify(input);
  const headers = exports.signed(
    { service: 'apigateway', method, url, body },
    { 'content-type': 'application/json' },
  );
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { method, headers, signal, ...(input && { body }) });
    const text = await response.text();
    return {
      ok: response.ok,
      said: `${response.status} ${text}`.slice(0, 500),
      body: response.ok && JSON.parse(text),
    };
  } catch (error) {
    return { ok: false, said: String(error) };
  }
}

async function answer({ ResponseURL, PhysicalResourceId, StackId, RequestId, LogicalResourceId }, failure) {
  const body = JSON.stringify({
    Status: failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: failure ?? '',
    PhysicalResourceId: PhysicalResourceId ?? 'api-gateway-log-role',
    StackId,
    RequestId,
    LogicalResourceId,
  });
  // CloudFormation signed the address for a body without a type.
  const headers = { 'content-type': '' };
  const { ok, status } = await fetch(ResponseURL, {
    method: 'PUT',
    body,
    headers,
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!ok) throw new Error(`CloudFormation answered ${status}.`);
}
