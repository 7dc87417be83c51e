/** Explains in the console what is captured, sent and refused, and why. */

const say = ({ type, detail }: CustomEventInit & { type?: string }) => console.info(type, detail);

/** A listener that is added again stays one. */
export function explain(wanted = true): void {
  for (const name of ['event', 'sent', 'drop', 'error']) {
    document[`${wanted ? 'add' : 'remove'}EventListener`](`rung:${name}`, say as EventListener);
  }
}
