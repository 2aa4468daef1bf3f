import type { State, Tone } from './podState';

/** A codicon and the theme colour it is drawn in. */
export interface StateIcon {
  id: string;
  color?: string;
}

const byTone: Record<Tone, StateIcon> = {
  ok: { id: 'pass-filled', color: 'testing.iconPassed' },
  busy: { id: 'loading~spin', color: 'charts.blue' },
  warning: { id: 'warning', color: 'list.warningForeground' },
  error: { id: 'error', color: 'list.errorForeground' },
  done: { id: 'pass', color: 'descriptionForeground' },
  off: { id: 'stop-circle', color: 'descriptionForeground' },
  unknown: { id: 'question', color: 'descriptionForeground' },
};

/** States whose own shape says more than their tone's. */
const byWord: Record<string, string> = {
  Pulling: 'cloud-download',
  ErrImagePull: 'cloud-download',
  ErrImageNeverPull: 'cloud-download',
  ImagePullBackOff: 'cloud-download',
  ImageInspectError: 'cloud-download',
  InvalidImageName: 'cloud-download',
  CrashLoopBackOff: 'issue-reopened',
};

/** Shape and colour of a state: every state has its own pair, and its word stands beside it. */
export function stateIcon({ word, tone }: State): StateIcon {
  const id = byWord[word.replace(/^Init:/, '')];
  return id ? { ...byTone[tone], id } : byTone[tone];
}
