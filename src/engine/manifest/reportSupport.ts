import type { FindingCode, Severity } from '../model/finding';
import { type Place, pathOf } from './places';
import { type Reading, report } from './reading';
import type { SupportRule } from './support/supportRule';
import { type SupportNode, supportBelow } from './supportTree';

/** Says of each field of a read object or map what becomes of it here, where that is not plainly support. */
export function reportSupport(reading: Reading, owner: object, support: SupportNode | undefined): void {
  if (!support) return;
  const values = owner as Record<string, unknown>;
  for (const [step, place] of reading.places.inside.get(owner) ?? []) {
    if (place.isNull) continue;
    const value = values[step];
    const rule = supportBelow(support, String(step))?.rules?.find(
      ({ when }) => !when || (value !== undefined && when(value, values, String(step))),
    );
    if (!rule || rule.support === 'supported' || isNothing(value, place)) continue;
    reportRule(reading, rule, place);
  }
}

function reportRule(reading: Reading, rule: SupportRule, place: Place): void {
  const code: FindingCode = `field-${rule.support as 'emulated' | 'ignored' | 'refused'}`;
  const args: Record<string, string> = rule.note ? { note: rule.note } : {};
  report(reading, code, place.key, args, { severity: severityOf(rule), path: pathOf(place) });
}

function severityOf({ support, harmless }: SupportRule): Severity {
  if (support === 'refused') return 'error';
  return support === 'emulated' && !harmless ? 'warning' : 'information';
}

/** An empty list or map asks for nothing; only a volume's source says something by standing there. */
function isNothing(value: unknown, place: Place): boolean {
  if (value === '') return true;
  if (value === null || typeof value !== 'object') return false;
  const isVolumeSource = place.parent?.parent?.step === 'volumes';
  return Object.keys(value).length === 0 && !isVolumeSource;
}
