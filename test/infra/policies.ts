import type { Synthesized } from './synthesize.ts';

/** A statement with its lists made lists; resources are texts with references in angle brackets. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: unknown;
  /** Logical ids of the roles that have it. */
  readonly roles: readonly string[];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** A value of a template as text: `<Logical>` and `<Logical.Attribute>` stand for references. */
export function spellOut(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [kind, argument] = Object.entries(value)[0] ?? [];
  if (kind === 'Ref') return `<${argument}>`;
  if (kind === 'Fn::GetAtt') return `<${listOf(argument).join('.')}>`;
  if (kind === 'Fn::Join')
    return listOf(listOf(argument)[1])
      .map(spellOut)
      .join(String(listOf(argument)[0]));
  return JSON.stringify(value);
}

/** Every statement of every role of a stack, by policy of its own or inside the role. */
export function statementsOf({ resources }: Synthesized): readonly Statement[] {
  const policies = Object.values(resources('AWS::IAM::Policy')).flatMap(
    ({ Properties: { PolicyDocument, Roles } }) => read(PolicyDocument, listOf(Roles).map(spellOut)),
  );
  const inline = Object.entries(resources('AWS::IAM::Role')).flatMap(([id, { Properties }]) =>
    listOf(Properties.Policies ?? []).flatMap((policy) =>
      read((policy as { PolicyDocument: unknown }).PolicyDocument, [`<${id}>`]),
    ),
  );
  return [...policies, ...inline];
}

function read(document: unknown, roles: readonly string[]): Statement[] {
  const { Statement: statements } = document as { readonly Statement: readonly Record<string, unknown>[] };
  return statements.map(({ Effect, Action, Resource, Condition }) => ({
    effect: String(Effect),
    actions: listOf(Action).map(String),
    resources: listOf(Resource).map(spellOut),
    conditions: Condition,
    roles,
  }));
}

/** The functions whose roles may do an action, by folder, in alphabetical order. */
export function whoMay(synthesized: Synthesized, action: string): readonly string[] {
  const roles = statementsOf(synthesized)
    .filter(({ actions }) => actions.includes(action))
    .flatMap((statement) => statement.roles);
  return foldersOf(synthesized, roles);
}

/** The functions whose roles reach a resource that fits, by folder, in alphabetical order. */
export function whoReaches(synthesized: Synthesized, resource: RegExp, action: string): readonly string[] {
  const roles = statementsOf(synthesized)
    .filter(
      ({ actions, resources }) => actions.includes(action) && resources.some((arn) => resource.test(arn)),
    )
    .flatMap((statement) => statement.roles);
  return foldersOf(synthesized, roles);
}

function foldersOf({ resources }: Synthesized, roles: readonly string[]): readonly string[] {
  const folders = Object.values(resources('AWS::Lambda::Function')).flatMap(({ Properties }) => {
    const role = spellOut(Properties.Role).replace('.Arn', '');
    return roles.includes(role) ? [folderOf(Properties.Description)] : [];
  });
  return folders.sort();
}

/** The folder of functions/ that a function's description names. */
export const folderOf = (description: unknown): string => String(description).replace('Gantry: ', '');

/** What a function of a folder is told. */
export function environmentOf({ resources }: Synthesized, folder: string): Readonly<Record<string, unknown>> {
  const found = Object.values(resources('AWS::Lambda::Function')).find(
    ({ Properties }) => folderOf(Properties.Description) === folder,
  );
  if (found === undefined) throw new Error(`no function ${folder}`);
  const { Variables } = found.Properties.Environment as { readonly Variables: Record<string, unknown> };
  return Variables;
}
