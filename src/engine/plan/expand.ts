/** Longer texts no program can be given: Linux' MAX_ARG_STRLEN. */
const maxLength = 128 * 1024;

/**
 * Replaces `$(NAME)` by its value, as Kubernetes does in env values, command and args: `$$` is a literal `$`, so
 * `$$(NAME)` stays as `$(NAME)`; a reference nobody defined stays as it is written. A text that would become longer
 * than any program can be given stays as it is written as a whole.
 * Rule: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function expand(text: string, values: Pick<ReadonlyMap<string, string>, 'get'>): string {
  const lastClosing = text.lastIndexOf(')');
  let expanded = '';
  for (let at = 0; ; ) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) return expanded + text.slice(at);
    expanded += text.slice(at, dollar);
    const next = text[dollar + 1];
    if (next === '$') {
      expanded += '$';
      at = dollar + 2;
    } else if (next === '(' && dollar < lastClosing) {
      const end = text.indexOf(')', dollar);
      expanded += values.get(text.slice(dollar + 2, end)) ?? text.slice(dollar, end + 1);
      at = end + 1;
    } else {
      expanded += '$';
      at = dollar + 1;
    }
    if (expanded.length > Math.max(maxLength, text.length)) return text;
  }
}
