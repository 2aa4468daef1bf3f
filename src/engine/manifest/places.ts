import type { TextRange } from '../model/finding';

/** Where one field or list item of a read value stands. Ranges are of the whole manifest. */
export interface Place {
  parent: Place | undefined;
  /** Field name or index under the parent; empty at the document's root. */
  step: string | number;
  /** The key; for a list item, its first line. */
  key: TextRange;
  /** The value, without what follows it. */
  value: TextRange;
  /** Null is written there, or nothing: Kubernetes takes the field for absent, a finding stands at it all the same. */
  isNull?: boolean;
}

/** Finds the places of a value's fields again, by the identity of the objects and lists in it. */
export interface Places {
  /** Of an object or list itself. */
  own: Map<object, Place>;
  /** Of what an object or list holds. */
  inside: Map<object, Map<string | number, Place>>;
}

export function newPlaces(): Places {
  return { own: new Map(), inside: new Map() };
}

export function makePlace(
  parent: Place | undefined,
  step: string | number,
  key: TextRange,
  value: TextRange,
): Place {
  // What is written as nothing is found at its key.
  return { parent, step, key, value: value[0] === value[1] ? key : value };
}

/** The place of a field or item, or of the object that should have it. Undefined for an object never read. */
export function placeOf(places: Places, owner: object, step: string | number): Place | undefined {
  return places.inside.get(owner)?.get(step) ?? places.own.get(owner);
}

/** A place as a path in Kubernetes' notation: `spec.containers[0].image`. */
export function pathOf(place: Place | undefined): string {
  if (!place) return '';
  const above = pathOf(place.parent);
  if (typeof place.step === 'number') return `${above}[${place.step}]`;
  return above === '' ? place.step : `${above}.${place.step}`;
}

/** The path of a field that is not there. */
export function pathBelow(place: Place | undefined, field: string): string {
  const above = pathOf(place);
  return above === '' ? field : `${above}.${field}`;
}

/** The steps of a path in Kubernetes' notation: `spec`, `containers`, 0, `image`. */
export function stepsOf(path: string): (string | number)[] {
  return Array.from(path.matchAll(/\[(\d+)\]|([^.[\]]+)/g), ([, index, name = '']) =>
    index === undefined ? name : Number(index),
  );
}

/** Lets an object that stands for another have the places of that one. */
export function copyPlaces(places: Places, from: object, to: object): void {
  const own = places.own.get(from);
  if (own) places.own.set(to, own);
  places.inside.set(to, new Map(places.inside.get(from)));
}
