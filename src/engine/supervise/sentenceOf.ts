import { EngineError } from '../model/engineError';
import { formatMessage } from '../model/messages';

/** What statuses, events and logs say of an error. */
export function sentenceOf(error: unknown): string {
  if (error instanceof EngineError) return formatMessage(error.code, error.args);
  return error instanceof Error ? error.message : String(error);
}
