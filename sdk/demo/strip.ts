/** The strip at the foot of every page: the visitor's own rung, grade, segments and acknowledged events. */
import type { Notices } from '../index.ts';
import type { Standing } from '../wire.ts';
import { visitorId } from './call.ts';
import { element } from './element.ts';
import { recall, remember } from './shelf.ts';
import { answered, EMPTY, type Entry, isStored, type Log, recorded } from './strip-log.ts';
import { LADDER, labelOf, NOT_RECORDING, nextStep } from './strip-words.ts';

const SHOWN = 6;
const began = Date.now();
let log: Log = EMPTY;
let trouble = '';

/** Draws the strip and keeps it true while the page lives. */
export function showStrip(): void {
  const strip = document.querySelector('#strip');
  if (!strip) return;
  log = recall<Log>('log', EMPTY);
  if ((navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) {
    trouble = NOT_RECORDING.gpc;
  }
  const details = element('details', { open: recall('open', false) });
  details.addEventListener('toggle', () => remember('open', details.open));
  strip.replaceChildren(details);
  const draw = () => details.replaceChildren(summary(), panel());
  listen(draw);
  draw();
}

/** Forgets this visitor, as the script has just done. */
export function forgetVisitor(): void {
  update(() => EMPTY);
}

/** Reads what other tabs have written before it adds to it. */
function update(step: (log: Log) => Log): void {
  log = step(recall<Log>('log', EMPTY));
  remember('log', log);
}

function listen(draw: () => void): void {
  const on = <T>(name: string, take: (detail: T) => void) =>
    document.addEventListener(`rung:${name}`, (event) => {
      take((event as CustomEvent<T>).detail);
      draw();
    });
  on<Notices['event']>('event', (event) => update((before) => recorded(before, event)));
  on<Notices['sent']>('sent', ({ events, answer }) => {
    const { results, missing = [], ...more } = answer;
    trouble = results ? '' : NOT_RECORDING.refused;
    if (results) {
      const whole = { results, missing, ...more };
      update((before) => answered(before, { events, answer: whole }, began));
    }
  });
  on<Notices['drop']>('drop', ({ reason }) => {
    if (reason === 'consent' && !trouble) trouble = NOT_RECORDING.consent;
  });
}

function summary(): HTMLElement {
  const { standing, stored } = log;
  const place = standing
    ? [
        element('span', { class: 'strip-you' }, 'You are: '),
        element('strong', {}, labelOf(standing.rung)),
        element('span', { class: `grade ${standing.grade}` }, standing.grade),
      ]
    : ['Your place on the ladder'];
  return element(
    'summary',
    {},
    element('span', { class: 'strip-place' }, ...place),
    element('span', { class: 'strip-count' }, `${stored} stored`),
  );
}

function panel(): HTMLElement {
  const { standing } = log;
  return element(
    'div',
    { class: 'strip-panel' },
    element('div', {}, ladder(standing), segments(standing), ...next(standing)),
    element('div', {}, heading('Last events'), events(), ask()),
  );
}

const heading = (text: string) => element('h2', {}, text);

function ladder(standing?: Standing): HTMLElement {
  const known = LADDER.some(([id]) => id === standing?.rung);
  const rungs = known || !standing ? LADDER : [[standing.rung, standing.rung] as const];
  return element(
    'ol',
    { class: 'ladder', 'aria-label': 'The ladder, lowest rung first' },
    ...rungs.map(([id, label]) =>
      element('li', id === standing?.rung ? { 'aria-current': 'step' } : {}, label),
    ),
  );
}

function segments(standing?: Standing): HTMLElement {
  const of = standing?.segments ?? [];
  if (of.length === 0) return element('p', { class: 'strip-note' }, 'Segments: none yet.');
  const chips = of.map((id) => element('span', { class: 'chip' }, labelOf(id)));
  return element('p', { class: 'strip-note' }, 'Segments: ', ...chips);
}

function next(standing?: Standing): HTMLElement[] {
  if (trouble) return [element('p', { class: 'trouble', role: 'status' }, trouble)];
  const { text, links } = nextStep(standing?.rung);
  const items = links.map(([href, label]) => element('li', {}, element('a', { href }, label)));
  return [heading('What to do next'), element('p', {}, text), element('ul', {}, ...items)];
}

function events(): HTMLElement {
  const { entries } = log;
  if (entries.length === 0) {
    const text = 'None yet. Each page, click and form that Rung notes is listed here.';
    return element('p', { class: 'strip-note' }, text);
  }
  return element('ol', { class: 'events' }, ...entries.slice(0, SHOWN).map(line));
}

function line(entry: Entry): HTMLElement {
  const state = isStored(entry) ? 'stored' : (entry.result ?? 'on its way');
  return element(
    'li',
    { 'data-state': entry.result ? state : 'waiting' },
    element('code', {}, entry.type),
    element('span', {}, entry.path),
    element('em', {}, state),
  );
}

/** The same, from the other side: what a salesperson would ask. */
function ask(): HTMLElement {
  const visitor = visitorId();
  if (!visitor) return element('p', {}, '');
  const command = `curl -H "Authorization: Bearer SECRET_KEY" ${location.origin}/api/v1/visitors/${visitor}/explain`;
  return element(
    'p',
    { class: 'strip-ask' },
    'Ask the API why, with the secret key that the server printed: ',
    element('code', {}, command),
  );
}
