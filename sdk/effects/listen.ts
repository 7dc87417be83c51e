/** Listening to the page without ever disturbing it. */

/**
 * Calls `react` for each of the events named. Capturing, so that a page that stops propagation is
 * heard too; fenced, so that no error of ours gets out.
 * `target` is what it happened on, inside open shadow roots too; an element where that can be.
 */
export function listen(names: string, react: (event: Event, target: Element) => unknown): void {
  for (const name of names.split(' ')) {
    const take = (event: Event) => fenced(() => react(event, event.composedPath()[0] as Element));
    addEventListener(name, take, true);
  }
}

/** Runs a piece of ours; what it throws stays here. */
export function fenced(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    tell('error', error);
  }
}

/** Whether the console is told as well: what is captured, sent and refused, and why. */
let explains: boolean | undefined;

export function explain(wanted = true): void {
  explains = wanted;
}

/**
 * Tells the page something: `rung:NAME` on the document. An error in a page's listener is reported
 * as the page's own and does not come back here.
 */
export function tell(name: string, detail: unknown): void {
  if (explains) console.info(`rung:${name}`, detail);
  document.dispatchEvent(new CustomEvent(`rung:${name}`, { detail }));
}
