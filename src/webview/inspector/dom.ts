/** An element with attributes and children; text goes in as text, never as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A foreign name: isolated, so that its direction of writing does not reach the words around it. */
export function foreign(text: string): HTMLElement {
  return element('bdi', {}, text);
}
