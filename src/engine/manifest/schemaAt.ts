import { type FieldType, type ObjectSchema, objectSchema, type SchemaField } from './schema';

/** What the schema has at a path of an object. */
export interface SchemaPlace {
  type: FieldType;
  /** The last field on the way, and the type that has it: of `spec.containers[0]` it is `containers` of PodSpec. */
  field?: SchemaField;
  owner?: ObjectSchema;
}

/** Follows keys and indexes from the root of an object of a kind; undefined where the schema has nothing there. */
export function schemaAt(kind: string, steps: readonly (string | number)[]): SchemaPlace | undefined {
  let place: SchemaPlace | undefined = { type: { kind: 'object', name: kind } };
  for (const step of steps) {
    place = place && below(place, step);
    if (!place) return undefined;
  }
  return place;
}

function below(place: SchemaPlace, step: string | number): SchemaPlace | undefined {
  const { type } = place;
  if (typeof step === 'number') return type.kind === 'list' ? { ...place, type: type.of } : undefined;
  if (type.kind === 'map') return { ...place, type: type.of };
  const owner = type.kind === 'object' ? objectSchema(type.name) : undefined;
  const field = owner?.fields.get(step);
  return owner && field ? { type: field.type, field, owner } : undefined;
}
