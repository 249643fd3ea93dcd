import { describe, expect, it } from 'vitest';
import {
  hostConfiguration,
  hostConfigurationPath,
} from '../../../core/draft/added-files/host-configuration.ts';
import { answeredSpecSchema, readCheck } from '../../../core/spec/answered-spec.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { SourceFile } from '../../../core/wire/draft.ts';
import { kits } from '../../../demo-model/catalogue.ts';
import type { AppKit } from '../../../demo-model/kit.ts';
import { specifyApp } from '../../../demo-model/specify-app.ts';
import { bootPages } from '../../../pod-image/driver/boot-pages.ts';
import { runChecks } from '../../../pod-image/driver/run-checks.ts';
import { artifactOf } from '../../pod-image/driver/support/check-app.ts';
import { hasBrowser, testBrowser } from '../../pod-image/driver/support/test-browser.ts';

const longestMs = 120_000;
/** What the built-in model agrees to for an app with these features. */
function checksOf(kit: AppKit, features: readonly string[]): readonly Check[] {
  const specified = specifyApp({
    request: kit.title,
    plan: { title: kit.title, stack: 'static', features: [...features] },
    app: undefined,
    known: [],
  });
  if ('cannot' in specified) throw new Error(specified.cannot.why);
  return answeredSpecSchema.parse(specified.spec).checks.map(readCheck);
}

/** An app as it ships, with the policy that the host serves. */
const artifactOfFiles = (files: readonly SourceFile[]): string =>
  artifactOf({
    ...Object.fromEntries(files.map(({ path, content }) => [path, content])),
    [hostConfigurationPath]: hostConfiguration({ origins: [] }),
  });

/** Each check that did not hold, in its words, with why. */
async function failuresOn(
  files: readonly SourceFile[],
  checks: readonly Check[],
): Promise<readonly string[]> {
  const { results, findings } = await runChecks({
    browser: testBrowser(),
    artifact: artifactOfFiles(files),
    checks,
    limits: { mostFailed: 24 },
    signal: AbortSignal.timeout(longestMs),
  });
  return results
    .filter(({ outcome }) => outcome !== 'held')
    .map(({ id, step }) => {
      const why = findings.find((finding) => finding.id === id)?.why;
      return `${checks.find((check) => check.id === id)?.words} (step ${step}: ${why})`;
    });
}

describe.skipIf(!hasBrowser)('what the built-in model agrees to', () => {
  it.each(kits)(
    'holds on $title with all it can have, under the policy of the host',
    { timeout: longestMs },
    async (kit) => {
      const every = kit.features.map(({ id }) => id);
      const files = kit.compose({ features: new Set(every), title: kit.title, request: kit.title });
      expect(
        await failuresOn(
          files,
          checksOf(
            kit,
            kit.features.map(({ title }) => title),
          ),
        ),
      ).toEqual([]);
      const { faults } = await bootPages({
        browser: testBrowser(),
        artifact: artifactOfFiles(files),
        origins: [],
        signal: AbortSignal.timeout(longestMs),
      });
      expect(faults).toEqual([]);
    },
  );

  it.each(kits)('holds on $title with nothing but its core', { timeout: longestMs }, async (kit) => {
    const files = kit.compose({ features: new Set(), title: kit.title, request: kit.title });
    expect(await failuresOn(files, checksOf(kit, []))).toEqual([]);
  });

  it('sees the slip of a first draft, and that it is mended', { timeout: longestMs }, async () => {
    const kit = kits.find(({ slip }) => slip !== undefined);
    if (kit?.slip === undefined) throw new Error('no kit slips');
    const features = kit.features.filter(({ isDefault }) => isDefault);
    const right = kit.compose({
      features: new Set(features.map(({ id }) => id)),
      title: kit.title,
      request: kit.title,
    });
    const checks = checksOf(
      kit,
      features.map(({ title }) => title),
    );
    const failures = await failuresOn(kit.slip.apply(right), checks);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain('A streak goes on while today can still be ticked.');
    expect(await failuresOn(right, checks)).toEqual([]);
  });
});
