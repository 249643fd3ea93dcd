import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { functionEntries } from '../../infra/function-catalogue.ts';
import { type RecordArea, recordAreas } from '../../infra/record-areas.ts';
import { spellOut, statementsOf } from './policies.ts';
import { installation } from './synthesize.ts';

const root = join(import.meta.dirname, '..', '..');
const core = installation('plain')('GantryCore');
const areas = Object.keys(recordAreas) as RecordArea[];
/** What people are known by, and what lets them in. */
const identities = [
  'grants#',
  'token#',
  'sign-in#',
  'ticket#',
  'oidc-flow#',
  'oidc-code#',
  'oidc-user#',
  'idempotency#',
];

const narrowed = [...functionEntries].flatMap(([name, { needs }]) =>
  needs.records === true ? [] : [[name, needs.records ?? []] as const],
);

/** The partitions that a function's bundle still names once everything that it never calls has been left out. */
async function partitionsIn(name: string): Promise<ReadonlySet<string>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`functions/${name}/handler.ts`],
    ...{ bundle: true, write: false, outdir: root, format: 'esm', platform: 'node', logLevel: 'silent' },
    // What they name is none of ours, and most of the time would go into reading them.
    packages: 'external',
  });
  const text = outputFiles.map((file) => file.text).join('\n');
  const keyed = [...text.matchAll(/[`"']([a-z-]+)#\$\{/g)].map(([, prefix]) => `${prefix}#*`);
  const single = [...text.matchAll(/"([a-z]+-[a-z-]+)"/g)].map(([, whole]) => String(whole));
  return new Set([...keyed, ...single]);
}

describe('the records that a stage may touch', () => {
  it.each(narrowed)(
    'are for %s those parts of the table that its code names, and no other',
    async (name, of) => {
      const named = await partitionsIn(name);
      const reached = areas.filter((area) => recordAreas[area].some((partition) => named.has(partition)));
      expect(reached.toSorted()).toEqual([...of].toSorted());
      expect(identities.filter((prefix) => named.has(`${prefix}*`))).toEqual([]);
    },
  );

  it('are those of its role, and no request that names no partition has a right', () => {
    const table = Object.keys(core.resources('AWS::DynamoDB::Table')).find((id) => /Access/.test(id));
    for (const [name, of] of narrowed) {
      const role = Object.values(core.resources('AWS::Lambda::Function')).flatMap(({ Properties }) =>
        Properties.Description === `Gantry: ${name}` ? [spellOut(Properties.Role).replace('.Arn', '')] : [],
      );
      const rights = statementsOf(core).filter(
        ({ roles, resources }) => roles.includes(String(role)) && resources.includes(`<${table}.Arn>`),
      );
      expect(rights.map(({ conditions }) => conditions)).toEqual(
        of.length === 0
          ? []
          : [
              {
                'ForAllValues:StringLike': {
                  'dynamodb:LeadingKeys': of.flatMap((area) => [...recordAreas[area]]),
                },
                Null: { 'dynamodb:LeadingKeys': 'false' },
              },
            ],
      );
    }
  });

  it('hold no identity, grant or token in any of the parts', () => {
    const parts = Object.values(recordAreas).flat() as string[];
    for (const prefix of identities) expect(parts.filter((part) => part.startsWith(prefix))).toEqual([]);
    expect(parts.filter((part) => part === '*' || part.startsWith('*'))).toEqual([]);
  });
});
