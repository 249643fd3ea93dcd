import type { CheckStep } from '../wire/check.ts';

type Expectation = Extract<CheckStep, { do: 'call' }>['expect'];

/** Whether an answer has the status that a call of a check asks for; any under 400 where it asks for none. */
export const hasExpectedStatus = (expect: Expectation, status: number): boolean =>
  expect?.status === undefined ? status < 400 : status === expect.status;

/** Whether a body holds the text that a call asks for, in whatever case. */
export const holdsExpected = (expect: Expectation, body: string): boolean =>
  expect?.holds === undefined || body.toLowerCase().includes(expect.holds.toLowerCase());
