import { EngineError } from '../model/engineError';
import type { EnvVarSource } from '../model/pod';

type FileKey = NonNullable<EnvVarSource['fileKeyRef']>;

/** `<volume>/<path>`: one file as a key of maps. */
export function fileKey({ volumeName, path }: Pick<FileKey, 'volumeName' | 'path'>): string {
  return `${volumeName}/${path}`;
}

/**
 * The value of a fileKeyRef; undefined where it is optional, and the file or its key is not there. Throws EngineError
 * `file-key-missing`, `env-file-malformed`.
 */
export function fileValue(ref: FileKey, files: ReadonlyMap<string, string>): string | undefined {
  const text = files.get(fileKey(ref));
  const about = { file: ref.path, volume: ref.volumeName };
  const value = text === undefined ? undefined : find(text, ref.key, about);
  if (value !== undefined || ref.optional) return value;
  throw new EngineError('file-key-missing', { ...about, key: ref.key });
}

/** One line without a variable: blank, or a comment. */
const empty = /[ \t]*(?:#[^\n]*)?(?:\n|\r\n|$)/y;
/** `NAME='value'`, where the value may go over lines and has no quote in it, and maybe a comment. */
const variable = /[ \t]*([^\s=']+)='([^']*)'[ \t]*(?:(?<=[ \t])#[^\n]*)?(?:\n|\r\n|$)/y;

/**
 * The first value of the name in an env file, whose syntax is the part of a POSIX shell's that needs no shell. What
 * comes after it is not looked at. Throws EngineError `env-file-malformed` with the line.
 * Rule: https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/3721-support-for-env-files
 */
function find(text: string, key: string, about: Record<string, string>): string | undefined {
  for (let at = 0; at < text.length; ) {
    const entry = matchAt(empty, text, at) ?? matchAt(variable, text, at);
    if (!entry) {
      const line = text.slice(0, at).split('\n').length;
      throw new EngineError('env-file-malformed', { ...about, line: String(line) });
    }
    const [whole, name, value] = entry;
    if (name === key) return value;
    at += whole.length;
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
