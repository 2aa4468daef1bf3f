/**
 * The window the tests run in, as a person sees and uses it. There only where VS Code runs in a browser that the
 * harness drives (`hasWindow`); in the desktop build the steps that need it are skipped.
 */

/** Where an element is looked for and how long it is waited for. */
export type ElementOptions = {
  /** Inside the webview that is shown instead of in the workbench. */
  readonly webview?: boolean;
  /** How long to wait for the element, in milliseconds (default 10 000). */
  readonly timeoutMs?: number;
};

type Step = {
  readonly method: string;
  readonly args?: readonly unknown[];
  readonly selector?: string;
  readonly webview?: boolean;
};

const bridge = process.env.DOCKER_PODS_UI;

/** Whether the tests can see and click the window. */
export const hasWindow = bridge !== undefined;

/** Skips the running test, or all of a suite from its `before`, where the window cannot be seen; says so. */
export function needsWindow(context: Mocha.Context): void {
  if (hasWindow) return;
  const test = context.test;
  if (test) test.title += ' (skipped: this VS Code has no window that tests can click)';
  context.skip();
}

/** Takes a picture to look at: `out/screenshots/<name>.png`. Does nothing where there is no window to see. */
export async function screenshot(name: string): Promise<void> {
  if (hasWindow) await perform({ method: 'screenshot', args: [name] });
}

/** Clicks the first element that a Playwright selector finds; waits for it. */
export async function click(
  selector: string,
  options: ElementOptions & { readonly button?: 'left' | 'right' } = {},
): Promise<void> {
  const { button = 'left' } = options;
  await onElement('click', selector, options, { button });
}

/** Rests the pointer on the first element found; waits for it. */
export async function hover(selector: string, options: ElementOptions = {}): Promise<void> {
  await onElement('hover', selector, options);
}

/** Waits until the first element found is `visible` (or `hidden`, `attached`, `detached`). */
export async function waitFor(
  selector: string,
  options: ElementOptions & { readonly state?: 'visible' | 'hidden' | 'attached' | 'detached' } = {},
): Promise<void> {
  const { state = 'visible' } = options;
  await onElement('waitFor', selector, options, { state });
}

/** The texts of all elements found now, as they are shown; does not wait. */
export async function texts(selector: string, options: ElementOptions = {}): Promise<string[]> {
  const found = await perform({ method: 'allInnerTexts', selector, webview: options.webview === true });
  return Array.isArray(found) ? found.map(String) : [];
}

/** How many elements are found now; does not wait. */
export async function count(selector: string, options: ElementOptions = {}): Promise<number> {
  return Number(await perform({ method: 'count', selector, webview: options.webview === true }));
}

/** Presses a key or a chord, in Playwright's names: `Enter`, `Control+Shift+P`. */
export async function press(key: string): Promise<void> {
  await perform({ method: 'press', args: [key] });
}

/** Types a text where the keyboard's focus is. */
export async function type(text: string): Promise<void> {
  await perform({ method: 'type', args: [text] });
}

/** Evaluates a JavaScript expression in the workbench's page (or the shown webview's) and gives its JSON value. */
export async function evaluate(expression: string, options: ElementOptions = {}): Promise<unknown> {
  return perform({ method: 'evaluate', args: [expression], webview: options.webview === true });
}

async function onElement(
  method: string,
  selector: string,
  { webview = false, timeoutMs = 10_000 }: ElementOptions,
  more: object = {},
): Promise<void> {
  await perform({ method, selector, webview, args: [{ timeout: timeoutMs, ...more }] });
}

async function perform(step: Step): Promise<unknown> {
  if (bridge === undefined) throw new Error('this VS Code has no window that tests can see');
  const response = await fetch(bridge, { method: 'POST', body: JSON.stringify(step) });
  const answer = (await response.json()) as { value?: unknown; error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value;
}

let printing: Promise<unknown> = Promise.resolve();

/** Sends the reporter's lines to the terminal through the bridge, where there is one (scripts/countingReporter.cjs). */
export function printThroughBridge(): void {
  if (!hasWindow) return;
  const print = (line: string): void => {
    printing = printing.then(() => perform({ method: 'print', args: [line] }));
  };
  Object.assign(globalThis, { dockerPodsPrint: print });
}

/** Resolves when every line so far has been printed. */
export async function printed(): Promise<void> {
  await printing;
}
