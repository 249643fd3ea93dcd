import type { Schema } from './open-api.ts';

/** A value to start from for a schema: what is required, with defaults where there are any; where nothing is required, everything. */
export function exampleOf(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [variant] = [schema.anyOf, schema.oneOf].filter(Array.isArray).flat();
  if (isSchema(variant)) return exampleOf(variant);
  if (schema.type === 'object') return objectExample(schema);
  return plain[String(schema.type)] ?? null;
}

const plain: Readonly<Record<string, unknown>> = {
  array: [],
  boolean: false,
  integer: 0,
  number: 0,
  string: '',
};

function objectExample(schema: Schema): Readonly<Record<string, unknown>> {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const names = Object.keys(properties).filter((name) => required.length === 0 || required.includes(name));
  return Object.fromEntries(
    names.map((name) => {
      const property = properties[name];
      return [name, isSchema(property) ? exampleOf(property) : null];
    }),
  );
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
