import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createGate } from '../../../core/gate/create-gate.ts';
import { loadPolicy } from '../../../core/gate/load-policy.ts';
import { filesOfDraft, realDrafts } from '../../e2e/rig/real-drafts.ts';

const text = readFileSync(new URL('../../../policy.yaml', import.meta.url), 'utf8');
const gate = createGate({ policy: loadPolicy(text), policySha256: hash('sha256', text) });

const filesOf = (draft: string) =>
  Object.entries(filesOfDraft({ text: draft })).map(([path, content]) => ({ path, content }));
const stackOf = (draft: string): string => /"stack":"(\w+)"/.exec(draft)?.[1] ?? '';
const verdictOf = (draft: string) => gate({ stack: stackOf(draft), files: filesOf(draft) });

/** Drafts that ask for what is not to be had, with the rules that send them back. */
const sentBack: Readonly<Record<string, readonly string[]>> = {
  'guestbook-shared': ['file-access', 'environment-read'],
  'visit-counter-sqlite': ['network-module'],
};

describe('a draft that a capable model wrote', () => {
  test.each(realDrafts())(
    '$name is judged by what it does, and never denied',
    ({ name, text: draft, files }) => {
      expect(filesOf(draft)).toHaveLength(files);
      const { findings } = verdictOf(draft);
      const serious = findings.filter(({ severity }) => severity !== 'warn');
      expect(
        serious
          .map(({ rule, severity }) => `${severity} ${rule}`)
          .filter((said, index, all) => all.indexOf(said) === index),
      ).toEqual((sentBack[name] ?? []).map((rule) => `fix ${rule}`));
    },
  );
});
