import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { podLogSchema, podReportSchema } from '../../core/wire/pod.ts';
import { signedUrlMailbox } from '../../pod-image/mailbox/signed-url-mailbox.ts';
import {
  type MailboxStandIn,
  orderWithUrls,
  startMailboxStandIn,
  urlsOf,
} from './support/mailbox-stand-in.ts';
import { bundleOf, goodApp, missionId, supervisorFile } from './support/pod-fixture.ts';

let standIn: MailboxStandIn | undefined;
afterEach(() => standIn?.close());

describe('a mailbox of signed URLs', () => {
  it('takes 403 and 404 for not there yet, and gives the bundle once it is', async () => {
    standIn = await startMailboxStandIn();
    const mailbox = signedUrlMailbox(urlsOf(standIn));
    setTimeout(() => standIn?.objects.set('/in/bundle?X-Amz-Signature=secret', '{"here":true}'), 100);
    const bytes = await mailbox.awaitBundle(AbortSignal.timeout(5_000));
    expect(Buffer.from(bytes ?? []).toString()).toBe('{"here":true}');
  });

  it('gives up waiting when it is told to', async () => {
    standIn = await startMailboxStandIn();
    expect(await signedUrlMailbox(urlsOf(standIn)).awaitBundle(AbortSignal.timeout(50))).toBeUndefined();
  });

  it('posts the fields and then the file, with the number at the end of a log key', async () => {
    standIn = await startMailboxStandIn();
    await signedUrlMailbox(urlsOf(standIn)).putLog(7, Buffer.from('seven'));
    expect(standIn.posted.get('m/p/out/log-7')?.toString()).toBe('seven');
    expect(standIn.fields).toEqual([{ key: 'm/p/out/log-7', policy: 'signed', 'x-amz-signature': 'abc' }]);
  });

  it('posts a picture under its number, and none where an order has no form for them', async () => {
    standIn = await startMailboxStandIn();
    const { shot_upload: _, ...older } = urlsOf(standIn);
    await signedUrlMailbox(urlsOf(standIn)).putShot(3, Buffer.from('png'));
    await signedUrlMailbox(older).putShot(4, Buffer.from('png'));
    expect([...standIn.posted.keys()]).toEqual(['m/p/out/shot-3.png']);
  });

  it('posts again after a failure, and at last fails without telling the signature', async () => {
    standIn = await startMailboxStandIn();
    const mailbox = signedUrlMailbox(urlsOf(standIn));
    standIn.failNext(1);
    await mailbox.putReport(Buffer.from('{}'));
    expect(standIn.posted.has('m/p/out/report.json')).toBe(true);
    standIn.failNext(10);
    const failure = await mailbox.putArtifact(Buffer.from('tar')).catch(String);
    expect(failure).toMatch(/answered 503: slow down/);
    expect(failure).not.toMatch(/secret|abc/);
  });

  it('is all that a pod needs: order, bundle, logs, artifact and report go through it', async () => {
    standIn = await startMailboxStandIn();
    const orderUrl = orderWithUrls(standIn, bundleOf({ files: goodApp }));
    const args = [supervisorFile, '--isolation', 'node-permission', orderUrl];
    const child = spawn(process.execPath, args, { env: {}, stdio: 'ignore' });
    await new Promise((resolve) => child.once('exit', resolve));
    const read = (key: string): unknown => JSON.parse(String(standIn?.posted.get(`m/p/out/${key}`)));
    expect(podReportSchema.parse(read('report.json'))).toMatchObject({
      outcome: 'passed',
      mission_id: missionId,
    });
    expect(podLogSchema.parse(read('log-0'))).toMatchObject({ step: 'test', n: 0 });
    expect([...standIn.posted.keys()].slice(-2)).toEqual(['m/p/out/artifact.tar', 'm/p/out/report.json']);
  });
});
