/** Messages → jobs, those about one person together. */
import type { Context } from '../../../sdk/wire.ts';
import { type CheckedBatch, checkBatch } from '../check-batch.ts';
import { clockSkew } from '../clock.ts';
import type { RequestFacts } from '../enrich.ts';
import { type Fields, fieldsOf, firstText, readTime } from '../fields.ts';
import type { Job } from '../job.ts';
import { type Place, placeNamed } from '../place.ts';
import { refuse } from '../refusal.ts';
import type { GivenKey } from './key.ts';
import type { Message } from './messages.ts';
import { translate } from './translate.ts';
import { type Who, whoIs } from './who.ts';

/** What the request says about all its messages. */
export interface Sender extends GivenKey {
  receivedAt: number;
  origin: string | null;
  userAgent: string | null;
  place: Place;
  /** of the body */
  bytes: number;
  sentAt: unknown;
}

/** Of messages that name nobody only the refusals are counted. */
const NOBODY: Who = { alias: '', device: '' };

/** Jobs by person, in order. */
export async function jobsOf(messages: readonly Message[], sender: Sender): Promise<Job[][]> {
  const jobs = await Promise.all(messages.map((message, i) => jobOf(message, i, sender)));
  const groups = new Map<string, Job[]>();
  for (const job of jobs) {
    const group = groups.get(job.facts.alias);
    if (group) group.push(job);
    else groups.set(job.facts.alias, [job]);
  }
  return [...groups.values()];
}

async function jobOf({ fields, call }: Message, index: number, sender: Sender): Promise<Job> {
  const { key, takes, origin, receivedAt, bytes } = sender;
  const who = fields && call && (await whoIs(fields, call, takes.includes('server')));
  const facts = factsOf(fields ?? {}, who ?? NOBODY, sender);
  const job = { key, takes, origin, facts, confirm: [], sdk: libraryOf(fields), bytes };
  const name = `#${index}`;
  if (!fields || !call) return { ...job, batch: refused(name, refuse('invalid_event', 'type')) };
  const id = idOf(fields);
  if (!who) return { ...job, batch: refused(isShown(id) ? id : name, refuse('nobody')) };
  const event = translate(fields, {
    id,
    call,
    user: who.user,
    receivedAt: receivedAt - facts.skew,
  });
  return { ...job, batch: renamed(checkBatch([event], bytes, 'program'), name) };
}

const isShown = (id: unknown): id is string => typeof id === 'string' && id !== '';

const refused = (name: string, refusal: ReturnType<typeof refuse>): CheckedBatch => ({
  sound: [],
  refused: [{ name, type: 'custom', refusal }],
});

/** What has no id of its own is named by its place in the request, not in its job. */
const renamed = (batch: CheckedBatch, name: string): CheckedBatch => ({
  ...batch,
  refused: batch.refused.map((one) => (one.name === '#0' ? { ...one, name } : one)),
});

/**
 * A message without an id gets one, so that a repetition cannot be told; but a purchase is named by
 * its order, and a server that tells of it again need not remember more.
 */
function idOf({ messageId, event, properties }: Fields): string {
  if (messageId !== undefined && messageId !== null && messageId !== '') return messageId as string;
  const order = fieldsOf(properties).order_id;
  const named = /^(order completed|purchase)$/i.test(typeof event === 'string' ? event.trim() : '');
  if (named && (typeof order === 'string' || typeof order === 'number') && order !== '') {
    return `purchase ${order}`.slice(0, ID_LENGTH);
  }
  return crypto.randomUUID();
}

const ID_LENGTH = 200;

/** A program between the visitor and us knows neither their place nor their browser, unless it says so. */
function factsOf(fields: Fields, who: Who, sender: Sender): RequestFacts {
  const { receivedAt, origin } = sender;
  const context = fieldsOf(fields.context);
  const sentAt = readTime(fields.sentAt ?? sender.sentAt);
  const userAgent = firstText(context.userAgent);
  return {
    receivedAt,
    skew: sentAt === undefined ? 0 : clockSkew(sentAt, receivedAt),
    ...who,
    ctx: contextOf(context),
    userAgent: userAgent ?? (origin === null ? null : sender.userAgent),
    place: origin === null ? placeTold(context) : sender.place,
  };
}

/** https://segment.com/docs/connections/spec/common/#context */
const placeTold = ({ location, timezone }: Fields): Place =>
  placeNamed({ ...fieldsOf(location), timezone });

const CAMPAIGN = { source: 'source', medium: 'medium', term: 'term', content: 'content' } as const;
const VALUE_LENGTH = 500;

function contextOf({ campaign }: Fields): Context {
  const given = fieldsOf(campaign);
  const read = Object.entries({ ...CAMPAIGN, campaign: 'name' }).flatMap(([own, theirs]) => {
    const value = firstText(given[theirs]);
    return value === undefined ? [] : [[own, value.slice(0, VALUE_LENGTH)] as const];
  });
  return read.length > 0 ? { campaign: Object.fromEntries(read) } : {};
}

function libraryOf(fields: Fields | undefined): string {
  const { name, version } = fieldsOf(fieldsOf(fields?.context).library);
  const library = firstText(name);
  return library === undefined ? '' : [library, firstText(version)].filter(Boolean).join('/');
}
