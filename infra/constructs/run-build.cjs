// Starts a build of CodeBuild for CloudFormation and tells it how that ended. It runs inline, with what Lambda's runtime carries.
const { BatchGetBuildsCommand, CodeBuildClient, StartBuildCommand } = require('@aws-sdk/client-codebuild');
const { setTimeout: sleep } = require('node:timers/promises');

const pollMs = 10_000;
/** CloudFormation hears of a slow build before Lambda ends this function. */
const graceMs = 30_000;

exports.handler = async (event, context) => {
  const failure = event.RequestType === 'Delete' ? undefined : await build(event, context).catch(String);
  await answer(event, failure);
};

async function build({ ResourceProperties: { Project: projectName } }, context) {
  const client = new CodeBuildClient({});
  const {
    build: { id },
  } = await client.send(new StartBuildCommand({ projectName }));
  for (;;) {
    const {
      builds: [{ buildStatus, logs }],
    } = await client.send(new BatchGetBuildsCommand({ ids: [id] }));
    if (buildStatus === 'SUCCEEDED') return undefined;
    if (buildStatus !== 'IN_PROGRESS')
      return `The build of the pod's image ended ${buildStatus}; its log: ${logs?.deepLink}`;
    if (context.getRemainingTimeInMillis() < graceMs + pollMs) return `The build ${id} takes too long.`;
    await sleep(pollMs);
  }
}

async function answer(
  { ResponseURL, PhysicalResourceId, StackId, RequestId, LogicalResourceId, ResourceProperties },
  failure,
) {
  const body = JSON.stringify({
    Status: failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: failure ?? '',
    PhysicalResourceId: PhysicalResourceId ?? ResourceProperties.Project,
    StackId,
    RequestId,
    LogicalResourceId,
  });
  // CloudFormation signed the address for a body without a type.
  const { ok, status } = await fetch(ResponseURL, {
    method: 'PUT',
    body,
    headers: { 'content-type': '' },
    signal: AbortSignal.timeout(20_000),
  });
  if (!ok) throw new Error(`CloudFormation answered ${status}.`);
}
