/** Explains in the console what is captured, sent and refused, and why. */

let speaking: boolean | undefined;

export function explain(wanted = true): void {
  // Once for all: the listeners stay, and are silent when nobody wants them.
  if (speaking === undefined) {
    for (const name of ['event', 'sent', 'drop', 'error']) {
      document.addEventListener(`rung:${name}`, ({ detail }: CustomEventInit) => {
        if (speaking) console.info(`rung ${name}`, detail);
      });
    }
  }
  speaking = wanted;
}
