/** Explains in the console what is captured, sent and refused. */

interface Notice {
  event?: { type: string };
  reason?: string;
  status?: number;
}

/** What a notice means, where its name does not say it. */
const HINTS: Record<string, string> = {
  consent: 'not recorded: the visitor or the browser (Global Privacy Control) refused',
  excluded: 'not recorded: the path is excluded, or the page has no web address',
  too_large: 'not recorded: larger than 32 KB',
  full: 'lost: the browser denies storage and memory is full',
  0: 'no answer: offline, blocked by an extension or by the Content-Security-Policy, or no CORS',
  400: 'refused: the collector cannot read it',
  401: 'refused: unknown write key',
  403: "refused: this origin is not one of the site's",
};

let speaking = false;

export function explain(wanted = true): void {
  if (wanted && !speaking) {
    for (const name of ['event', 'sent', 'drop', 'error']) {
      document.addEventListener(`rung:${name}`, (event) =>
        say(name, (event as CustomEvent).detail),
      );
    }
  }
  speaking = wanted;
}

function say(name: string, notice: Notice): void {
  const hint = HINTS[notice.reason ?? notice.status ?? ''] ?? '';
  if (speaking) console.info(`rung ${name}`, hint, notice);
}
