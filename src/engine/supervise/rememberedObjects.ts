import { type ObjectRef, type ObjectSource, objectKey, type PodObject } from '../model/podObject';

/**
 * A pod's ConfigMaps and Secrets as they stand now, and those that stand nowhere any more as they were last found: a
 * sandbox that keeps them may die, and with it its memory.
 */
export class RememberedObjects implements ObjectSource {
  readonly #source: ObjectSource;
  readonly #last = new Map<string, PodObject>();

  constructor(source: ObjectSource) {
    this.#source = source;
  }

  async find(ref: ObjectRef, source: string | undefined): Promise<PodObject | undefined> {
    const found = await this.#source.find(ref, source);
    if (found) this.#last.set(objectKey(ref), found);
    return found ?? this.#last.get(objectKey(ref));
  }

  /** What a sandbox has kept, also of before this window was open. */
  remember(objects: Iterable<PodObject>): void {
    for (const object of objects) this.#last.set(objectKey(object), object);
  }

  /** Somebody asks for the pod as its manifests say now. */
  forget(): void {
    this.#last.clear();
  }
}
