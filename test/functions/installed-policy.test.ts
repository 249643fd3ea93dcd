import { afterEach, expect, test } from 'vitest';
import { texts } from '#texts';
import { composeContract } from '../../core/skill/stack-contract.ts';
import { installedPolicy } from '../../functions/_onion/installed-policy.ts';
import { installedTexts } from '../../functions/_onion/installed-texts.ts';
import { type OpenedWorld, openWorld } from './open-world.ts';

let opened: OpenedWorld;
afterEach(() => opened.close());

/** Opens a world whose pods bring Python's packages, or do not. */
async function open(bringsPythonPackages: boolean): Promise<void> {
  opened = await openWorld();
  Object.assign(opened.world, { podTraits: { ...opened.world.podTraits, bringsPythonPackages } });
}

test('lets Python apps have packages where the pods bring them, and tells authors', async () => {
  await open(true);
  expect(installedPolicy()).toEqual(texts.policy);
  expect(composeContract(installedTexts(), ['python'])).toMatch(/flask \d+\.\d+\.\d+, fastapi \d/);
});

test('lets Python apps have none elsewhere, tells authors, and changes nothing else', async () => {
  await open(false);
  const { content, sha256 } = texts.policy;
  const python = { ...content.stacks.python, packages: [] };
  expect(installedPolicy()).toEqual({
    sha256,
    content: { ...content, stacks: { ...content.stacks, python } },
  });
  const contract = composeContract(installedTexts(), ['python']);
  expect(contract).toContain('Packages: none.');
  expect(contract).not.toContain('test_client');
});
