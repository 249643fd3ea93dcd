import { DynamoDBClient, paginateListTables, paginateScan } from '@aws-sdk/client-dynamodb';
import { DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import {
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { mailboxKeys } from '../../core/wire/pod.ts';
import { callService } from '../adapters/aws/emulator.ts';
import { token as gitHubToken } from '../adapters/github/github-setting.ts';
import { token as vercelToken } from '../adapters/vercel/vercel-setting.ts';
import { answers, useAuthors } from '../e2e/rig/authors.ts';
import { signIn } from '../e2e/rig/client.ts';
import { draftWith, testFile } from '../e2e/rig/drafts.ts';
import { build, shipped } from '../e2e/rig/missions.ts';
import { useProduct } from '../e2e/rig/product.ts';
import { canary, Watched, type Written, whereIs } from '../long/canaries.ts';
import { type DoorSecrets, useDoors } from '../long/use-doors.ts';
import { sharedInstallation } from './rig/installed.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
const watched = new Watched();
let written: readonly Written[] = [];
/** In a webhook's address, as many receivers have it. */
const inAddress = canary('InAddress');
let doors: DoorSecrets;
/** Signatures, session tokens and policies of every signed address and form. */
const signed = new Set<string>();

const connection = () => {
  const { endpoint = '', region = '' } = sharedInstallation() ?? {};
  return { endpoint, region };
};

async function tables(): Promise<Written[]> {
  const client = new DynamoDBClient(connection());
  const found: Written[] = [];
  for await (const { TableNames = [] } of paginateListTables({ client }, {}))
    for (const TableName of TableNames)
      for await (const { Items = [] } of paginateScan({ client }, { TableName }))
        found.push({ where: TableName, text: JSON.stringify(Items) });
  return found;
}

async function objects(): Promise<Written[]> {
  const client = new S3Client({ ...connection(), forcePathStyle: true });
  const found: Written[] = [];
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  for (const { Name: Bucket } of Buckets)
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
      for (const { Key } of Contents) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        const text = Buffer.from((await Body?.transformToByteArray()) ?? []).toString('latin1');
        found.push({ where: `${Bucket}/${Key}`, text });
      }
  return found;
}

/** Everything that functions printed, and the log of the state machine. */
async function logs(): Promise<Written[]> {
  const call = async <S extends z.ZodType>(action: string, input: object, schema: S): Promise<z.infer<S>> =>
    schema.parse(
      JSON.parse(
        await callService(
          `${connection().endpoint}/`,
          'logs',
          JSON.stringify(input),
          `Logs_20140328.${action}`,
        ),
      ),
    );
  const groupSchema = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) });
  const eventSchema = z.object({
    events: z.array(z.object({ message: z.string() })),
    nextToken: z.string().optional(),
  });
  const found: Written[] = [];
  for (const { logGroupName } of (await call('DescribeLogGroups', {}, groupSchema)).logGroups) {
    let nextToken: string | undefined;
    do {
      const page = await call('FilterLogEvents', { logGroupName, nextToken }, eventSchema);
      found.push(...page.events.map(({ message: text }) => ({ where: logGroupName, text })));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
  return found;
}

async function executions(): Promise<Written[]> {
  const client = new SFNClient(connection());
  const found: Written[] = [];
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines)
    for await (const { executions: list = [] } of paginateListExecutions({ client }, { stateMachineArn }))
      for (const { executionArn } of list)
        for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn }))
          found.push({ where: `the history of ${executionArn}`, text: JSON.stringify(events) });
  return found;
}

/** An order's own form; the strings in it that sign. */
function collectSigned(text: string): void {
  for (const [, value = ''] of text.matchAll(/X-Amz-(?:Signature|Security-Token)(?:=|":")([^"&]+)/g)) {
    signed.add(value);
    signed.add(decodeURIComponent(value));
  }
  for (const [, value = ''] of text.matchAll(/"Policy":"([^"]+)"/g)) signed.add(value);
}

async function orderUrls(): Promise<string> {
  const ecs = new ECSClient(connection());
  const cluster = sharedInstallation()?.cluster;
  const lists = await Promise.all(
    (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
      ecs.send(new ListTasksCommand({ cluster, desiredStatus })),
    ),
  );
  const tasks = lists.flatMap(({ taskArns = [] }) => taskArns);
  return JSON.stringify(await ecs.send(new DescribeTasksCommand({ cluster, tasks })));
}

const isOrder = ({ where }: Written): boolean => where.endsWith(`/${mailboxKeys.order}`);

describe('the addresses that are signed for pods, and what is given out where people already are', () => {
  beforeAll(async () => {
    const client = watched.keep(await signIn(product.current));
    doors = await useDoors(watched, client, `https://receiver.example/${inAddress}`);
    authors.on('a signed adder', (asked) => answers(asked, draftWith({}, 'signed-adder')));
    const nosy = testFile(
      "import { readdirSync } from 'node:fs';\ntest('looks around', () => { console.log(JSON.stringify(process.env), process.argv); assert.equal(add(1, 2), 4); });",
    );
    authors.on('a nosy thing', (asked) =>
      answers(
        asked,
        asked.asks === 'heal' ? { diagnosis: 'No.', files: [] } : draftWith({ 'test/add.test.js': nosy }),
      ),
    );
    const ended = [
      shipped(await build(client, { voice_memo: 'Build a signed adder' })),
      await build(client, { voice_memo: 'Build a nosy thing', deploy: false, publish: false }),
    ];
    for (const { mission_id: id } of ended) await watched.readMission(client, id);
    const stored = await objects();
    for (const { text } of stored.filter(isOrder)) collectSigned(text);
    collectSigned(await orderUrls());
    const elsewhere = [await tables(), await logs(), await executions()].flat();
    written = [...stored.filter((object) => !isOrder(object)), ...elsewhere, ...watched.answers];
  });

  it('were made, with a session’s token each, and everything that is written was looked through', () => {
    expect(signed.size).toBeGreaterThan(10);
    const places = written.map(({ where }) => where).join('\n');
    for (const place of [
      'Missions',
      'Access',
      '/evidence/',
      '/attempts/',
      '/out/report.json',
      'an answer',
      'the history of',
    ])
      expect(places).toContain(place);
  });

  it('would show in the logs of the functions, which tell of stages', () => {
    expect(whereIs('"message":"done"', written).length).toBeGreaterThan(5);
  });

  it('are in no event, record, report, log, evidence or answer: only in the order of their own pod', () => {
    for (const secret of signed) expect(whereIs(secret, written)).toEqual([]);
    expect(whereIs('X-Amz-Signature', written)).toEqual([]);
    expect(whereIs('X-Amz-Security-Token', written)).toEqual([]);
  });

  it('codes and tokens of programs, and link codes, are nowhere: their hashes are kept', () => {
    expect(doors.hashed.size).toBe(9);
    for (const [name, secret] of doors.hashed) expect([name, whereIs(secret, written)]).toEqual([name, []]);
  });

  it('what webhooks sign with is in the table that has its record, which answers, logs and evidence never show', () => {
    expect(doors.signing.size).toBe(3);
    for (const [name, secret] of doors.signing) {
      const found = whereIs(secret, written).filter((where) => !where.includes('Access'));
      expect([name, found]).toEqual([name, []]);
    }
    const addressed = whereIs(inAddress, written).filter((where) => !where.includes('Access'));
    expect(addressed).toEqual(['an answer']);
  });

  it('are as well hidden as the tokens of GitHub and Vercel', () => {
    for (const secret of [gitHubToken, vercelToken]) expect(whereIs(secret, written)).toEqual([]);
  });
});
