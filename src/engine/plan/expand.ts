/**
 * Replaces `$(NAME)` by its value, as Kubernetes does in env values, command and args: `$$` is a literal `$`, so
 * `$$(NAME)` stays as `$(NAME)`; a reference nobody defined stays as it is written.
 * Rule: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (values.get(name) ?? whole),
  );
}
