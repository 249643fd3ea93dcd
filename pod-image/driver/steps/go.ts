import { lstat, readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { hasExpectedStatus, holdsExpected } from '../../../core/pod/call-expectation.ts';
import type { CheckStep } from '../../../core/wire/check.ts';
import { answerAt } from '../answer-requests.ts';
import { evaluateApart } from '../page-session.ts';
import { forgetBefore, held, openFor, type StepVerdict, type Trial, visitorOf, wrong } from '../trial.ts';
import { click, reasonOf } from './act-on-control.ts';
import { rememberParts } from './same.ts';

type StepOf<D extends CheckStep['do']> = Extract<CheckStep, { do: D }>;

/** Opens a path of the app. */
export async function open(trial: Trial, { path }: StepOf<'open'>): Promise<StepVerdict> {
  await rememberParts(trial);
  trial.path = path;
  return arrive(() => openFor(trial, path));
}

/** Loads the page again. */
export async function reload(trial: Trial): Promise<StepVerdict> {
  const visitor = await visitorOf(trial);
  await rememberParts(trial);
  forgetBefore(trial);
  return arrive(() => visitor.page().reload({ waitUntil: 'load', timeout: trial.stepMs * 2 }));
}

async function arrive(going: () => Promise<unknown>): Promise<StepVerdict> {
  try {
    await going();
    return held;
  } catch (error) {
    return wrong(`the page does not load: ${reasonOf(error)}`);
  }
}

/** Hands the app to the other visitor, who comes with an empty browser the first time. */
export async function changeVisitor(trial: Trial, { what }: StepOf<'visitor'>): Promise<StepVerdict> {
  await rememberParts(trial);
  trial.current = what;
  if (!trial.visitors.has(what)) return arrive(() => openFor(trial, trial.path));
  forgetBefore(trial);
  const visitor = await visitorOf(trial);
  await visitor
    .page()
    .bringToFront()
    .catch(() => undefined);
  return held;
}

const readyMs = 4_000;
/** A page that has just asked for a worker is offline only once the worker is there. */
const workersReady = `(async () => {
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (registration.active || !(registration.installing || registration.waiting)) continue;
    await navigator.serviceWorker.ready;
  }
  return true;
})()`;

/** Takes the visitor's network away, or gives it back. */
export async function goOffline(trial: Trial, { on }: StepOf<'offline'>): Promise<StepVerdict> {
  const visitor = await visitorOf(trial);
  if (on) await evaluateApart(visitor.page(), workersReady, readyMs);
  visitor.line.isOffline = on;
  await visitor.context.setOffline(on);
  return held;
}

const mostDownloadBytes = 5 * 1024 * 1024;

/** Clicks what gives a file, and reads it. */
export async function download(trial: Trial, { what, holds }: StepOf<'download'>): Promise<StepVerdict> {
  const visitor = await visitorOf(trial);
  const waiting = nextDownload(visitor.page(), trial.stepMs * 2);
  const clicked = await click(trial, { what });
  if (clicked.kind === 'failed') return clicked;
  const file = await waiting;
  if (file === undefined) return wrong('no file came');
  if (holds === undefined) return held;
  const text = await textOf(file);
  return text.toLowerCase().includes(holds.toLowerCase())
    ? held
    : wrong(`the file does not hold ${JSON.stringify(holds)}`);
}

const nextDownload = (page: Page, timeoutMs: number): Promise<Download | undefined> =>
  page.waitForEvent('download', { timeout: timeoutMs }).catch(() => undefined);

async function textOf(file: Download): Promise<string> {
  const path = await file.path().catch(() => '');
  const info = path === '' ? undefined : await lstat(path).catch(() => undefined);
  if (info === undefined || !info.isFile() || info.size > mostDownloadBytes) return '';
  return readFile(path, 'utf8');
}

/** Asks a function of the app as another program would. */
export async function call(
  trial: Trial,
  { method, path, body, expect }: StepOf<'call'>,
): Promise<StepVerdict> {
  const hasBody = body !== undefined;
  const headers: Record<string, string> = hasBody ? { 'content-type': 'application/json' } : {};
  const sent = {
    headers,
    body: Buffer.from(hasBody ? JSON.stringify(body) : ''),
  };
  const answer = await answerAt(trial.server, method, path, sent);
  if (!hasExpectedStatus(expect, answer.status)) return wrong(`${method} ${path} answered ${answer.status}`);
  return holdsExpected(expect, Buffer.from(answer.body).toString('utf8'))
    ? held
    : wrong(`the answer of ${method} ${path} does not hold ${JSON.stringify(expect?.holds)}`);
}
