import type { Parameter, Schema, Schemas } from './openapi.js';

/** One field of a body, or one parameter, as the reference shows it. */
export interface Field {
  name: string;
  /** In words: `string (uuid) or null`, `list of objects`. */
  type: string;
  isRequired: boolean;
  description: string;
  /** Bounds in words: `1 to 200 characters`. */
  limits: string | undefined;
  /** The only values that are allowed; empty when there is no such list. */
  values: string[];
  /** As JSON; text without its quotes. */
  example: string | undefined;
  /** The fields of an object, or of the objects of a list. */
  fields: Field[];
}

/** Objects within objects are shown to this depth. A schema that contains itself ends there. */
const MAX_DEPTH = 4;

/** The fields of an object, in the order of the schema. Empty for other schemas. */
export function fieldsOf(schema: Schema | undefined, schemas: Schemas, depth = 0): Field[] {
  if (schema === undefined || depth >= MAX_DEPTH) return [];
  const { properties = {}, required = [] } = objectOf(schema, schemas);
  return Object.entries(properties).map(([name, property]) =>
    fieldOf({ name, schema: property, isRequired: required.includes(name) }, schemas, depth),
  );
}

/** A parameter of the path, the query or the headers. */
export function parameterField(parameter: Parameter, schemas: Schemas): Field {
  const { name, description, required = false, schema = {}, example } = parameter;
  const field = fieldOf({ name, schema, isRequired: required }, schemas, MAX_DEPTH);
  return {
    ...field,
    description: description ?? field.description,
    example: textOf(example) ?? field.example,
  };
}

function fieldOf(
  { name, schema, isRequired }: { name: string; schema: Schema; isRequired: boolean },
  schemas: Schemas,
  depth: number,
): Field {
  const whole = resolve(schema, schemas);
  return {
    name,
    type: typeOf(schema, schemas),
    isRequired,
    description: schema.description ?? whole.description ?? '',
    limits: limitsOf(whole),
    values: valuesOf(whole.items === undefined ? whole : resolve(whole.items, schemas)),
    example: textOf(schema.example ?? whole.example),
    fields: fieldsOf(whole, schemas, depth + 1),
  };
}

/** The schema that has the properties: that of an object, or of the objects of a list. */
function objectOf(schema: Schema, schemas: Schemas): Schema {
  const whole = resolve(schema, schemas);
  return whole.items === undefined ? whole : resolve(whole.items, schemas);
}

/** Follows references, and takes the one schema that is not null of several. */
function resolve(schema: Schema, schemas: Schemas): Schema {
  if (schema.$ref !== undefined) {
    const named = schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)];
    return named === undefined ? {} : resolve(named, schemas);
  }
  const several = (schema.allOf ?? schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== 'null');
  const [only, ...others] = several;
  if (only === undefined || others.length > 0) return schema;
  return { ...resolve(only, schemas), ...(schema.description && { description: schema.description }) };
}

function typeOf(schema: Schema, schemas: Schemas): string {
  const types = [schema.type ?? []].flat();
  const isNullable = types.includes('null') || schema.anyOf?.some(({ type }) => type === 'null') === true;
  return `${plainType(resolve(schema, schemas), schemas)}${isNullable ? ' or null' : ''}`;
}

function plainType(schema: Schema, schemas: Schemas): string {
  const type = [schema.type ?? []].flat().find((each) => each !== 'null');
  if (type === 'array') return `list of ${several(typeOf(schema.items ?? {}, schemas))}`;
  if (type === undefined) return schema.properties === undefined ? 'any value' : 'object';
  return schema.format === undefined ? type : `${type} (${schema.format})`;
}

function several(type: string): string {
  return type.replace(/^\w+/, (word) => (word === 'any' ? word : `${word}s`));
}

function limitsOf(schema: Schema): string | undefined {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  return (
    range(minimum, maximum, '') ??
    range(minLength, maxLength, ' characters') ??
    range(minItems, maxItems, ' items')
  );
}

function range(min: number | undefined, max: number | undefined, unit: string): string | undefined {
  if (min === undefined && max === undefined) return undefined;
  if (max === undefined) return `at least ${count(min ?? 0)}${unit}`;
  return min === undefined ? `at most ${count(max)}${unit}` : `${count(min)} to ${count(max)}${unit}`;
}

function count(value: number): string {
  return value.toLocaleString('en-GB');
}

function valuesOf(schema: Schema): string[] {
  const values = schema.const === undefined ? (schema.enum ?? []) : [schema.const];
  return values.map((value) => textOf(value) ?? 'null');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : value === undefined ? undefined : JSON.stringify(value);
}
