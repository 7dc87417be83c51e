/** Makes DOM elements; text is always text, never mark-up. */

type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/**
 * @example
 * element('button', { type: 'button', onclick: () => buy() }, 'Buy')
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (typeof value === 'string') made.setAttribute(name, value);
    else made.toggleAttribute(name, value);
  }
  made.append(...children);
  return made;
}
