/** Who is here, as far as this browser knows: a random id and the campaign of the visit. */
import { uuid7 } from '../core/id.ts';
import { keep, read } from './jar.ts';
import { all, put } from './queue.ts';
import { showStanding } from './standing.ts';
import { type From, state } from './state.ts';

/** The longest that Chromium keeps a cookie; renewed with every page. */
const VISITOR_S = 400 * 86_400;
/** A visit ends after half an hour without a page. */
const VISIT_S = 1800;

const VISITOR = 'rung';
const CAMPAIGN = 'rung_from';

export function readVisitor(): string | undefined {
  return read(VISITOR) || undefined;
}

/** The visitor gets an id when something is stored for the first time. */
export function ensureVisitor(): void {
  if (state.visitor_) return;
  const known = readVisitor();
  state.fresh_ = !known;
  state.visitor_ = known ?? newId();
  keep(VISITOR, state.visitor_, VISITOR_S);
}

/** The campaign that brought this visit; nothing when there was none. */
export function readFrom(): From | undefined {
  const kept = read(CAMPAIGN);
  return kept && JSON.parse(decodeURIComponent(kept));
}

export function keepFrom(): void {
  if (state.from_) keep(CAMPAIGN, encodeURIComponent(JSON.stringify(state.from_)), VISIT_S);
}

/** From now on the visitor is nobody in particular. */
export function forget(): void {
  state.visitor_ = '';
  state.from_ = undefined;
  keep(VISITOR, '', 0);
  keep(CAMPAIGN, '', 0);
  showStanding({ rung: '', grade: '', segments: [], model: 0 });
}

/** The collector knows this visitor by another id: what still waits travels under that one. */
export async function adopt(id: string): Promise<void> {
  const rows = await all();
  for (const row of rows) row[1] = row[1].replace(state.visitor_, id);
  state.visitor_ = id;
  keep(VISITOR, id, VISITOR_S);
  await put(rows);
}

let ids = 0;

export function newId(): string {
  return uuid7(Date.now(), ids++, crypto.getRandomValues(new Uint32Array(2)));
}
