/** A JSON Schema as far as the reference shows it. */
export type Schema = Readonly<Record<string, unknown>>;

/** A parameter of a route. */
export interface Parameter {
  readonly name: string;
  readonly place: string;
  readonly isRequired: boolean;
  readonly schema: Schema;
}

/** What a route takes or answers: its media type and schema. */
export interface Content {
  readonly label: string;
  readonly mediaType: string;
  readonly schema: Schema;
}

/** A route as the reference shows it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly group: string;
  readonly isPublic: boolean;
  readonly parameters: readonly Parameter[];
  readonly contents: readonly Content[];
}

/** An OpenAPI document made ready to be shown. */
export interface Reference {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly groups: readonly { readonly name: string; readonly operations: readonly Operation[] }[];
}

const objectIn = (value: unknown, name: string): Schema => asObject(asObject(value)[name]);
const asObject = (value: unknown): Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads an OpenAPI 3.1 document; routes stand by their first tag, in the document's order. What it lacks is empty, never an error. */
export function readReference(document: unknown): Reference {
  const info = objectIn(document, 'info');
  const operations = Object.entries(objectIn(document, 'paths')).flatMap(([path, item]) =>
    Object.entries(asObject(item)).map(([method, operation]) =>
      readOperation(document, method, path, asObject(operation)),
    ),
  );
  const groups = Map.groupBy(operations, (operation) => operation.group);
  return {
    title: asText(info.title),
    version: asText(info.version),
    description: asText(info.description),
    groups: [...groups].map(([name, members]) => ({ name, operations: members })),
  };
}

function readOperation(document: unknown, method: string, path: string, operation: Schema): Operation {
  return {
    id: asText(operation.operationId) || `${method}-${path}`,
    method: method.toUpperCase(),
    path,
    summary: asText(operation.summary),
    group: asText(asList(operation.tags)[0]) || 'other',
    isPublic: asList(operation.security).length === 0,
    parameters: asList(operation.parameters).map(asObject).map(readParameter),
    contents: [
      ...readContents('Body', objectIn(operation, 'requestBody'), document),
      ...Object.entries(objectIn(operation, 'responses')).flatMap(([status, response]) =>
        status === 'default' ? [] : readContents(`Answer ${status}`, asObject(response), document),
      ),
    ],
  };
}

function readParameter(parameter: Schema): Parameter {
  return {
    name: asText(parameter.name),
    place: asText(parameter.in),
    isRequired: parameter.required === true,
    schema: asObject(parameter.schema),
  };
}

function readContents(label: string, holder: Schema, document: unknown): readonly Content[] {
  return Object.entries(objectIn(holder, 'content')).map(([mediaType, content]) => ({
    label,
    mediaType,
    schema: resolve(objectIn(content, 'schema'), document),
  }));
}

/** A schema, or what its `$ref` into the same document names. */
function resolve(schema: Schema, document: unknown): Schema {
  const reference = asText(schema.$ref);
  if (!reference.startsWith('#/')) return schema;
  return reference
    .slice(2)
    .split('/')
    .reduce<Schema>((found, name) => objectIn(found, name), asObject(document));
}

/** A line of a schema's tree. */
export interface SchemaNode {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
  readonly children: readonly SchemaNode[];
}

/** A schema as a tree that a person can read: types in words, unions as children, arrays seen through. */
export function readSchema(name: string, schema: Schema, isRequired: boolean): SchemaNode {
  const variants = [...asList(schema.anyOf), ...asList(schema.oneOf)]
    .map(asObject)
    .filter((variant) => variant.type !== 'null');
  const [only] = variants;
  const node = { name, isRequired, type: typeOf(schema), description: asText(schema.description) };
  if (variants.length === 1 && only !== undefined) return { ...node, children: childrenOf(only) };
  if (variants.length > 1)
    return { ...node, children: variants.flatMap((variant, index) => variantNode(variant, index)) };
  return { ...node, children: childrenOf(schema) };
}

function variantNode(variant: Schema, index: number): readonly SchemaNode[] {
  const children = childrenOf(variant);
  return children.length === 0
    ? []
    : [
        {
          name: `either ${index + 1}`,
          type: typeOf(variant),
          isRequired: true,
          description: asText(variant.description),
          children,
        },
      ];
}

function childrenOf(schema: Schema): readonly SchemaNode[] {
  if (schema.items !== undefined) return readSchema('', asObject(schema.items), true).children;
  const required = new Set(asList(schema.required));
  return Object.entries(objectIn(schema, 'properties')).map(([name, property]) =>
    readSchema(name, asObject(property), required.has(name)),
  );
}

function typeOf(schema: Schema): string {
  const variants = [...asList(schema.anyOf), ...asList(schema.oneOf)].map(asObject);
  if (variants.length > 0) return [...new Set(variants.map(typeOf))].join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(', ');
  if (schema.type === 'array') return `list of ${typeOf(asObject(schema.items))}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : asText(schema.type);
  return [type || 'anything', asText(schema.format), ...boundsOf(schema)]
    .filter((part) => part !== '')
    .join(', ');
}

const bounds: readonly (readonly [string, string])[] = [
  ['minimum', 'from'],
  ['maximum', 'to'],
  ['maxLength', 'at most characters'],
  ['maxItems', 'at most items'],
];

function boundsOf(schema: Schema): readonly string[] {
  const told = bounds.flatMap(([name, words]) => {
    const value = schema[name];
    const isWorthTelling = typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;
    return isWorthTelling
      ? [words.replace(/^(at most) (\w+)$/, `$1 ${value} $2`).replace(/^(from|to)$/, `$1 ${value}`)]
      : [];
  });
  return schema.default === undefined ? told : [...told, `else ${JSON.stringify(schema.default)}`];
}
