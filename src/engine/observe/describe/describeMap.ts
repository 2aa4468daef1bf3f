import { none, type Row, row } from './rows';

/** Labels, by their names. */
export function describeLabels(title: string, labels: Record<string, string> = {}): Row[] {
  const lines = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`);
  return below(title, lines);
}

/** Of one annotation no more than that is shown in a line. */
const maxLength = 140;

/** Annotations, by their names; what is long, or has lines of its own, stands below its name. */
export function describeAnnotations(title: string, annotations: Record<string, string> = {}): Row[] {
  const lines = Object.keys(annotations)
    .sort()
    .flatMap((key) => {
      const value = annotations[key]?.trimEnd() ?? '';
      const fits = key.length + value.length + 2 <= maxLength && !value.includes('\n');
      if (fits) return [`${key}: ${value}`];
      return [`${key}:`, ...value.split('\n').map((line) => `  ${shortened(line)}`)];
    });
  return below(title, lines);
}

function shortened(line: string): string {
  return line.length > maxLength - 2 ? `${line.slice(0, maxLength - 5)}...` : line;
}

function below(title: string, lines: readonly string[]): Row[] {
  return row(0, `${title}:`, lines.length > 0 ? lines.join('\n') : none);
}
