import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { DependencyRefused } from '../../../core/errors.ts';
import { mailboxPrefix, type PodHost } from '../../../core/ports/pod-host.ts';
import { longestWorkMs, mailboxKeys, maxShotBytes, type PodOrder } from '../../../core/wire/pod.ts';
import { type AwsConnection, clientSettings } from '../connection.ts';
import { assumeMailboxRole } from './mailbox-role.ts';

export interface SigningConfig extends AwsConnection {
  /** The object store's bucket. */
  readonly bucket: string;
  /** Role that this process may assume and whose session signs the URLs, narrowed to one mailbox. */
  readonly mailboxRoleArn: string;
}

/** All that a pod can reach: `orderUrl` for its start, the rest inside the order. */
export interface MailboxUrls {
  readonly orderUrl: string;
  readonly transport: Extract<PodOrder['transport'], { kind: 'signed-urls' }>;
}

type LaunchRequest = Parameters<PodHost['launch']>[0];

/** A role that another role assumed lives an hour at most, and URLs die with the session that signed them. */
const longestSessionSeconds = 3_600;
/** Start of the task, the supervisor's uploads and their retries. */
const marginSeconds = 5 * 60;

const maxLogBytes = 64 * 1024;
const maxReportBytes = 2 * 1024 * 1024;
/** A tar rounds every file up to 512 bytes and puts as much and more before it, for at most 2,000 files. */
const tarOverheadBytes = 4 * 1024 * 1024;

/** Signs everything that a pod may do with its mailbox: read its order and its bundle, write its logs, its pictures, its report and its artifact. */
export async function signMailbox(
  config: SigningConfig,
  { missionId, podId, limits, waitMs }: LaunchRequest,
  signal: AbortSignal,
): Promise<MailboxUrls> {
  const expiresIn = lifeSeconds(waitMs + longestWorkMs(limits));
  const prefix = mailboxPrefix(missionId, podId);
  const credentials = await assumeMailboxRole(config, { prefix, podId, seconds: expiresIn }, signal);
  const s3 = new S3Client({ ...clientSettings(config), credentials });
  const read = (key: string): Promise<string> =>
    getSignedUrl(s3, new GetObjectCommand({ Bucket: config.bucket, Key: prefix + key }), { expiresIn });
  const form = (key: string, maxBytes: number) =>
    createPresignedPost(s3, {
      Bucket: config.bucket,
      Key: prefix + key,
      Expires: expiresIn,
      Conditions: [['content-length-range', 0, maxBytes]],
    });
  // The ending makes S3 accept any key under the prefix; the pod puts a number in its place.
  const numbered = async (keyPrefix: string, maxBytes: number) => {
    const { url, fields } = await form(`${keyPrefix}\${filename}`, maxBytes);
    return { url, fields: { ...fields, key: prefix + keyPrefix } };
  };
  return {
    orderUrl: await read(mailboxKeys.order),
    transport: {
      kind: 'signed-urls',
      bundle_url: await read(mailboxKeys.bundle),
      log_upload: await numbered(mailboxKeys.log(0).slice(0, -1), maxLogBytes),
      report_upload: await form(mailboxKeys.report, maxReportBytes),
      shot_upload: await numbered(mailboxKeys.shot(0).slice(0, -'0.png'.length), maxShotBytes),
      artifact_upload: await form(mailboxKeys.artifact, limits.artifact_bytes + tarOverheadBytes),
    },
  };
}

function lifeSeconds(podLifeMs: number): number {
  const seconds = Math.ceil(podLifeMs / 1_000) + marginSeconds;
  if (seconds <= longestSessionSeconds) return seconds;
  const message = `A pod's signed URLs hold for ${longestSessionSeconds} s at most; let it wait and run for less.`;
  throw new DependencyRefused('pod_lives_too_long', message, { details: { seconds } });
}
