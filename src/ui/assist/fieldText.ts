import { type FieldAt, type SupportRule, supportNotes } from '../../engine';
import type { Translate } from '../translate';

/** What a field does here, as Markdown for a hover. `isSaid`: a finding beside it says what becomes of it. */
export function fieldMarkdown(field: FieldAt, isSaid: boolean, t: Translate): string {
  const { path, type, required, values, rules, owner } = field;
  const words =
    values.length > 0 && type !== 'boolean' ? values.map((word) => `\`${word}\``).join(' · ') : '';
  const head = [`\`${path}\``, type, required ? t('required') : '', words].filter(Boolean).join(' — ');
  const support = isSaid ? [] : rules.map((rule) => ruleSentence(rule, rules.length > 1, t));
  const reference = `[${t('Kubernetes reference')}](${referenceUrl(owner)})`;
  return [head, ...(support.length > 0 ? [support.join('  \n')] : []), reference].join('\n\n');
}

/** The class of a field in a few words, as a completion's detail shows it: the rule that carries least. */
export function supportWord(rules: readonly SupportRule[], t: Translate): string {
  const has = (support: SupportRule['support']) => rules.some((rule) => rule.support === support);
  if (has('refused')) return rules.length > 1 ? t('partly supported') : t('not supported here');
  if (has('emulated')) return t('differs here');
  return has('ignored') ? t('no effect here') : '';
}

/** One rule as a sentence: `Supported`, `No effect here: …`. */
export function ruleSentence(
  { support, note, only }: SupportRule,
  isOneOfMany: boolean,
  t: Translate,
): string {
  const word = classWord(support, t);
  const said = note ? `${word}: ${t(supportNotes[note])}` : word;
  if (only) return `\`${only}\` — ${said}`;
  return isOneOfMany ? t('otherwise — {0}', said) : said;
}

function classWord(support: SupportRule['support'], t: Translate): string {
  switch (support) {
    case 'supported':
      return t('Works as on Kubernetes');
    case 'emulated':
      return t('Differs here');
    case 'ignored':
      return t('No effect here');
    case 'refused':
      return t('Not supported here');
  }
}

const metaTypes = new Set(['ObjectMeta', 'OwnerReference', 'ManagedFieldsEntry', 'LabelSelector']);
const groups: Record<string, string> = {
  Deployment: 'apps',
  ReplicaSet: 'apps',
  StatefulSet: 'apps',
  DaemonSet: 'apps',
  Job: 'batch',
  CronJob: 'batch',
};

/** The type in Kubernetes' own reference of its API. */
export function referenceUrl(owner: string): string {
  const group = groups[owner.replace(/Spec$|Strategy$/, '')] ?? (metaTypes.has(owner) ? 'meta' : 'core');
  const anchor = `${owner.toLowerCase()}-v1-${group}`;
  return `https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#${anchor}`;
}
