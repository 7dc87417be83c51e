/** Is the tag installed right? Each likely mistake with what shows it and how to mend it. */
import type { PersonDocument } from '../../collector/engine/document.ts';
import type { CanonicalEvent } from '../../collector/engine/index.ts';
import type { Finding, Health } from './schemas/health.ts';
import { DAY_MS } from './time.ts';

interface Signs {
  /** somebody was ever seen, be it software */
  anybody: boolean;
  /** of the newest visits */
  people: readonly PersonDocument[];
  rejects: Health['rejects'];
  now: number;
}

interface Facts extends Signs {
  events: CanonicalEvent[];
  /** refusals of the last two days by reason */
  refused: (reason: string) => number;
  /** the last origin that was refused in that time */
  origin: string | undefined;
  /** versions of the own script that the newest visitors had, oldest first */
  scripts: string[];
}

type Code = Finding['code'];
/** What was found in one sentence, or nothing. */
type Look = (facts: Facts) => string | false;

const isPage = ({ type }: CanonicalEvent): boolean => type === 'page_view';

/** How many of them tell more than an accident. */
const FEW = 5;

const LOOKS: Readonly<Record<Code, readonly [look: Look, mend: string]>> = {
  wrong_origin: [
    ({ refused, origin = 'another origin' }) =>
      refused('wrong_origin') > 0 &&
      `Pages of ${origin} were refused ${refused('wrong_origin')} times in the last two days.`,
    'If the pages are yours, add that origin to the site: PATCH /api/v1/site {"origins": […]}.',
  ],
  no_event: [
    ({ anybody, refused }) =>
      !anybody && refused('wrong_origin') === 0 && 'No event has ever come.',
    'Open a page that should have the tag and look for rung.js among its requests. Is the tag there, with this site’s write key? Does a content policy (script-src, connect-src), a consent tool or a blocker hold it back?',
  ],
  only_software: [
    ({ anybody, people }) =>
      anybody && people.length === 0 && 'All that came was made by software, or has no visit.',
    'Visit the site with an ordinary browser. A test tool or a crawler is told apart by its User-Agent and by navigator.webdriver; POST visitors/{id}/bot corrects a mistake.',
  ],
  only_server: [
    ({ events }) =>
      events.length > 0 &&
      events.every(({ verified }) => verified) &&
      'Events come only from your server.',
    'That may be meant. For visits, reading time and sources put the tag on the pages too.',
  ],
  no_page_view: [
    ({ events }) =>
      events.some(({ verified }) => !verified) &&
      !events.some(isPage) &&
      'Events come from browsers, but no page view.',
    'Is automatic capture switched off? Then call rung.page() when a page is shown.',
  ],
  consent_denied: [
    ({ people }) =>
      people.length > 0 &&
      people.every(({ consent }) => consent === 'denied') &&
      'All of the newest visitors have denied consent.',
    'Check that the consent tool calls rung.consent("granted") when somebody agrees.',
  ],
  clock_off: [
    ({ refused, events }) => {
      const n = refused('too_old') + refused('invalid_ts');
      return n >= FEW && n > events.length && `The times of ${n} events could not be right.`;
    },
    'Times are milliseconds since 1970, UTC, and at most 30 days old. Do the sender’s clock and unit fit? History comes in by import.',
  ],
  old_script: [
    ({ scripts }) =>
      scripts.length > 1 && `Pages run rung.js ${scripts.join(' and ')} side by side.`,
    'A copy of the script is bundled or kept by a cache: load it from this Rung, or build again.',
  ],
  silent: [
    ({ events, now }) => {
      const last = Math.max(0, ...events.map(({ ts }) => ts));
      return last > 0 && last < now - DAY_MS && 'Nothing has come for more than a day.';
    },
    'Was the tag lost with a change of the pages? Open one and look for rung.js among its requests.',
  ],
};

export function findingsOf(signs: Signs): Finding[] {
  const facts = factsOf(signs);
  return Object.entries(LOOKS).flatMap(([code, [look, mend]]) => {
    const detail = look(facts);
    return detail === false ? [] : [{ code: code as Code, detail, mend }];
  });
}

function factsOf(signs: Signs): Facts {
  const { people, rejects, now } = signs;
  const since = now - 2 * DAY_MS;
  const recent = rejects.filter(({ day }) => Date.parse(day) >= since);
  const refused = (reason: string) =>
    recent.reduce((n, row) => n + (row.reason === reason ? row.count : 0), 0);
  const origin = recent.find(({ reason }) => reason === 'wrong_origin')?.last?.origin;
  const devices = people.flatMap(({ devices }) => Object.values(devices));
  const scripts = [...new Set(devices.flatMap(({ sdk }) => sdk ?? []))].sort();
  return { ...signs, events: people.flatMap(({ tail }) => tail), refused, origin, scripts };
}
