/** The parts of a JSON Schema from which an example is made. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  example?: unknown;
  format?: string;
  const?: unknown;
  enum?: readonly unknown[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  allOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  [keyword: string]: unknown;
}

/** The named schemas of a document, `components.schemas`. */
export type Schemas = Readonly<Record<string, Schema>>;

/** Examples by format, for required fields without an own example. */
const FORMAT_EXAMPLES: Readonly<Record<string, string>> = {
  uuid: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  'date-time': '2026-11-22T14:54:32.123Z',
};

/** The schema that a local `$ref` refers to; a schema without `$ref` is returned unchanged. */
export function resolveSchema(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (schemas[name] ?? {});
}

/**
 * An example for a schema, made from the examples of its fields. An optional field is left out if it has no own example, because
 * optional fields may exclude each other.
 *
 * @returns undefined when the schema has no example, constant, enum or format from which one can be made
 */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  const resolved = resolveSchema(schema, schemas);
  if (resolved.example !== undefined) return resolved.example;
  if (resolved.const !== undefined) return resolved.const;
  if (resolved.enum !== undefined) return resolved.enum[0];
  if (resolved.format !== undefined) return FORMAT_EXAMPLES[resolved.format];
  const [alternative] = [...(resolved.oneOf ?? []), ...(resolved.anyOf ?? [])];
  if (alternative) return exampleOf(alternative, schemas);
  if (resolved.allOf) {
    const parts = resolved.allOf.map((part) => exampleOf(part, schemas));
    return parts.length === 1 ? parts[0] : Object.assign({}, ...parts);
  }
  if (resolved.items) {
    const item = exampleOf(resolved.items, schemas);
    return item === undefined ? undefined : [item];
  }
  if (resolved.type === 'object' || resolved.properties) {
    const { properties = {}, required = [] } = resolved;
    const entries = Object.entries(properties)
      .filter(([name, property]) => required.includes(name) || hasOwnExample(property, schemas))
      .map(([name, property]): [string, unknown] => [name, exampleOf(property, schemas)]);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  return undefined;
}

function hasOwnExample(schema: Schema, schemas: Schemas): boolean {
  const resolved = resolveSchema(schema, schemas);
  if (resolved.example !== undefined) return true;
  const parts = [...(resolved.allOf ?? []), ...(resolved.items ? [resolved.items] : [])];
  return [...parts, ...Object.values(resolved.properties ?? {})].some((part) => hasOwnExample(part, schemas));
}
