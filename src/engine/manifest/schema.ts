import { kindSchema } from './kindSchema';
import { podSchema } from './podSchema';

export type ScalarKind = 'string' | 'integer' | 'boolean' | 'quantity' | 'time' | 'integer or string';

export type FieldType =
  | { kind: ScalarKind }
  | { kind: 'any' }
  | { kind: 'list' | 'map'; of: FieldType }
  | { kind: 'object'; name: string };

export interface SchemaField {
  name: string;
  type: FieldType;
  required: boolean;
}

export interface ObjectSchema {
  /** Kubernetes' name of the type: `Container`. */
  name: string;
  fields: ReadonlyMap<string, SchemaField>;
  required: readonly SchemaField[];
}

const scalarKinds: Record<string, ScalarKind> = {
  s: 'string',
  i: 'integer',
  b: 'boolean',
  q: 'quantity',
  t: 'time',
  x: 'integer or string',
};

const parsed = new Map<string, ObjectSchema>();

/** The fields of one type, read from the compact table on first use. A name that is no type has no fields. */
export function objectSchema(name: string): ObjectSchema {
  let schema = parsed.get(name);
  if (!schema) {
    schema = parseObject(name);
    parsed.set(name, schema);
  }
  return schema;
}

/** A field of the schema with its path from the Pod: `spec.containers[].image`. */
export interface SchemaPath {
  path: string;
  field: SchemaField;
}

/** Every field of a Pod, parents before children, in the order of the schema. */
export function schemaPaths(): SchemaPath[] {
  const paths: SchemaPath[] = [];
  collectPaths('Pod', '', paths);
  return paths;
}

function collectPaths(typeName: string, prefix: string, into: SchemaPath[]): void {
  for (const field of objectSchema(typeName).fields.values()) {
    const isList = field.type.kind === 'list';
    const path = `${prefix}${field.name}${isList ? '[]' : ''}`;
    into.push({ path, field });
    const inner = field.type.kind === 'list' ? field.type.of : field.type;
    if (inner.kind === 'object') collectPaths(inner.name, `${path}.`, into);
  }
}

function parseObject(name: string): ObjectSchema {
  const fields = new Map<string, SchemaField>();
  for (const word of encodedFields(name)) {
    const colon = word.indexOf(':');
    const required = word.endsWith('!');
    const field = {
      name: word.slice(0, colon),
      type: parseType(word.slice(colon + 1, required ? -1 : undefined)),
      required,
    };
    fields.set(field.name, field);
  }
  return { name, fields, required: [...fields.values()].filter((field) => field.required) };
}

function encodedFields(name: string): string[] {
  const words = (podSchema[name] ?? kindSchema[name])?.split(' ') ?? [];
  // The field list stops at the spec; a manifest taken from a cluster has a status too.
  return name === 'Pod' ? [...words, 'status:any'] : words;
}

function parseType(code: string): FieldType {
  if (code.endsWith('[]')) return { kind: 'list', of: parseType(code.slice(0, -2)) };
  if (code.startsWith('{')) return { kind: 'map', of: parseType(code.slice(1, -1)) };
  const scalar = scalarKinds[code];
  if (scalar) return { kind: scalar };
  return code === 'any' ? { kind: 'any' } : { kind: 'object', name: code };
}
