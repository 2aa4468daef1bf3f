import type { SupportNote } from '../../model/supportNotes';

export type SupportClass = 'supported' | 'emulated' | 'ignored' | 'refused';

/** What becomes of a field here. */
export interface SupportRule {
  support: SupportClass;
  note?: SupportNote;
  /** Where it differs without harm: information instead of a warning. */
  harmless?: boolean;
  /** The rule holds for these values only; the field's next rule is for the others. `key` is the field's own name. */
  when?: (value: unknown, owner: Readonly<Record<string, unknown>>, key: string) => boolean;
  /** `when` in a word, for the docs. */
  only?: string;
}

/** Rows of the support table, by path. */
export type SupportRows = Record<string, SupportRule[]>;

/** It means what it means on Kubernetes. */
export const supported: SupportRule = { support: 'supported' };

/** Supported, and there is something to know. */
export function noted(note: SupportNote): SupportRule {
  return { support: 'supported', note };
}

/** It works but differs; a warning, unless the difference does no harm. */
export function emulated(note: SupportNote, harmless = false): SupportRule {
  return { support: 'emulated', note, harmless };
}

/** It cannot matter on one machine. */
export function ignored(note: SupportNote): SupportRule {
  return { support: 'ignored', note };
}

/** A pod with it is not run. */
export function refused(note: SupportNote): SupportRule {
  return { support: 'refused', note };
}

/** A rule for these values alone. */
export function only(rule: SupportRule, ...values: (string | boolean)[]): SupportRule {
  return { ...rule, only: values.join(', '), when: (value) => values.some((each) => each === value) };
}

/** One rule for several fields below the same path. */
export function rows(prefix: string, names: readonly string[], ...rules: SupportRule[]): SupportRows {
  return Object.fromEntries(names.map((name) => [prefix + name, rules]));
}
