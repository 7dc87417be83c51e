/** The owner says that devices are software, or people: their history is replayed at that word. */
import type { DeviceRecord, PersonDocument } from '../engine/document.ts';
import {
  asFound,
  type CanonicalEvent,
  type Compiled,
  type Judged,
  judgeEvent,
  replay,
} from '../engine/index.ts';
import type { Chunk } from './archive.ts';
import { type Database, runBatch, StaleWrite } from './database.ts';
import { MOST_CHUNKS, readChunks } from './history.ts';
import { compiledModel } from './models.ts';
import { readPeople } from './read-person.ts';
import type { StoredPerson } from './record.ts';
import { resettle, rowsUpTo } from './settle.ts';
import { personStatements } from './write-person.ts';
import type { Owner } from './write-rows.ts';
import { timeZoneOf } from './zones.ts';

export interface Judging extends Owner {
  /** `d:VISITOR`; none: all devices of the person */
  device?: string;
  /** none takes back what was said: as it was found when the events came */
  word: Judged | undefined;
}

/** `unknown`: no such person or device. `too_long`, `busy`: see `unlink.ts`. */
export type JudgedDevices =
  | { done: true; devices: string[] }
  | { done: false; because: 'unknown' | 'too_long' | 'busy' };

/** Tries against requests that write the person meanwhile. */
const TRIES = 8;

/**
 * Sets what the owner says of devices. Events that are there and events to come are folded or left
 * out accordingly; score, rung, visits, moves, orders and segments are repaired in the same batch.
 *
 * @param now milliseconds since 1970
 * @throws StorageUnavailable
 * @example await judgeDevices(db, { site, person, word: 'bot' }, Date.now())
 */
export async function judgeDevices(
  db: Database,
  judging: Judging,
  now: number,
): Promise<JudgedDevices> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await judgeOnce(db, judging, now);
    } catch (error) {
      if (!(error instanceof StaleWrite)) throw error;
    }
  }
  return { done: false, because: 'busy' };
}

async function judgeOnce(db: Database, judging: Judging, now: number): Promise<JudgedDevices> {
  const { site, person, device } = judging;
  const [stored] = await readPeople(db, [[site, person]]);
  const devices = Object.keys(stored?.doc.devices ?? {});
  const named = device === undefined ? devices : devices.filter((one) => one === device);
  if (!stored || named.length === 0) return { done: false, because: 'unknown' };
  if (stored.doc.catching_up) return { done: false, because: 'busy' };
  if (stored.doc.chunks > MOST_CHUNKS) return { done: false, because: 'too_long' };
  const chunks = stored.doc.chunks > 0 ? await readChunks(db, { site, person }, 0) : [];
  const model = await compiledModel(db, site, stored.doc.model);
  const history = rejudge(model, stored, chunks, new Map(wordsFor(judging, named, stored, chunks)));
  const statements = personStatements(db, {
    site,
    timeZone: await timeZoneOf(db, site),
    person,
    version: stored.version,
    stored: stored.columns,
    settled: settleAnew(model, stored, chunks, history, now),
    users: [],
    addresses: [],
    now,
    renewed: true,
  });
  await runBatch(db, statements);
  return { done: true, devices: named };
}

type Word = [device: string, word: Judged | undefined];

/** That a device is a person's need not be noted where nothing was ever taken for software. */
function wordsFor(
  { word }: Judging,
  named: readonly string[],
  { doc }: StoredPerson,
  chunks: readonly Chunk[],
): Word[] {
  if (word !== 'person') return named.map((device): Word => [device, word]);
  const events = [...chunks.flatMap((chunk) => chunk.events), ...doc.tail];
  const found = new Set(events.filter((one) => asFound(one).bot).map(({ device }) => device));
  return named.map((device): Word => [device, found.has(device) ? word : undefined]);
}

interface History {
  chunks: Chunk[];
  doc: PersonDocument;
}

/** The same chunks and the same tail, each event under its device's word, each checkpoint anew. */
function rejudge(
  model: Compiled,
  { doc }: StoredPerson,
  chunks: readonly Chunk[],
  words: ReadonlyMap<string, Judged | undefined>,
): History {
  const said = (event: CanonicalEvent) =>
    words.has(event.device) ? judgeEvent(event, words.get(event.device)) : event;
  let base = chunks[0]?.base ?? doc.base;
  const anew = chunks.map((chunk): Chunk => {
    const events = chunk.events.map(said);
    const before = base;
    base = replay(model, base, events, events.at(-1)?.ts ?? base.at).state;
    return { ...chunk, base: before, events };
  });
  const devices = Object.entries(doc.devices).map(([device, record]) => [
    device,
    words.has(device) ? judgedRecord(record, words.get(device)) : record,
  ]);
  const tail = doc.tail.map(said);
  return { chunks: anew, doc: { ...doc, devices: Object.fromEntries(devices), base, tail } };
}

function judgedRecord({ judged: _, ...record }: DeviceRecord, word: Judged | undefined) {
  return word === undefined ? record : { ...record, judged: word };
}

/** All rows are worked out from the whole log; the log stays cut as it was. */
function settleAnew(
  model: Compiled,
  { doc }: StoredPerson,
  before: readonly Chunk[],
  { chunks, doc: anew }: History,
  now: number,
) {
  const from = before[0]?.base ?? doc.base;
  const old = [...before.flatMap(({ events }) => events), ...doc.tail];
  const rows = rowsUpTo(doc.noticed, model, doc, { from, events: old });
  const tail = [...chunks.flatMap(({ events }) => events), ...anew.tail];
  const settled = resettle(model, rows, { ...anew, base: from, tail }, now);
  const written = { ...anew, noticed: settled.doc.noticed };
  return { ...settled, doc: written, text: JSON.stringify(written), chunks };
}
