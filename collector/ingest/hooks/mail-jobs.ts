/** What a mail provider told → jobs, those about one address together. */
import { addressAlias } from '../../store/hash.ts';
import { type CheckedBatch, checkBatch, publicType } from '../check-batch.ts';
import type { Job } from '../job.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { SERVER_DEVICE } from '../server-device.ts';
import { hookOf, type Posting } from './caller.ts';
import type { MailNote } from './note.ts';

export interface Surroundings {
  /** milliseconds since 1970 */
  now: number;
  /** which of these addresses somebody has */
  known: (addresses: string[]) => Promise<ReadonlySet<string>>;
}

/** A note with the alias of its address, empty for none. */
interface Addressed {
  note: MailNote;
  alias: string;
}

/**
 * Most who get a newsletter are nobody here: what is told of them is refused together, so that a
 * post about a thousand of them costs no more than one about ten.
 */
export async function mailJobs(
  notes: readonly MailNote[],
  posting: Posting,
  { now, known }: Surroundings,
): Promise<Job[][]> {
  const told = notes.filter(({ type }) => type !== undefined);
  const all = await Promise.all(told.map(addressed));
  const begun = new Set(all.filter(isSignUp).map(({ alias }) => alias));
  const asked = [...new Set(all.map(({ alias }) => alias))].filter((alias) => !begun.has(alias));
  const found = await known(asked.filter(Boolean));
  const jobs = all.map((one, index) => {
    const { alias } = one;
    const refusal = alias === '' ? refuse('nobody', 'email') : refuse('unmatched');
    const matched = begun.has(alias) || found.has(alias);
    return jobOf(one, posting, { now, ...(!matched && { refused: { index, refusal } }) });
  });
  return [...Map.groupBy(jobs, ({ facts }) => facts.alias).values()];
}

const isSignUp = ({ note, alias }: Addressed): boolean =>
  note.type === 'newsletter_signup' && alias !== '';

async function addressed(note: MailNote): Promise<Addressed> {
  const { email } = note;
  const isAddress = typeof email === 'string' && email.length <= 320 && email.includes('@');
  return { note, alias: isAddress ? await addressAlias(email) : '' };
}

interface Fate {
  now: number;
  refused?: { index: number; refusal: Refusal };
}

function jobOf({ note, alias }: Addressed, { name, secret }: Posting, fate: Fate): Job {
  const gives = note.type?.startsWith('newsletter_') && { email_sha256: alias.slice(2) };
  const event = { id: note.id, type: note.type, ts: note.ts, props: { ...note.props, ...gives } };
  const bytes = JSON.stringify(event).length;
  const { now, refused } = fate;
  return {
    key: secret,
    takes: [hookOf(name)],
    origin: null,
    facts: {
      receivedAt: now,
      skew: 0,
      alias: refused ? '' : alias,
      device: refused ? '' : SERVER_DEVICE,
      ctx: {},
      userAgent: null,
      place: {},
      ...(note.software && { software: true as const }),
    },
    batch: refused ? refusedBatch(note, refused) : checkBatch([event], bytes, 'program'),
    confirm: [],
    sdk: name,
    bytes,
  };
}

const refusedBatch = (
  { type = '' }: MailNote,
  { index, refusal }: NonNullable<Fate['refused']>,
): CheckedBatch => ({
  sound: [],
  refused: [{ name: `#${index}`, type: publicType(type), refusal }],
});
