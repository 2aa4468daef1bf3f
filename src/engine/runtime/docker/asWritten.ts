import type Docker from 'dockerode';
import { labels } from '../../plan/names';

/**
 * Docker's words about a container that cannot start, with its program as the manifest writes it: the values of the
 * variables in it may be a Secret's.
 */
export function asWritten(
  words: string,
  { Config: { Entrypoint, Cmd, Labels } }: Pick<Docker.ContainerInspectInfo, 'Config'>,
): string {
  const [program] = [Entrypoint ?? []].flat();
  const [value = '', written] =
    program === undefined ? [Cmd?.[0], Labels[labels.args]] : [program, Labels[labels.command]];
  if (!value || written === undefined) return words;
  // Docker quotes it as Go does.
  return [value, JSON.stringify(value).slice(1, -1)].reduce(
    (text, each) => text.replaceAll(each, () => written),
    words,
  );
}
