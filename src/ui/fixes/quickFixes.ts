import { type Finding, fieldLines, moveField, type TextEdit } from '../../engine';
import type { Translate } from '../translate';

/** One way to mend a finding within its own text. */
export interface QuickFix {
  title: string;
  edits: TextEdit[];
  /** There is hardly another thing that could be meant. */
  isPreferred: boolean;
}

/** What can be done about a finding by changing the text; none where only its writer can know. */
export function quickFixes(finding: Finding, text: string, t: Translate): QuickFix[] {
  const { args, code } = finding;
  const replace = (word: string, title: string): QuickFix[] => [
    { title, edits: [{ range: finding.range, text: word }], isPreferred: true },
  ];
  if (args.quoted) return replace(args.quoted, t('Put it in quotes: {0}', args.quoted));
  if (args.unquoted) return replace(args.unquoted, t('Remove the quotes: {0}', args.unquoted));
  if (args.similar) return replace(args.similar, t('Change to {0}', args.similar));
  if (code === 'unsupported-version' && args.expected) {
    return replace(args.expected, t('Change to {0}', args.expected));
  }
  if (code === 'not-base64') return encoded(finding, text, t);
  if (code === 'unknown-field') return misplaced(finding, text, t);
  if (code === 'field-ignored' || code === 'field-refused' || code === 'exclusive-fields') {
    return removal(finding, text, t);
  }
  return [];
}

function misplaced(finding: Finding, text: string, t: Translate): QuickFix[] {
  const { belongs } = finding.args;
  const edits = belongs ? moveField(text, finding.range[0], belongs) : undefined;
  return [
    ...(belongs && edits ? [{ title: t('Move to {0}', belongs), edits, isPreferred: true }] : []),
    ...removal(finding, text, t),
  ];
}

function removal({ range, path }: Finding, text: string, t: Translate): QuickFix[] {
  const lines = fieldLines(text, range[0]);
  const name = path?.split('.').at(-1) ?? '';
  return lines
    ? [{ title: t('Remove {0}', name), edits: [{ range: lines, text: '' }], isPreferred: false }]
    : [];
}

/** Only a text of one line, whose quotes are no part of it. */
function encoded({ range }: Finding, text: string, t: Translate): QuickFix[] {
  const written = text.slice(...range);
  const value = /^(["']?)([^"'\\\n]*)\1$/.exec(written)?.[2];
  if (value === undefined || /^[|>]/.test(value)) return [];
  const edit = { range, text: Buffer.from(value).toString('base64') };
  return [{ title: t('Encode as Base64'), edits: [edit], isPreferred: true }];
}
